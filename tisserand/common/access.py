"""The lock of every door: a room's access rules as one table, read for one object or for a whole list.

A rule is an OR of ANDs of tiny named predicates. Each predicate says the same thing twice: `holds` of an
object in hand, `where` of rows in the database. The twin test proves that the two never drift.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import Http404

from tisserand.common.access_sql import RuleSql, put_into_sql

M = TypeVar("M", bound=Model)

MOST_KEPT = 500  # shapes of actors for one table

# What a predicate answers when the actor alone settles it, whatever the row: a list rule then leaves it out.
NEVER = Q(pk__in=[])
ALWAYS = ~NEVER


def settled(condition: bool) -> Q:
    """All rows or none."""
    return ALWAYS if condition else NEVER


class Action(StrEnum):
    """What one may want to do with a thing; each room's table says which of them it knows."""

    SEE = "see"  # know that it exists, by name
    READ = "read"  # its content
    CREATE = "create"
    EDIT = "edit"
    MANAGE = "manage"  # close, hand over, merge, restrict
    REVEAL = "reveal"  # what is hidden from lists, with a reason
    EXPORT = "export"


@dataclass(frozen=True)
class Predicate:
    """One named condition, for an object (`holds`) and for rows (`where`)."""

    name: str
    holds: Callable[[Any, Any], bool]
    where: Callable[[Any], Q]

    def __repr__(self) -> str:
        return self.name


def predicate(where: Callable[[Any], Q]) -> Callable[[Callable[[Any, Any], bool]], Predicate]:
    """Make a `Predicate` of a function `(actor, obj) -> bool` and its twin `where(actor) -> Q`.

    `where` must not join a to-many relation (rows would repeat): use `Exists` or `pk__in`. It looks at nothing but the
    actor: its SQL is kept for all actors of the same shape (see `access_sql`).
    """

    def wrap(holds: Callable[[Any, Any], bool]) -> Predicate:
        return Predicate(holds.__name__, holds, where)

    return wrap


class AccessTable:
    """The access rules of one kind of thing: `{Action: [[predicate, …], …]}`, an OR of ANDs.

    `visible` is the action that makes a thing exist for someone: refused it, they get 404 and not 403.
    """

    def __init__(
        self, rules: Mapping[Action, Sequence[Sequence[Predicate]]], *, visible: Action = Action.SEE
    ) -> None:
        self.rules = rules
        self.visible = visible
        self._kept: dict[Any, RuleSql | None] = {}

    def may(self, actor: Any, action: Action, obj: Any) -> bool:
        """Say whether `actor` may do `action` on `obj`."""
        return any(all(p.holds(actor, obj) for p in row) for row in self.rules.get(action, ()))

    def check(self, actor: Any, action: Action, obj: Any) -> None:
        """Return quietly, or raise Http404 (may not know of it) or PermissionDenied (may not do that)."""
        if self.may(actor, action, obj):
            return
        if self.may(actor, self.visible, obj):
            raise PermissionDenied
        raise Http404

    def filter(self, actor: Any, action: Action, rows: QuerySet[M]) -> QuerySet[M]:
        """Keep of `rows` those on which `actor` may do `action`."""
        return rows.filter(self.allowed(actor, action, rows.model))

    def allowed(self, actor: Any, action: Action, model: type[Model]) -> Q:
        """The condition `where`, its SQL put together once for every actor of the same shape."""
        shape, ids = actor.shape
        key = (model, action, shape)
        if key not in self._kept:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            self._kept[key] = put_into_sql(model, lambda: self.where(shape, action))
        sql = self._kept[key]
        return sql.for_ids(ids) if sql else self.where(actor, action)

    def where(self, actor: Any, action: Action) -> Q:
        """The condition that rows must meet for `actor` to do `action`: to filter, or to annotate.

        Written as short as it can be said: what the actor alone settles is left out, so is a row that another one
        implies, and what all rows ask is asked once.
        """
        said = {p: p.where(actor) for row in self.rules.get(action, ()) for p in row}
        asked = dict.fromkeys(
            frozenset(p for p in row if said[p] is not ALWAYS)
            for row in self.rules.get(action, ())
            if not any(said[p] is NEVER for p in row)
        )
        rows = [row for row in asked if not any(other < row for other in asked)]
        if not rows or frozenset() in rows:
            return settled(bool(rows))
        shared = frozenset.intersection(*rows)
        return _all_of(said, shared) & _any_of([_all_of(said, row - shared) for row in rows if row - shared])


def _all_of(said: Mapping[Predicate, Q], predicates: Iterable[Predicate]) -> Q:
    """In the order of the table, so that the same rule always asks the database the same question."""
    chosen = set(predicates)
    return Q(*(q for p, q in said.items() if p in chosen))


def _any_of(conditions: Sequence[Q]) -> Q:
    return Q(*conditions, _connector=Q.OR)
