"""Telling the database who acts, until the end of the transaction: its own rules ask it (see `walls`)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from tisserand.accounts.actors import Actor
from tisserand.common.wall_building import WEB_ROLE

_SAID = """
    SELECT wall_enter(%s, %s, %s, true), set_config('tisserand.guest_id', %s, true), set_config('role', %s, true)
"""


def tell_database(actor: Actor, *, role: str) -> None:
    """Say on whose behalf the rest of the transaction asks, and under which role. One query."""
    said = [actor.user_id, actor.organisation_id, actor.today, str(actor.guest_id or ""), role]
    with connection.cursor() as cursor:
        cursor.execute(_SAID, said)


@contextmanager
def behind_the_wall(actor: Actor) -> Iterator[None]:
    """Ask as the web role does for `actor`: only what the database lets them see exists."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_setting('role')")
            before = cursor.fetchone()[0]
        tell_database(actor, role=WEB_ROLE)
        yield
        # A savepoint that is released keeps what was set in it.
        tell_database(Actor(), role=before)
