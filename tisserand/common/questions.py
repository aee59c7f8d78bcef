"""A question that a page always asks in the same way, put into SQL once: building it anew cost more than asking it.

What changes from one time to the next is who asks (see `access_sql`) and a few values: ids and days, which end up as
parameters. The SQL of each shape is kept; every time, it is asked with the values of that time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from functools import update_wrapper
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connections
from django.db.models import Model, QuerySet

from tisserand.common.access_sql import DAY_STAND_IN, stand_in
from tisserand.common.prepared import Numbers, Preparing, Text, Texts, with_holes

M = TypeVar("M")

MOST_KEPT = 500  # shapes of one question
FIRST_VALUE = 50  # the ids of an actor come before: user, organisation, teams
MOST_VALUES = 40
A_WHILE = 20_000  # days between two stand-ins: nobody adds as many to one
ALL: list[Question[Any]] = []
Wrapped = Text | Texts | Numbers
FIRST_NUMBER = (
    1_917_265_300  # stands in figures for a wrapped value: nobody types it, no key is likely to be it
)
NO_ONE: tuple[None, tuple[Any, ...]] = (None, ())


class Question(Generic[M]):
    """Rows asked for by `build(actor, *values)`: called, it answers with a list.

    `build` looks at nothing but what it is given, and never at the content of a value: only ids, days, moments and what
    is wrapped (`Text`, `Texts`, `Numbers`) vary, and ids together (a tuple, for `__in`); any other value makes another
    shape. What cannot be kept (see `keep`) is built anew each time, only slower.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, M]], *, is_planned_once: bool = True) -> None:
        self.build, self.is_planned_once = build, is_planned_once
        self._kept: dict[Any, Kept | Nothing | None] = {}
        ALL.append(self)
        update_wrapper(self, build)

    def __call__(self, actor: Any, *values: Any) -> list[M]:
        """The answer for this actor (or None) and these values."""
        kept, ids = self._known(actor, values)
        return kept.rows(ids, values) if kept else list(self.build(actor, *values))

    def count(self, actor: Any, *values: Any) -> int:
        """How many rows the answer has."""
        kept, ids = self._known(actor, values)
        is_said_so = not any(isinstance(value, tuple) for value in values)
        return kept.count(ids, values) if kept and is_said_so else self.build(actor, *values).count()

    def _known(self, actor: Any, values: tuple[Any, ...]) -> tuple[Kept | Nothing | None, tuple[Any, ...]]:
        shape, ids = actor.shape if actor is not None else NO_ONE
        key = (shape, *map(_kind, values))
        if key not in self._kept:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            stand_ins = map(_stand_in, range(len(values)), values)
            many = frozenset(rank for rank, value in enumerate(values) if isinstance(value, tuple))
            # « Is any of » is said to what is prepared only.
            is_said_so = self.is_planned_once or not many
            kept = keep(self.build(shape, *stand_ins), many) if is_said_so else None
            self._kept[key] = (
                replace(kept, is_planned_once=self.is_planned_once) if isinstance(kept, Kept) else kept
            )
        return self._kept[key], ids

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


def question_planned_anew(build: Callable[..., QuerySet[Any, M]]) -> Question[M]:
    """The same, planned each time: where a plan that suits an ordinary structure reads all of a large one."""
    return Question(build, is_planned_once=False)


def _kind(value: Any) -> Any:
    return type(value) if isinstance(value, UUID | date | tuple | Wrapped) else value


def _stand_in(rank: int, value: Any) -> Any:
    if isinstance(value, UUID):
        return stand_in(FIRST_VALUE + rank)
    if isinstance(value, tuple):
        return (stand_in(FIRST_VALUE + rank),)
    if isinstance(value, Wrapped):
        return _wrapped(type(value), rank)
    if isinstance(value, datetime):
        return _moment(rank)
    return _day(rank) if isinstance(value, date) else value


def _wrapped(kind: type[Text | Texts | Numbers], rank: int) -> Text | Texts | Numbers:
    number = FIRST_NUMBER + rank
    return Text(number) if kind is Text else Texts([str(number)]) if kind is Texts else Numbers([number])


def _moment(rank: int) -> datetime:
    return datetime.combine(_day(rank), time(3, 33, 33), UTC)


def _day(rank: int) -> date:
    return date.fromordinal(DAY_STAND_IN.toordinal() + A_WHILE * (rank + 1))


@dataclass(frozen=True)
class Place:
    """Where a parameter comes from: the ids of the actor, or the values."""

    is_value: bool
    rank: int
    is_many: bool = False

    def among(self, ids: Sequence[Any], values: Sequence[Any]) -> Any:
        """The one that comes from there, or all of them."""
        found = (values if self.is_value else ids)[self.rank]
        return list(found) if self.is_many else found


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
    is_planned_once: bool = True

    def rows(self, ids: Sequence[Any], values: Sequence[Any]) -> list[Any]:
        """Ask, with these ids and values."""
        compiler = copy(self.compiler)
        compiler.connection = self._connection(ids, values)
        said = self._said(ids, values)
        compiler.as_sql = lambda *args, **kwargs: (self.sql, said)
        written: Any = _Written(self.queryset.query, compiler)
        rows: QuerySet[Any, Any] = QuerySet(self.queryset.model, query=written)
        for name in ("_iterable_class", "_fields", "_prefetch_related_lookups"):
            setattr(rows, name, getattr(self.queryset, name))
        return list(rows)

    def count(self, ids: Sequence[Any], values: Sequence[Any]) -> int:
        """Ask how many. Planned anew: how much there is to count is what makes a plan good or bad."""
        with connections[self.queryset.db].cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM ({self.sql}) counted", self._said(ids, values))
            return int(cursor.fetchone()[0])

    def _connection(self, ids: Sequence[Any], values: Sequence[Any]) -> Any:
        """Each thread has its own. What is planned anew is sent with its values, which the plan then knows."""
        connection = connections[self.queryset.db]
        if not self.is_planned_once:
            return connection
        open_values = [place.among(ids, values) for place in self.order]
        return Preparing(connection, self.prepared, open_values)

    def _said(self, ids: Sequence[Any], values: Sequence[Any]) -> tuple[Any, ...]:
        """The parameters, in the order of the SQL."""
        return tuple(
            place.among(ids, values) if isinstance(place, Place) else place for place in self.parameters
        )


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

    def count(self, ids: Sequence[Any], values: Sequence[Any]) -> int:
        """None."""
        return 0


NOTHING = Nothing()


def keep(queryset: QuerySet[Any, Any], many: frozenset[int] = frozenset()) -> Kept | Nothing | None:
    """Write the SQL of a queryset built with stand-ins; `many`: the values that are several ids.

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
    places = tuple(_several(_place(parameter), many) for parameter in parameters)
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
_MARKS = (_MARK, _MARK.replace("-", ""), str(FIRST_NUMBER)[:-2])


def _several(place: Any, many: frozenset[int]) -> Any:
    is_many = isinstance(place, Place) and place.is_value and place.rank in many
    return replace(place, is_many=True) if is_many else place


def _place(parameter: Any) -> Any:
    if isinstance(parameter, Wrapped):
        number = parameter if isinstance(parameter, Text) else parameter[0]
        return Place(True, int(number) - FIRST_NUMBER)
    if isinstance(parameter, UUID | date):
        return _PLACES.get(parameter, LOST if isinstance(parameter, date) else parameter)
    text = str(parameter)
    return LOST if any(mark in text for mark in _MARKS) else parameter
