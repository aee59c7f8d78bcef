"""What follows a person when two of their records are brought together: the rooms above register their tables here.

Every column that points at a person is said to follow (`follow`), or to stay and why (`leave`): an architecture test
holds them all to it. A room may also ask a question first (`ask_before`): which of two open dossiers goes on?
And put together what both records say, when only one can go on saying it (`join_before`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.db.models import F, Model, Q, QuerySet

from tisserand.accounts.actors import Actor
from tisserand.common.rows import Revisable
from tisserand.people.models import Merge, Person


@dataclass(frozen=True)
class Column:
    """One column that points at a person, and how its rows follow.

    `organisation` is the path to the organisation whose rows they are (empty: they belong to the person alone);
    `under` the path to a row that follows too, on which these hang: written later, they go back with it.
    `staying` says which rows of the absorbed record cannot follow, because the kept one has the same.
    """

    model: type[Model]
    name: str = "person"
    organisation: str = ""
    under: tuple[str, type[Model]] | None = None
    staying: Callable[[Person, Person], Q] | None = None

    @property
    def key(self) -> str:
        """How a merge names it: « people.ContactPoint.person »."""
        return f"{self.model._meta.label}.{self.name}"

    def rows(self, person_id: UUID, organisation_id: UUID) -> QuerySet[Any]:
        """The rows about someone that this organisation may move: never those of another one."""
        here = {self.organisation: organisation_id} if self.organisation else {}
        return self.model._base_manager.filter(**{self.name: person_id}, **here)

    def move(self, rows: QuerySet[Any], person_id: UUID) -> int:
        """Make them about someone else, and any page drawn before a stale one."""
        again = {"revision": F("revision") + 1} if issubclass(self.model, Revisable) else {}
        return rows.update(**{self.name: person_id}, **again)


_columns: dict[str, Column] = {}
_staying: dict[str, str] = {}


def follow(
    model: type[Model],
    name: str = "person",
    *,
    organisation: str = "",
    under: tuple[str, type[Model]] | None = None,
    staying: Callable[[Person, Person], Q] | None = None,
) -> None:
    """Say that the rows of this column follow the person; called from `AppConfig.ready`, parents before children."""
    column = Column(model, name, organisation, under, staying)
    _columns[column.key] = column


def leave(model: type[Model], *names: str, because: str) -> None:
    """Say that these columns go on pointing at the record they were written about, and why that is right."""
    for name in names:
        _staying[f"{model._meta.label}.{name}"] = because


def columns() -> list[Column]:
    """All that follow, in the order of the rooms."""
    return list(_columns.values())


def left_as_written() -> dict[str, str]:
    """The columns that stay, each with its reason."""
    return dict(_staying)


# --- questions


@dataclass(frozen=True)
class Question:
    """Something to settle before two records become one; `refusal`: why this actor cannot, in a sentence."""

    key: str
    text: str
    options: list[tuple[str, str]] = field(default_factory=list)
    refusal: str = ""


class Asker:
    """A room that has something to settle first."""

    def question(self, actor: Actor, kept: Person, absorbed: Person) -> Question | None:
        """What must be answered, if anything."""
        raise NotImplementedError

    def settle(self, actor: Actor, question: Question, answer: str, ledger: Ledger, now: datetime) -> None:
        """Do as answered, before the rows follow, through the ledger."""
        raise NotImplementedError


_askers: list[Asker] = []


def ask_before(asker: Asker) -> Asker:
    """Let a room ask its question; called from `AppConfig.ready`."""
    _askers.append(asker)
    return asker


def questions(actor: Actor, kept: Person, absorbed: Person) -> Iterator[tuple[Asker, Question]]:
    """Everything to settle before these two become one."""
    for asker in _askers:
        if question := asker.question(actor, kept, absorbed):
            yield asker, question


# --- put together


Joiner = Callable[[Actor, "Ledger", datetime], None]
_joiners: list[Joiner] = []


def join_before(joiner: Joiner) -> Joiner:
    """Let a room put together, through the ledger, what both records say; called from `AppConfig.ready`.

    The rows that could not follow stay with the absorbed record: undoing shows them there again.
    """
    _joiners.append(joiner)
    return joiner


def joiners() -> list[Joiner]:
    """All of them, in the order of the rooms."""
    return list(_joiners)


# --- the ledger of one merge


def coded(row: Model, name: str) -> Any:
    """The value of a field as the ledger keeps it."""
    column: Any = row._meta.get_field(name)
    return json.loads(json.dumps(getattr(row, column.attname), cls=DjangoJSONEncoder))


@dataclass
class Ledger:
    """Everything that bringing two records together does, done through it so that all of it can be undone."""

    merge: Merge
    left: dict[str, int] = field(default_factory=dict)

    def change(self, row: Model, **values: Any) -> None:
        """Write these fields of a row that is there, and remember what they held."""
        changes = {}
        for name, value in values.items():
            before = coded(row, name)
            setattr(row, name, value)
            if (after := coded(row, name)) != before:
                changes[name] = [before, after]
        if changes:
            self._save(row)
            self.merge.changed.append([row._meta.label, str(row.pk), changes])

    def add(self, row: Model) -> None:
        """Save a new row, and remember it."""
        row.save()
        self.merge.added.setdefault(row._meta.label, []).append(str(row.pk))

    def move(self, column: Column) -> None:
        """Bring the rows of one column to the kept record, but those that the kept one has already."""
        merge = self.merge
        rows = column.rows(merge.absorbed_id, merge.organisation_id)
        if column.staying:
            rows = rows.exclude(column.staying(merge.kept, merge.absorbed))
        ids = list(rows.values_list("pk", flat=True))
        if ids:
            column.move(column.model._base_manager.filter(pk__in=ids), merge.kept_id)
            known = merge.moved.setdefault(column.key, [])
            known += [str(pk) for pk in ids]

    # --- undone

    def bring_back(self, column: Column) -> None:
        """Give back the rows that followed, and those written since under a row that goes back."""
        merge = self.merge
        ids = merge.moved.get(column.key, [])
        mine = Q(pk__in=ids)
        if column.under:
            path, parent = column.under
            mine |= Q(**{f"{path}__in": merge.moved.get(f"{parent._meta.label}.person", [])})
        rows = column.rows(merge.kept_id, merge.organisation_id).filter(mine)
        returned = column.move(rows, merge.absorbed_id)
        if returned < len(ids):
            self._leave("gone", len(ids) - returned)

    def change_back(self) -> None:
        """Restore each field, latest change first, unless somebody wrote something else there since."""
        for label, pk, changes in reversed(self.merge.changed):
            row = _model(label)._base_manager.select_for_update().filter(pk=pk).first()
            if row is None:
                self._leave("gone")
                continue
            for name, (before, after) in changes.items():
                if coded(row, name) == after:
                    column: Any = row._meta.get_field(name)
                    setattr(row, column.attname, column.to_python(before))
                else:
                    self._leave("rewritten")
            self._save_if_possible(row)

    def remove_added(self) -> None:
        """Take away the rows it made."""
        for label, ids in reversed(self.merge.added.items()):
            _model(label)._base_manager.filter(pk__in=ids).delete()

    def _save_if_possible(self, row: Model) -> None:
        try:
            with transaction.atomic():
                self._save(row)
        except IntegrityError:  # what was written since stands in the way: it stays, and this with it
            self._leave("rewritten")

    def _leave(self, what: str, count: int = 1) -> None:
        self.left[what] = self.left.get(what, 0) + count

    @staticmethod
    def _save(row: Model) -> None:
        if isinstance(row, Revisable):
            row.revision += 1
        row.save()


def _model(label: str) -> type[Model]:
    return apps.get_model(label)
