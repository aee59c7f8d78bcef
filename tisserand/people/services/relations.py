"""Who counts for someone: noted, corrected, ended."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.timezone import localdate

from tisserand.accounts.actors import Actor
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action
from tisserand.people.choices import THROUGH, Tie, TieQuality
from tisserand.people.models import Person, Relation
from tisserand.people.policies import PERSON, TIE_QUALITY

PART = "people.relation"


def add_relation(*, actor: Actor, person: Person, relation: Relation, now: datetime) -> Relation:
    """Note a tie, told from the side of `person`; if the other one is recorded too, their page shows it."""
    PERSON.check(actor, Action.EDIT, person)
    if relation.other is not None:
        PERSON.check(actor.ordinary, Action.SEE, relation.other)
    if relation.quality:
        check_quality(actor, person)
    relation.person = person
    relation.save()
    record(actor=actor, verb=Verb.CREATE, part=PART, person_id=person.pk, object_id=relation.pk)
    return relation


def edit_relation(*, actor: Actor, relation: Relation, expected: int, now: datetime) -> Relation:
    """Save a correction, unless someone else did since revision `expected` (StaleRevision)."""
    PERSON.check(actor, Action.EDIT, relation.person)
    relation.save_revision(expected=expected)
    record(actor=actor, verb=Verb.CHANGE, part=PART, person_id=relation.person_id, object_id=relation.pk)
    return relation


def end_relation(*, actor: Actor, relation: Relation, now: datetime) -> Relation:
    """They do not count any more, or not in this way."""
    PERSON.check(actor, Action.EDIT, relation.person)
    relation.until_on = localdate(now)
    relation.save_revision(expected=relation.revision)
    record(actor=actor, verb=Verb.CHANGE, part=PART, person_id=relation.person_id, object_id=relation.pk)
    return relation


def check_quality(actor: Actor, person: Person) -> None:
    """Return quietly if `actor` may say how the ties of `person` are lived; otherwise PermissionDenied."""
    if not TIE_QUALITY.may(actor, Action.EDIT, person):
        raise PermissionDenied


@transaction.atomic
def qualify_tie(*, actor: Actor, relation: Relation, quality: str, now: datetime) -> Relation:
    """Say how a tie is lived; an empty `quality` unsays it."""
    PERSON.check(actor, Action.EDIT, relation.person)
    check_quality(actor, relation.person)
    held = Relation.objects.select_for_update().get(pk=relation.pk)
    held.quality = TieQuality(quality) if quality else ""
    held.save_gesture("quality")
    record(actor=actor, verb=Verb.CHANGE, part=PART, person_id=held.person_id, object_id=held.pk)
    return held


@transaction.atomic
def join_tie(*, actor: Actor, relation: Relation, through: Relation | None, now: datetime) -> Relation:
    """Say by whom this one comes: the other parent of a child, the parent whose mother a grandmother is."""
    PERSON.check(actor, Action.EDIT, relation.person)
    if through is not None and (
        through.person_id != relation.person_id
        or Tie(through.tie) not in THROUGH.get(Tie(relation.tie), ())
        or through.pk == relation.pk
    ):
        raise ValidationError("Ce lien ne peut pas passer par cette personne.")
    held = Relation.objects.select_for_update().get(pk=relation.pk)
    held.through = through
    held.save_gesture("through")
    record(actor=actor, verb=Verb.CHANGE, part=PART, person_id=held.person_id, object_id=held.pk)
    return held


@transaction.atomic
def restore_relation(*, actor: Actor, relation: Relation, now: datetime) -> Relation:
    """They do count after all: the tie is as it was before it was ended."""
    PERSON.check(actor, Action.EDIT, relation.person)
    held = Relation.objects.select_for_update().get(pk=relation.pk)
    held.until_on = None
    held.save_gesture("until_on")
    record(actor=actor, verb=Verb.CHANGE, part=PART, person_id=held.person_id, object_id=held.pk)
    return held
