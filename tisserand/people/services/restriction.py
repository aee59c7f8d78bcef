"""Keeping a person's presence discreet inside the organisation: who holds a key, and why."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from tisserand.accounts.actors import Actor
from tisserand.accounts.models import User
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action
from tisserand.people.models import Keyholder, Person, Registration
from tisserand.people.policies import PERSON

PART = "people.restriction"


class LastKeyholder(Exception):
    """Someone must go on holding a key: otherwise nobody who accompanies the person could open their page."""


def registration_of(actor: Actor, person: Person) -> Registration:
    """How the actor's organisation knows this person."""
    return Registration.objects.get(person=person, organisation_id=actor.organisation_id)


def hand_key(registration: Registration, user_id: UUID) -> Keyholder:
    """Give a key, once."""
    return Keyholder.objects.get_or_create(registration=registration, user_id=user_id)[0]


@transaction.atomic
def restrict_person(
    *, actor: Actor, person: Person, reason: str, expected: int | None = None, now: datetime
) -> Registration:
    """From now on only keyholders and the head of service know that this person is known here.

    Raises StaleRevision if someone else said why since revision `expected`.
    """
    PERSON.check(actor, Action.MANAGE, person)
    registration = registration_of(actor, person)
    registration.is_restricted = True
    registration.restriction_reason = reason
    registration.save_revision(expected=registration.revision if expected is None else expected)
    if actor.user_id:
        hand_key(registration, actor.user_id)
    record(actor=actor, verb=Verb.CHANGE, part=PART, person_id=person.pk, object_id=registration.pk)
    return registration


@transaction.atomic
def lift_restriction(*, actor: Actor, person: Person, now: datetime) -> Registration:
    """The whole organisation may know of this person again. The keys are kept, should it be needed anew."""
    PERSON.check(actor, Action.MANAGE, person)
    registration = registration_of(actor, person)
    registration.is_restricted = False
    registration.restriction_reason = ""
    registration.save_gesture("is_restricted", "restriction_reason")
    record(actor=actor, verb=Verb.CHANGE, part=PART, person_id=person.pk, object_id=registration.pk)
    return registration


@transaction.atomic
def grant_keyholder(*, actor: Actor, person: Person, user: User) -> Keyholder:
    """Let a colleague know of a restricted person. Whoever already holds a key may; so may the head of service."""
    PERSON.check(actor.ordinary, Action.READ, person)
    registration = registration_of(actor, person)
    keyholder = hand_key(registration, user.pk)
    record(actor=actor, verb=Verb.CHANGE, part="people.keyholder", person_id=person.pk, object_id=user.pk)
    return keyholder


@transaction.atomic
def withdraw_keyholder(*, actor: Actor, person: Person, user: User) -> None:
    """Take a key back, except the last one."""
    PERSON.check(actor, Action.MANAGE, person)
    registration = registration_of(actor, person)
    keys = registration.keyholders.select_for_update()
    if registration.is_restricted and not keys.exclude(user=user).exists():
        raise LastKeyholder
    keys.filter(user=user).delete()
    record(actor=actor, verb=Verb.CHANGE, part="people.keyholder", person_id=person.pk, object_id=user.pk)
