"""What peer mediators wrote in a journal: for themselves, through the opening that lets them in."""

from __future__ import annotations

from django.db.models import QuerySet

from tisserand.accounts.actors import Actor
from tisserand.common.access import Action
from tisserand.sharing.models import Grant
from tisserand.sharing.scope import Scope
from tisserand.support.models import Dossier, Entry
from tisserand.support.policies import VOICE


def voices_of(actor: Actor, grant: Grant) -> QuerySet[Entry]:
    """The actor's own notes through one opening, latest first."""
    rows = VOICE.filter(actor, Action.READ, Entry.objects.filter(voice=grant))
    return rows.select_related("author", "voice").defer("words").order_by("-happened_at", "-pk")


def said_through(scope: Scope) -> QuerySet[Entry]:
    """The same, of whoever the opening names: the caller has been let in by it."""
    grant = scope.grant
    if grant is None or not grant.is_peer:
        return Entry.objects.none()
    rows = Entry.objects.filter(voice=grant, author_id=grant.to_user_id)
    return rows.defer("words").order_by("-happened_at", "-pk")


def dossier_of_peer(grant: Grant) -> Dossier | None:
    """Where what a peer says is written: the dossier that is open, if one is."""
    return Dossier.objects.filter(
        person_id=grant.person_id, organisation_id=grant.organisation_id, closed_on=None
    ).first()
