"""Writing the trail. Every room's service ends here; every page about a person passes here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Protocol
from uuid import UUID

from tisserand.audit.choices import Verb
from tisserand.audit.models import AccessEvent
from tisserand.common.ids import new_id

# Those of whom the present request has already written something in the trail; None outside of a request.
_told_of: ContextVar[set[UUID] | None] = ContextVar("told_of", default=None)
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
    moment = _happened_at.get()
    event = AccessEvent.objects.create(
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
    told_of = _told_of.get()
    if told_of is not None and person_id:
        told_of.add(person_id)
    return event


def record_read(
    *, actor: Witness, person_id: UUID, part: str, object_id: UUID | None = None, right: str = ""
) -> AccessEvent:
    """Note that `part` of a person's record was read."""
    return record(
        actor=actor, verb=Verb.READ, part=part, person_id=person_id, object_id=object_id, right=right
    )


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
    """Until the end of the block, `ensure_read` knows of whom something has been told."""
    token = _told_of.set(set())
    try:
        yield
    finally:
        _told_of.reset(token)


def ensure_read(*, actor: Witness, person_id: UUID, part: str, right: str = "") -> None:
    """Note a reading, unless this request has told the trail something more precise of the same person."""
    told_of = _told_of.get()
    if told_of is not None and person_id not in told_of:
        record_read(actor=actor, person_id=person_id, part=part, right=right)
