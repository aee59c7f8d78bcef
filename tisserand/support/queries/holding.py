"""What falls to someone: in their own name, or with the thread of a dossier."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Func, Model, Q, QuerySet

from tisserand.accounts.actors import Actor, Id
from tisserand.common.access import NEVER
from tisserand.common.row_sql import RowSql

M = TypeVar("M", bound=Model)

HELD = """<row>.{} = ANY(ARRAY(
    SELECT held.dossier_id FROM support_referent held WHERE held.user_id = %s AND held.until_on IS NULL))"""


def is_held_by(user_id: Id) -> Q:
    """Of dossiers: this account holds their thread today.

    Said as an array, which the database takes to be short, as it is: otherwise, of a structure that accompanies fifty
    thousand people, it reads everyone's dossiers to find the sixty of one worker.
    """
    return Q(RowSql("pk", HELD.format("id"), (user_id,), BooleanField())) if user_id else NEVER


def is_about_held(user_id: Id, dossier: str) -> Q:
    """The same, of what is about a dossier; `dossier`: the path to it (« plan__dossier »)."""
    held = RowSql(f"{dossier}_id", HELD.format("dossier_id"), (user_id,), BooleanField())
    return Q(held) if user_id else NEVER


class IsAmong(Func):
    """`pk = ANY(ARRAY(…))`: like `pk IN (…)`, but looked up first, and taken to be few."""

    template, arg_joiner = "%(expressions)s)", " = ANY("
    output_field = BooleanField()


def theirs_or_held(actor: Actor, rows: QuerySet[M], dossier: str, **theirs: Any) -> IsAmong:
    """Of those, the `rows` that are `theirs`, or about the dossiers whose thread `actor` holds.

    Two questions put together: each follows an index, where « the one or the other » would read everyone's.
    """
    own = rows.filter(**theirs).order_by().values("pk")
    held = rows.filter(is_about_held(actor.user_id, dossier)).order_by().values("pk")
    return IsAmong("pk", ArraySubquery(own.union(held)))
