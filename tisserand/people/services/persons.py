"""Recording a person, and correcting what is known of them."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from tisserand.accounts.actors import Actor
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action
from tisserand.people.models import Person, Registration
from tisserand.people.policies import PERSON, may_register_person
from tisserand.people.services.restriction import hand_key


@transaction.atomic
def register_person(
    *, actor: Actor, person: Person, file_number: str = "", is_restricted: bool = False, now: datetime
) -> Person:
    """Save a new person and make them known to the actor's organisation. Whoever restricts them keeps a key."""
    if not may_register_person(actor):
        raise PermissionDenied
    person.save()
    registration = Registration.objects.create(
        person=person,
        organisation_id=actor.organisation_id,
        file_number=file_number.strip(),
        is_restricted=is_restricted,
    )
    if is_restricted and actor.user_id:
        hand_key(registration, actor.user_id)
    record(actor=actor, verb=Verb.CREATE, part="people.person", person_id=person.pk, object_id=person.pk)
    return person


def edit_person(*, actor: Actor, person: Person, expected: int, now: datetime) -> Person:
    """Save what was corrected, unless someone else did since revision `expected` (StaleRevision)."""
    PERSON.check(actor, Action.EDIT, person)
    person.save_revision(expected=expected)
    record(actor=actor, verb=Verb.CHANGE, part="people.person", person_id=person.pk, object_id=person.pk)
    return person
