"""A question that a page always asks in the same way, put into SQL once: building it anew cost more than asking it.

What changes from one time to the next is who asks (see `access_sql`) and a few values: ids and days, which end up as
parameters. The SQL of each shape is kept; every time, it is asked with the values of that time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import update_wrapper
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Model, QuerySet

from tisserand.common.access_sql import DAY_STAND_IN, stand_in
from tisserand.common.prepared import Preparing, with_holes

M = TypeVar("M")

MOST_KEPT = 500  # shapes of one question
FIRST_VALUE = 50  # the ids of an actor come before: user, organisation, teams
MOST_VALUES = 10
A_WHILE = 20_000  # days between two stand-ins: nobody adds as many to one
ALL: list[Question[Any]] = []
NO_ONE: tuple[None, tuple[Any, ...]] = (None, ())


class Question(Generic[M]):
    """Rows asked for by `build(actor, *values)`: called, it answers with a list.

    `build` looks at nothing but what it is given, and never at the content of a value: only ids, days and moments
    vary, any other value makes another shape. What cannot be kept (see `keep`) is built anew each time, only slower.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, M]]) -> None:
        self.build = build
        self._kept: dict[Any, Kept | Nothing | None] = {}
        ALL.append(self)
        update_wrapper(self, build)

    def __call__(self, actor: Any, *values: Any) -> list[M]:
        """The answer for this actor (or None) and these values."""
        shape, ids = actor.shape if actor is not None else NO_ONE
        key = (shape, *map(_kind, values))
        if key not in self._kept:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[key] = keep(self.build(shape, *map(_stand_in, range(len(values)), values)))
        kept = self._kept[key]
        return kept.rows(ids, values) if kept else list(self.build(actor, *values))

    @property
    def is_kept(self) -> bool:
        """Whether every shape asked until now could be kept."""
        return None not in self._kept.values()

    def first(self, actor: Any, *values: Any) -> M | None:
        """Its first row."""
        return next(iter(self(actor, *values)), None)


def known_in_advance(row: Model, name: str, others: Sequence[Model]) -> None:
    """Have `row.name.all()` answer these, as if they had been prefetched."""
    manager = getattr(row, name)
    found = manager.get_queryset()
    found._result_cache, found._prefetch_done = list(others), True
    vars(row).setdefault("_prefetched_objects_cache", {})[name] = found


def question(build: Callable[..., QuerySet[Any, M]]) -> Question[M]:
    """Make a `Question` of a function that says which rows."""
    return Question(build)


def _kind(value: Any) -> Any:
    return type(value) if isinstance(value, UUID | date) else value


def _stand_in(rank: int, value: Any) -> Any:
    if isinstance(value, UUID):
        return stand_in(FIRST_VALUE + rank)
    if isinstance(value, datetime):
        return _moment(rank)
    return _day(rank) if isinstance(value, date) else value


def _moment(rank: int) -> datetime:
    return datetime.combine(_day(rank), time(3, 33, 33), UTC)


def _day(rank: int) -> date:
    return date.fromordinal(DAY_STAND_IN.toordinal() + A_WHILE * (rank + 1))


@dataclass(frozen=True)
class Place:
    """Where a parameter comes from: the ids of the actor, or the values."""

    is_value: bool
    rank: int

    def among(self, ids: Sequence[Any], values: Sequence[Any]) -> Any:
        """The one that comes from there."""
        return (values if self.is_value else ids)[self.rank]


LOST = Place(False, -2)  # a parameter of which one does not know where it comes from


@dataclass(frozen=True)
class Kept:
    """The rows of a queryset, its SQL written; each parameter a constant or a `Place`."""

    queryset: QuerySet[Any, Any]
    compiler: Any
    sql: str
    parameters: tuple[Any, ...]
    prepared: str
    order: list[Place]  # what the prepared text leaves open

    def rows(self, ids: Sequence[Any], values: Sequence[Any]) -> list[Any]:
        """Ask, with these ids and values."""
        compiler = copy(self.compiler)
        said = tuple(
            place.among(ids, values) if isinstance(place, Place) else place for place in self.parameters
        )
        # Each thread has a connection of its own.
        compiler.connection = Preparing(
            connections[self.queryset.db], self.prepared, [place.among(ids, values) for place in self.order]
        )
        compiler.as_sql = lambda *args, **kwargs: (self.sql, said)
        written: Any = _Written(self.queryset.query, compiler)
        rows: QuerySet[Any, Any] = QuerySet(self.queryset.model, query=written)
        for name in ("_iterable_class", "_fields", "_prefetch_related_lookups"):
            setattr(rows, name, getattr(self.queryset, name))
        return list(rows)


class _Written:
    """A query whose SQL is there already."""

    def __init__(self, query: Any, compiler: Any) -> None:
        self.query, self.compiler = query, compiler

    def get_compiler(self, *args: Any, **kwargs: Any) -> Any:
        return self.compiler

    def __getattr__(self, name: str) -> Any:
        return getattr(self.query, name)


class Nothing:
    """The answer of a question that nothing can meet, whatever the values."""

    def rows(self, ids: Sequence[Any], values: Sequence[Any]) -> list[Any]:
        """Nobody, nothing."""
        return []


NOTHING = Nothing()


def keep(queryset: QuerySet[Any, Any]) -> Kept | Nothing | None:
    """Write the SQL of a queryset built with stand-ins.

    None when it would not hold for other values: a day of its own, an id hidden in a parameter, a prefetch that has a
    queryset of its own (and so one actor's ids).
    """
    if any(not isinstance(lookup, str) for lookup in queryset._prefetch_related_lookups):  # type: ignore[attr-defined]
        return None
    compiler = queryset.query.get_compiler(using=queryset.db)
    try:
        sql, parameters = compiler.as_sql()
    except EmptyResultSet:
        return NOTHING
    # What is done to each column once read is worked out once too.
    converters = compiler.get_converters([column for column, *_ in compiler.select[: compiler.col_count]])
    compiler.get_converters = lambda _: converters
    places = tuple(map(_place, parameters))
    if LOST in places:
        return None
    holes = [place if isinstance(place, Place) else None for place in places]
    return Kept(queryset, compiler, sql, places, *with_holes(compiler.connection, sql, parameters, holes))


_PLACES: dict[Any, Place] = (
    {stand_in(rank): Place(False, rank) for rank in range(FIRST_VALUE)}
    | {stand_in(FIRST_VALUE + rank): Place(True, rank) for rank in range(MOST_VALUES)}
    | {_day(rank): Place(True, rank) for rank in range(MOST_VALUES)}
    | {_moment(rank): Place(True, rank) for rank in range(MOST_VALUES)}
    | {DAY_STAND_IN: Place(False, -1)}
)
_MARK = str(stand_in(0))[:16]  # what all stand-ins begin by


def _place(parameter: Any) -> Any:
    if isinstance(parameter, UUID | date):
        return _PLACES.get(parameter, LOST if isinstance(parameter, date) else parameter)
    text = str(parameter)
    return LOST if _MARK in text or _MARK.replace("-", "") in text else parameter
