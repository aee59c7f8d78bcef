"""An access rule put into SQL once and for all: building it anew for each query cost more than asking the database.

A rule depends on the actor in two ways: on who they are (ids, which end up as parameters) and on what they are (roles,
number of teams: the shape of the question). The SQL of a shape is kept; each query gets it with the actor's own ids.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connection
from django.db.models import BooleanField, Model, Q

from tisserand.common.row_sql import OUTER, RowSql

_ALIAS = re.compile(r"\b[T-Z]+\d+\b")  # what Django calls the tables of a subquery
_STAND_INS = 100
_numbers = count(1)


def stand_in(rank: int) -> UUID:
    """The id that stands for an actor's `rank`-th one in a shape."""
    return UUID(int=(0xACCE55 << 100) | rank)


# The actor’s day, in the same way: a rule may ask what is open on the day for which the actor was read.
DAY_STAND_IN = date(1001, 1, 1)
DAY_RANK = -1  # it comes last, after the ids
_RANKS = {stand_in(rank): rank for rank in range(_STAND_INS)}


@dataclass(frozen=True)
class RuleSql:
    """A condition with a place for the name of the outer table; each parameter a constant, or the rank of an id."""

    text: str
    parameters: tuple[tuple[int | None, Any], ...]

    def for_ids(self, ids: Sequence[Any]) -> Q:
        """The condition, for the actor who bears these ids."""
        values = tuple(constant if rank is None else ids[rank] for rank, constant in self.parameters)
        return Q(RowSql("pk", self.text, values, output_field=BooleanField()))


def put_into_sql(model: type[Model], where: Callable[[], Q]) -> RuleSql | None:
    """The SQL of a rule built for a shape; None when it cannot be kept: it joins, looks at the clock, or holds for all.

    Raises ValueError when an id of the actor went into the rule otherwise than as a value to compare with.
    """
    query = model._base_manager.filter(where()).query
    if sum(count > 0 for count in query.alias_refcount.values()) > 1:
        return None
    try:
        text, values = query.get_compiler(connection=connection).compile(query.where)
    except (EmptyResultSet, FullResultSet):
        return None
    if any(isinstance(value, date) and value != DAY_STAND_IN for value in values):
        return None
    table = connection.ops.quote_name(model._meta.db_table)
    # Names of its own: a rule may end up inside a subquery, or inside another rule, whose tables bear these names.
    own = f"rule{next(_numbers)}_"
    text = _ALIAS.sub(lambda alias: own + alias.group().lower(), text)
    return RuleSql(f"({text.replace(f'{table}.', f'{OUTER}.')})", tuple(map(_parameter, values)))


def _parameter(value: Any) -> tuple[int | None, Any]:
    if isinstance(value, UUID) and value in _RANKS:
        return _RANKS[value], None
    if value == DAY_STAND_IN:
        return DAY_RANK, None
    if any(str(known) in str(value) for known in (stand_in(0), stand_in(1))):
        raise ValueError("An id of the actor is hidden in a parameter of this rule")
    return None, value
