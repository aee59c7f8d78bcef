"""Whom someone may read for a few hours more than their roles say: the room of people tells it here.

Asked in the same query as the roles: who has opened nothing pays for nothing, and rules only look at the actor.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

Rows = Callable[[Any, Any], QuerySet[Any, Any]]
_registered: dict[str, Rows] = {}


def register_openings(rows: Rows) -> None:
    """Say which people `rows(user_id, organisation_id)` opens at this moment, by the database's own clock: their ids.

    Called from `AppConfig.ready`.
    """
    _registered["opened"] = rows


def opened_beside() -> dict[str, ArraySubquery]:
    """On memberships: `opened`, the ids of these people."""
    mine = (OuterRef("user_id"), OuterRef("organisation_id"))
    return {name: ArraySubquery(rows(*mine)) for name, rows in _registered.items()}
