"""Those around a dossier keep what the organisation holds about its person: told to the room of sharing, below."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q

from tisserand.accounts.actors import Actor
from tisserand.common.access import Action, predicate
from tisserand.support.models import Dossier
from tisserand.support.policies import DOSSIER


def _works_there(actor: Actor) -> Q:
    dossiers = DOSSIER.filter(actor, Action.EDIT, Dossier.objects.all())
    return Q(
        Exists(dossiers.filter(person_id=OuterRef("person_id"), organisation_id=OuterRef("organisation_id")))
    )


@predicate(where=_works_there)
def works_in_their_dossier(actor: Actor, thing: Any) -> bool:
    """The actor is one of those around a dossier of this person in this organisation."""
    dossiers = Dossier.objects.filter(person_id=thing.person_id, organisation_id=thing.organisation_id)
    return any(DOSSIER.may(actor, Action.EDIT, dossier) for dossier in dossiers)
