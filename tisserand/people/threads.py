"""What this room asks of the one that accompanies, above: who holds the thread of someone, and whether it is closed.

An opening in an emergency is told at once to those who hold the thread; and it makes sense only of what is closed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from tisserand.accounts.actors import Actor
from tisserand.common.access import NEVER
from tisserand.people.models import Person

Holders = Callable[[Any, Any], QuerySet[Any]]
Closed = Callable[[Actor, Person], bool]
_holders: list[Holders] = []
_closed: list[Closed] = []


def register_threads(holders: Holders, is_closed: Closed) -> None:
    """`holders(organisation_id, person_id)`: rows that name, by `user_id`, who holds the thread today;
    `is_closed(actor, person)`: this organisation tells more of them than the actor may read.

    Called from the `AppConfig.ready` of the room that accompanies.
    """
    _holders.append(holders)
    _closed.append(is_closed)


def holds_thread_of(actor: Actor) -> Q:
    """On rows with `organisation_id` and `person_id`: the actor holds the thread of this person."""
    if not (actor.user_id and _holders):
        return NEVER
    theirs = (holders(OuterRef("organisation_id"), OuterRef("person_id")) for holders in _holders)
    return Q(*(Exists(rows.filter(user_id=actor.user_id)) for rows in theirs), _connector=Q.OR)


def thread_holders_of(organisation_id: UUID, person_id: UUID | None) -> Iterator[UUID]:
    """The accounts of those who hold it."""
    for holders in _holders if person_id else ():
        yield from holders(organisation_id, person_id).values_list("user_id", flat=True)


def is_closed_to(actor: Actor, person: Person) -> bool:
    """Whether more is told of this person here than the actor may read."""
    return any(is_closed(actor, person) for is_closed in _closed)
