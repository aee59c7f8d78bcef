"""Writing the trail. Every room's service ends here; every page about a person passes here.

What is done is written with it, in its transaction. What is read during a request is written once the page is made and
before it leaves: writing a line holds the chain of that person, and two who read of them would wait a page, not a line.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from typing import Protocol
from uuid import UUID

from tisserand.audit.choices import Verb
from tisserand.audit.models import AccessEvent
from tisserand.common.ids import new_id


@dataclass
class _Telling:
    """What the present request has told the trail: of whom, and the readings to write before it answers."""

    of: set[UUID] = field(default_factory=set)
    readings: list[AccessEvent] = field(default_factory=list)


# None outside of a request.
_telling: ContextVar[_Telling | None] = ContextVar("telling", default=None)
# When what is written happened; None: now.
_happened_at: ContextVar[datetime | None] = ContextVar("happened_at", default=None)


class Witness(Protocol):
    """What the trail needs to know of an actor (accounts builds them; audit lies below and cannot)."""

    @property
    def user_id(self) -> UUID | None: ...
    @property
    def witness_id(self) -> UUID | None: ...  # the account, or the link that let a guest in
    @property
    def organisation_id(self) -> UUID | None: ...
    @property
    def name(self) -> str: ...


def record(
    *,
    actor: Witness,
    verb: Verb,
    part: str,
    person_id: UUID | None = None,
    object_id: UUID | None = None,
    right: str = "",
    reason: str = "",
) -> AccessEvent:
    """Add one line to the trail; the database gives it its position and its seal."""
    event = _line(
        actor=actor,
        verb=verb,
        part=part,
        person_id=person_id,
        object_id=object_id,
        right=right,
        reason=reason,
    )
    event.save(force_insert=True)
    return event


def _line(
    *,
    actor: Witness,
    verb: Verb,
    part: str,
    person_id: UUID | None,
    object_id: UUID | None,
    right: str,
    reason: str = "",
) -> AccessEvent:
    moment = _happened_at.get()
    telling = _telling.get()
    if telling is not None and person_id:
        telling.of.add(person_id)
    return AccessEvent(
        id=new_id(),
        **({"at": moment} if moment else {}),
        actor_id=actor.witness_id,
        actor_name=actor.name,
        organisation_id=actor.organisation_id,
        person_id=person_id,
        verb=verb,
        part=part,
        object_id=object_id,
        right=right,
        reason=reason,
        stream=person_id or actor.organisation_id or actor.user_id or UUID(int=0),
    )


def record_read(
    *, actor: Witness, person_id: UUID, part: str, object_id: UUID | None = None, right: str = ""
) -> AccessEvent:
    """Note that `part` of a person's record was read: during a request, written before its answer leaves."""
    event = _line(
        actor=actor, verb=Verb.READ, part=part, person_id=person_id, object_id=object_id, right=right
    )
    telling = _telling.get()
    if telling is None:
        event.save(force_insert=True)
    else:
        telling.readings.append(event)
    return event


def forget_readings() -> None:
    """The page that was being made will not be: nobody read what it was to show."""
    telling = _telling.get()
    if telling is not None:
        telling.readings.clear()


@contextmanager
def happening_at(moment: datetime) -> Iterator[None]:
    """Until the end of the block, lines bear that moment: for the demonstration alone, whose past is invented.

    A trail that anyone could date would prove nothing: a test sees to it that nobody else asks.
    """
    token = _happened_at.set(moment)
    try:
        yield
    finally:
        _happened_at.reset(token)


@contextmanager
def one_request() -> Iterator[None]:
    """Until the end of the block, readings wait for it, and `ensure_read` knows of whom something has been told.

    They are written at its end, unless it fails. Chains are taken in one order: no two requests block each other.
    """
    telling = _Telling()
    token = _telling.set(telling)
    try:
        yield
        _write(telling.readings)
    finally:
        _telling.reset(token)


def _write(readings: list[AccessEvent]) -> None:
    if len(readings) == 1:
        readings[0].save(force_insert=True)  # alone, it needs no transaction around it
    elif readings:
        AccessEvent.objects.bulk_create(sorted(readings, key=attrgetter("stream")))


def ensure_read(*, actor: Witness, person_id: UUID, part: str, right: str = "") -> None:
    """Note a reading, unless this request has told the trail something more precise of the same person."""
    telling = _telling.get()
    if telling is not None and person_id not in telling.of:
        record_read(actor=actor, person_id=person_id, part=part, right=right)
