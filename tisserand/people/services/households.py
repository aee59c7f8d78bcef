"""Who lives with whom: a household begins, someone joins it, someone leaves."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from tisserand.accounts.actors import Actor
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action
from tisserand.people.choices import Place
from tisserand.people.models import Household, HouseholdMember, Person
from tisserand.people.policies import PERSON

PART = "people.household"


class AlreadyThere(Exception):
    """This person lives in this household already."""


@transaction.atomic
def start_household(
    *,
    actor: Actor,
    person: Person,
    household: Household,
    place: Place = Place.ADULT,
    share: int = 100,
    since_on: date | None = None,
    now: datetime,
) -> Household:
    """Begin a household with `person` in it."""
    PERSON.check(actor, Action.EDIT, person)
    household.save()
    HouseholdMember.objects.create(
        household=household, person=person, place=place, share=share, since_on=since_on
    )
    record(actor=actor, verb=Verb.CREATE, part=PART, person_id=person.pk, object_id=household.pk)
    return household


def edit_household(
    *, actor: Actor, person: Person, household: Household, expected: int, now: datetime
) -> Household:
    """Rename a household of `person` or say where it is, unless someone else did meanwhile (StaleRevision)."""
    PERSON.check(actor, Action.EDIT, person)
    household.save_revision(expected=expected)
    record(actor=actor, verb=Verb.CHANGE, part=PART, person_id=person.pk, object_id=household.pk)
    return household


@transaction.atomic
def join_household(
    *,
    actor: Actor,
    household: Household,
    person: Person,
    place: Place = Place.ADULT,
    share: int = 100,
    since_on: date | None = None,
    now: datetime,
) -> HouseholdMember:
    """`person` lives there too, for that share of the time."""
    PERSON.check(actor, Action.EDIT, person)
    if household.members.filter(person=person, until_on=None).exists():
        raise AlreadyThere
    member = HouseholdMember.objects.create(
        household=household, person=person, place=place, share=share, since_on=since_on
    )
    record(actor=actor, verb=Verb.CREATE, part=PART, person_id=person.pk, object_id=member.pk)
    return member


def edit_member(*, actor: Actor, member: HouseholdMember, expected: int, now: datetime) -> HouseholdMember:
    """Correct someone's place in a household, unless someone else did since revision `expected` (StaleRevision)."""
    PERSON.check(actor, Action.EDIT, member.person)
    member.save_revision(expected=expected)
    record(actor=actor, verb=Verb.CHANGE, part=PART, person_id=member.person_id, object_id=member.pk)
    return member


def leave_household(
    *, actor: Actor, member: HouseholdMember, left_on: date, now: datetime
) -> HouseholdMember:
    """They do not live there any more; the household keeps the memory of it."""
    PERSON.check(actor, Action.EDIT, member.person)
    member.until_on = max(left_on, member.since_on or left_on)
    member.save_revision(expected=member.revision)
    record(actor=actor, verb=Verb.CHANGE, part=PART, person_id=member.person_id, object_id=member.pk)
    return member
