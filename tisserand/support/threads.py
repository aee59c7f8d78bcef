"""Who holds the thread of someone, and whether their dossier is closed: told to the room of people, below."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from tisserand.accounts.actors import Actor
from tisserand.common.access import Action
from tisserand.people.models import Person
from tisserand.support.models import Dossier, Referent
from tisserand.support.policies import DOSSIER


def holders(organisation_id: Any, person_id: Any) -> QuerySet[Referent]:
    """Those who hold the thread today, of a dossier that is open."""
    rows = Referent.objects.filter(person_id=person_id, until_on=None)
    return rows.filter(dossier__organisation_id=organisation_id, dossier__closed_on=None)


def is_closed(actor: Actor, person: Person) -> bool:
    """Whether a dossier of this person is held here that the actor may not read."""
    here = Dossier.objects.filter(person=person, organisation_id=actor.organisation_id)
    return here.exclude(pk__in=DOSSIER.filter(actor, Action.READ, here).values("pk")).exists()
