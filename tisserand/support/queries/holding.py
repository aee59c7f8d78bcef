"""What falls to someone: in their own name, or with the thread of a dossier."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from tisserand.accounts.actors import Actor
from tisserand.support.models import Referent

M = TypeVar("M", bound=Model)


def theirs_or_held(actor: Actor, rows: QuerySet[M], dossier: str, **theirs: Any) -> QuerySet[M, Any]:
    """The ids of `rows` that are `theirs`, and of those about the dossiers whose thread `actor` holds.

    Two questions put together: each follows an index, where « the one or the other » would read everyone's.
    """
    held = Referent.objects.filter(user_id=actor.user_id, until_on=None).values("dossier_id")
    own = rows.filter(**theirs).order_by().values("pk")
    return own.union(rows.filter(**{f"{dossier}__in": held}).order_by().values("pk"))
