"""The picture of a circle, rearranged by hand: who was moved, letting it lay itself out again, undoing either."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from tisserand.accounts.actors import Actor
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action
from tisserand.people.models import CirclePicture, Person
from tisserand.people.policies import PERSON

PART = "people.picture"
FARTHEST = 3000  # how far someone may be put from where the layout has them
MOST = 300  # people moved in one picture

Moved = Mapping[str, tuple[float, float]]


def picture_of(person: Person) -> CirclePicture:
    """The arrangement of the circle of `person`; a new one, not saved, while nobody rearranged it."""
    return CirclePicture.objects.filter(person=person).first() or CirclePicture(person=person)


@transaction.atomic
def arrange_circle(
    *, actor: Actor, person: Person, moved: Moved, expected: int, now: datetime
) -> CirclePicture:
    """Keep where some were put; raises StaleRevision if someone rearranged the picture since `expected`."""
    picture = _begun(actor, person)
    kept = {key: [_within(dx), _within(dy)] for key, (dx, dy) in moved.items()}
    together = picture.moved | kept
    return _arranged(actor, picture, dict(list(together.items())[-MOST:]), expected)


@transaction.atomic
def let_arrange_circle(*, actor: Actor, person: Person, now: datetime) -> CirclePicture:
    """Forget who was moved: the picture lays itself out."""
    picture = _begun(actor, person)
    return _arranged(actor, picture, {}, picture.revision)


@transaction.atomic
def undo_arranging(*, actor: Actor, person: Person, now: datetime) -> CirclePicture:
    """Take back the last rearrangement; done twice, it comes back."""
    picture = _begun(actor, person)
    if picture.before is None:
        return picture
    return _arranged(actor, picture, picture.before, picture.revision)


def _begun(actor: Actor, person: Person) -> CirclePicture:
    PERSON.check(actor, Action.EDIT, person)
    return CirclePicture.objects.get_or_create(person=person)[0]


def _arranged(actor: Actor, picture: CirclePicture, moved: dict[str, object], expected: int) -> CirclePicture:
    picture.before, picture.moved = picture.moved, moved
    picture.save_revision(expected=expected, update_fields=["moved", "before", "updated_at"])
    record(actor=actor, verb=Verb.CHANGE, part=PART, person_id=picture.person_id, object_id=picture.pk)
    return picture


def _within(distance: float) -> int:
    return round(min(max(distance, -FARTHEST), FARTHEST))
