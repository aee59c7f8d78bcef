"""What falls to someone: in their own name, or with the thread of a dossier."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import BooleanField, Model, Q, QuerySet

from tisserand.accounts.actors import Actor, Id
from tisserand.common.access import NEVER
from tisserand.common.row_sql import RowSql
from tisserand.support.models import Referent

M = TypeVar("M", bound=Model)

HELD = """<row>.id = ANY(ARRAY(
    SELECT held.dossier_id FROM support_referent held WHERE held.user_id = %s AND held.until_on IS NULL))"""


def is_held_by(user_id: Id) -> Q:
    """Of dossiers: this account holds their thread today.

    Said as an array, which the database takes to be short, as it is: otherwise, of a structure that accompanies fifty
    thousand people, it reads everyone's dossiers to find the sixty of one worker.
    """
    return Q(RowSql("pk", HELD, (user_id,), BooleanField())) if user_id else NEVER


def theirs_or_held(actor: Actor, rows: QuerySet[M], dossier: str, **theirs: Any) -> QuerySet[M, Any]:
    """The ids of `rows` that are `theirs`, and of those about the dossiers whose thread `actor` holds.

    Two questions put together: each follows an index, where « the one or the other » would read everyone's.
    """
    held = Referent.objects.filter(user_id=actor.user_id, until_on=None).values("dossier_id")
    own = rows.filter(**theirs).order_by().values("pk")
    return own.union(rows.filter(**{f"{dossier}__in": held}).order_by().values("pk"))
