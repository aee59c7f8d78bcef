"""Who sees which point of a meeting: one rule, for the table « qui verra quoi », pages, paper and the round.

In the house, everything. The person and their relatives, the agenda as it is shown to the person. Someone of elsewhere,
the points of which their opening covers every topic, as of a goal; without an opening, none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from tisserand.coordination.choices import Seat
from tisserand.coordination.models import AgendaItem, Attendee
from tisserand.sharing.choices import ShareLevel
from tisserand.sharing.scope import Scope, of_grant


@dataclass(frozen=True)
class Point:
    """What the rule looks at, of a point that stands or of one kept in minutes."""

    topics: tuple[str, ...]
    is_of_plan: bool
    is_for_relatives: bool


def point_of(item: AgendaItem) -> Point:
    """A point that stands."""
    return Point(tuple(item.topics), item.goal_id is not None, item.is_for_relatives)


# What was decided or said outside of any point: for those who may see everything.
NO_POINT = Point((), False, False)
Sees = Callable[[Point], bool]


def everything(point: Point) -> bool:
    """Those who keep the meeting, and the person."""
    return True


def for_relatives(point: Point) -> bool:
    """Their relatives: what the person wants before them."""
    return point.is_for_relatives


def nothing(point: Point) -> bool:
    """Someone of elsewhere to whom nothing is open."""
    return False


def within(scope: Scope) -> Sees:
    """Someone of elsewhere, within an opening."""

    def sees(point: Point) -> bool:
        level = ShareLevel.PLAN if point.is_of_plan else ShareLevel.ACCOUNT
        return scope.goes_to(level) and scope.covers(point.topics)

    return sees


def eyes_of(attendee: Attendee, today: date) -> Sees:
    """What one attendee sees today."""
    if attendee.seat in (Seat.PERSON, Seat.COLLEAGUE):
        return everything
    if attendee.seat == Seat.RELATIVE:
        return for_relatives
    if attendee.grant is None or not attendee.grant.is_open(today):
        return nothing
    return within(of_grant(attendee.grant))


@dataclass(frozen=True)
class Row:
    """One point, and who around the table does not see it."""

    item: AgendaItem
    cells: list[tuple[Attendee, bool]]

    @property
    def unseen_by(self) -> list[Attendee]:
        """Those before whom it is not to be opened."""
        return [attendee for attendee, sees in self.cells if not sees]


def matrix(items: Iterable[AgendaItem], attendees: Iterable[Attendee], today: date) -> list[Row]:
    """« Qui verra quoi », point by point."""
    eyes = [(attendee, eyes_of(attendee, today)) for attendee in attendees]
    return [Row(item, [(who, sees(point_of(item))) for who, sees in eyes]) for item in items]


def in_order(items: Iterable[AgendaItem]) -> list[AgendaItem]:
    """The points that the person brings first, then the others, as they were placed."""
    return sorted(items, key=lambda item: (not is_persons(item), item.position, item.created_at))


def is_persons(item: AgendaItem) -> bool:
    """Whether the person brings it."""
    return item.proposed_by is not None and item.proposed_by.seat == Seat.PERSON
