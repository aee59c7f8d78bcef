"""Those around a dossier keep what the organisation holds about its person: told to the room of sharing, below."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from tisserand.accounts.actors import Actor
from tisserand.accounts.queries import actors_in
from tisserand.common.access import Action, predicate
from tisserand.common.questions import question
from tisserand.support.models import Dossier
from tisserand.support.policies import DOSSIER, with_keys


def _works_there(actor: Actor) -> Q:
    dossiers = DOSSIER.filter(actor, Action.EDIT, Dossier.objects.all())
    return Q(
        Exists(dossiers.filter(person_id=OuterRef("person_id"), organisation_id=OuterRef("organisation_id")))
    )


@predicate(where=_works_there)
def works_in_their_dossier(actor: Actor, thing: Any) -> bool:
    """The actor is one of those around a dossier of this person in this organisation."""
    known = _in_hand(actor, thing)
    if known is None:
        return bool(_worked_in(actor, thing.person_id, thing.organisation_id))
    return any(d.is_worked_in and d.organisation_id == thing.organisation_id for d in known)


def _in_hand(actor: Actor, thing: Any) -> list[Any] | None:
    """The dossiers that the page has read already, with the person (see `page.accompaniments`)."""
    person = thing._state.fields_cache.get("person")
    return vars(person).get("_accompaniments", {}).get(actor) if person else None


@question
def _worked_in(actor: Actor, person_id: UUID, organisation_id: UUID) -> QuerySet[Dossier]:
    dossiers = Dossier.objects.filter(person_id=person_id, organisation_id=organisation_id)
    return DOSSIER.filter(actor, Action.EDIT, dossiers).only("pk")[:1]


def those_who_work_there(person_id: UUID, organisation_id: UUID, on: date) -> list[Actor]:
    """The same, by name: those who work in a dossier of this person on a day."""
    rows = Dossier.objects.filter(person_id=person_id, organisation_id=organisation_id)
    dossiers = [with_keys(one) for one in rows]
    there = [one for one in actors_in(organisation_id, today=on) if one.is_accompanying]
    return [one for one in there if any(DOSSIER.may(one, Action.EDIT, dossier) for dossier in dossiers)]
