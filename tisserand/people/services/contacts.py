"""How to reach someone: added, corrected, ended, and shown on demand when it is protected."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from tisserand.accounts.actors import Actor
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action
from tisserand.people.choices import ContactKind
from tisserand.people.models import ContactPoint, Person
from tisserand.people.phones import read_phone
from tisserand.people.policies import PERSON

PART = "people.contact"


class ReasonNeeded(Exception):
    """What is protected is only shown to someone who says why."""


@transaction.atomic
def add_contact(*, actor: Actor, person: Person, contact: ContactPoint, now: datetime) -> ContactPoint:
    """Note a way to reach `person`. A phone is kept in E.164 when it can be, the remark beside it as well."""
    PERSON.check(actor, Action.EDIT, person)
    contact.person = person
    tidy_contact(contact)
    contact.save()
    _leave_only_one_first(contact)
    record(actor=actor, verb=Verb.CREATE, part=PART, person_id=person.pk, object_id=contact.pk)
    return contact


@transaction.atomic
def edit_contact(*, actor: Actor, contact: ContactPoint, expected: int, now: datetime) -> ContactPoint:
    """Save a correction, unless someone else did since revision `expected` (StaleRevision)."""
    PERSON.check(actor, Action.EDIT, contact.person)
    tidy_contact(contact)
    contact.save_revision(expected=expected)
    _leave_only_one_first(contact)
    record(actor=actor, verb=Verb.CHANGE, part=PART, person_id=contact.person_id, object_id=contact.pk)
    return contact


def end_contact(*, actor: Actor, contact: ContactPoint, now: datetime) -> ContactPoint:
    """It is no longer theirs; the history keeps it."""
    PERSON.check(actor, Action.EDIT, contact.person)
    contact.until_on = localdate(now)
    contact.is_preferred = False
    contact.save_revision(expected=contact.revision)
    record(actor=actor, verb=Verb.CHANGE, part=PART, person_id=contact.person_id, object_id=contact.pk)
    return contact


def reveal_contact(*, actor: Actor, contact: ContactPoint, reason: str, now: datetime) -> str:
    """What a protected contact says, to someone allowed, who says why: the trail keeps the reason."""
    PERSON.check(actor, Action.REVEAL, contact.person)
    if not reason.strip():
        raise ReasonNeeded
    record(
        actor=actor,
        verb=Verb.REVEAL,
        part=PART,
        person_id=contact.person_id,
        object_id=contact.pk,
        reason=reason.strip(),
    )
    return contact.shown


def tidy_contact(contact: ContactPoint) -> None:
    """Write a phone in E.164 and an e-mail in lower case; what was said beside the number goes to the remark."""
    if contact.kind == ContactKind.EMAIL:
        contact.value = contact.value.strip().lower()
    if contact.kind != ContactKind.PHONE or not (phone := read_phone(contact.value)):
        return
    contact.value = phone.number
    if phone.remark and not contact.belongs_to:
        contact.belongs_to = phone.remark[:120]


def _leave_only_one_first(contact: ContactPoint) -> None:
    if contact.is_preferred:
        others = contact.person.contacts.filter(kind=contact.kind, is_preferred=True)
        others.exclude(pk=contact.pk).update(is_preferred=False)
