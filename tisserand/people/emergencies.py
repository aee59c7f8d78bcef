"""Finding openings in an emergency: what is open now, what is still to be told, what is to be looked at afterwards."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Now

from tisserand.accounts.actors import Actor
from tisserand.common.access import Action
from tisserand.people.models import EmergencyOpening, Person
from tisserand.people.policies import EMERGENCY, PERSON
from tisserand.people.queries import people_visible_to
from tisserand.people.threads import is_closed_to

RIGHT = "ouverture en urgence"  # in the trail


def opened_now(user_id: Any, organisation_id: Any) -> QuerySet[EmergencyOpening, UUID]:
    """The people whom someone opened and may still read, by the database's own clock: see `accounts.openings`."""
    rows = EmergencyOpening.objects.filter(opened_by_id=user_id, organisation_id=organisation_id)
    rows = rows.filter(ended_at=None, until__gt=Now(), person__isnull=False)
    return rows.order_by().values_list("person_id", flat=True)


def right_over_person(actor: Actor, person_id: UUID) -> str:
    """By what right the actor reads this person, when it is not by the usual ones."""
    return RIGHT if person_id in actor.opened else ""


def is_closed(actor: Actor, person: Person) -> bool:
    """Whether something of this person is told here that the actor may not read."""
    return not PERSON.may(actor, Action.READ, person) or is_closed_to(actor, person)


def openings_visible_to(actor: Actor, action: Action = Action.SEE) -> QuerySet[Any]:
    """Those that the actor made or is told of, latest first; `knows`: they may know of the person without it."""
    known = Exists(people_visible_to(actor.ordinary).filter(pk=OuterRef("person_id")))
    rows = EMERGENCY.filter(actor, action, EmergencyOpening.objects.all())
    return rows.annotate(knows=known).select_related("person", "opened_by", "reviewed_by")


def opening_on(actor: Actor, person_id: UUID) -> EmergencyOpening | None:
    """What lets the actor read this person now."""
    if person_id not in actor.opened:
        return None
    mine = EmergencyOpening.objects.filter(opened_by_id=actor.user_id, organisation_id=actor.organisation_id)
    return mine.filter(person_id=person_id, ended_at=None).first()


def openings_to_tell(actor: Actor) -> QuerySet[EmergencyOpening]:
    """The actor's own, still open or not, of which they have not said yet what they saw and did."""
    rows = EMERGENCY.filter(actor, Action.EDIT, EmergencyOpening.objects.all())
    return rows.filter(told_at=None, person__isnull=False).select_related("person")


def openings_to_look_at(actor: Actor) -> QuerySet[Any]:
    """Those of others that the actor is told of, until someone who answers for it has closed the matter."""
    return openings_visible_to(actor).filter(reviewed_at=None).exclude(opened_by_id=actor.user_id)
