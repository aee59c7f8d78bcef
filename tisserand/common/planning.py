"""How PostgreSQL plans for us: what is prepared once, and as if reading here and there cost little more than in a row.

A prepared question is asked too few times on each connection for the database's own rule (five plans made for the
values of the moment, then a comparison): planning it took longer than answering it. What must be planned for its own
values says so (`question_planned_anew`) and is sent with them. And no disk of today turns a platter: with the default
cost the database reads all of a small table rather than its index, and tries every key of every row. Nothing that a
page asks lasts long enough for a program to be compiled for it.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.signals import connection_created

SETTINGS = {"plan_cache_mode": "force_generic_plan", "random_page_cost": "1.1", "jit": "off"}


def plan_so(*, connection: Any, **_: Any) -> None:
    """Have a new connection plan so; outside any transaction, which would take it back when undone."""
    with connection.cursor() as cursor:
        cursor.execute("; ".join(f"SET {name} = {value}" for name, value in SETTINGS.items()))


def install() -> None:
    """For every connection to come; called from an `AppConfig.ready`."""
    connection_created.connect(plan_so, dispatch_uid="planning")
