"""Someone who came in by a link has an account now: what was open to them opens to it, what was said stays theirs."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.http import Http404
from django.utils.timezone import localdate

from tisserand.accounts.actors import Actor
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.sharing.choices import GuestEnd, GuestWord
from tisserand.sharing.models import CircleMember, Consent, Grant, Guest, GuestMessage
from tisserand.sharing.policies import may_receive
from tisserand.sharing.services.guests import PART, hold_guest


@transaction.atomic
def attach_guest(*, actor: Actor, guest: Guest, now: datetime) -> list[Grant]:
    """The openings of a link become openings to the account that holds it; the link ends, those who gave it are told.

    The caller has seen that whoever signs in is inside by that very link. Returns what is open to them today.
    """
    if not may_receive(actor):
        raise Http404
    held = hold_guest(guest)
    if held.member is None or not held.is_standing(now):
        raise ValidationError("Ce lien ne mène plus nulle part : demandez-en un autre.")
    if held.organisation_id == actor.organisation_id:
        raise ValidationError("Ce lien vient de votre structure : le dossier est déjà chez vous.")
    grants = _move(actor, held, held.member, now)
    CircleMember.objects.filter(pk=held.member_id).update(user_id=actor.user_id, revision=F("revision") + 1)
    held.ended_at, held.ended_why, held.user_id = now, GuestEnd.ATTACHED, actor.user_id
    held.save_gesture("ended_at", "ended_why", "user")
    GuestMessage.objects.create(
        guest=held,
        person_id=held.person_id,
        organisation_id=held.organisation_id,
        kind=GuestWord.ATTACHED,
        text=f"{actor.name}, {actor.organisation_name}",
        created_at=now,
    )
    record(
        actor=actor,
        verb=Verb.CHANGE,
        part=PART,
        person_id=held.person_id,
        object_id=held.pk,
        reason=held.get_ended_why_display(),
    )
    return [grant for grant in grants if grant.is_open(localdate(now))]


def _move(actor: Actor, guest: Guest, member: CircleMember, now: datetime) -> list[Grant]:
    """What is open, or being prepared; what is over stays told as it was."""
    going_on = Q(closes_on=None) | Q(closes_on__gte=localdate(now))
    rows = Grant.objects.filter(going_on, to_member=member, cut_at=None)
    # Whoever withdraws one of these agreements at this very moment waits, or has done so already.
    consents = Consent.objects.select_for_update(no_key=True).filter(pk__in=rows.values("consent_id"))
    known = [consent.pk for consent in consents]
    there = {"to_organisation_id": actor.organisation_id, "to_user_id": actor.user_id}
    twice = Grant.objects.filter(consent__in=known, to_team=None, **there).values_list(
        "consent_id", flat=True
    )
    doubled = list(twice)
    rows.filter(consent__in=doubled).update(cut_at=now)  # the same agreement named them already
    moved = list(rows.filter(consent__in=known).exclude(consent__in=doubled).select_related("consent"))
    Grant.objects.filter(pk__in=[grant.pk for grant in moved]).update(to_member=None, **there)
    Consent.objects.filter(pk__in=known).update(revision=F("revision") + 1)
    return moved
