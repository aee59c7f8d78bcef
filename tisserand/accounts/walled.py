"""Each request asks the database as the web role, on behalf of its actor: what the second wall hides does not exist.

Switched on by `TISSERAND_WALL`. Said to the session and taken back at the end: a transaction only lasts for a view.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.http import HttpRequest, HttpResponse
from psycopg.pq import TransactionStatus

from tisserand.accounts.actors import Actor
from tisserand.common.clock import today
from tisserand.common.wall_building import WEB_ROLE

Next = Callable[[HttpRequest], HttpResponse]
_SAID = (
    "role",
    "tisserand.user_id",
    "tisserand.organisation_id",
    "tisserand.day",
    "tisserand.guest_id",
    "tisserand.shown",
)


def _tell(**said: Any) -> None:
    """Asked of the driver itself, as what opens and closes a transaction is: it is no question of a page."""
    values = [value for name in said for value in (name.replace("__", "."), str(said[name] or ""))]
    connection.ensure_connection()
    with connection.wrap_database_errors:
        connection.connection.execute(
            "SELECT " + ", ".join(["set_config(%s, %s, false)"] * len(said)), values
        )


def _forget() -> None:
    """Nothing is left of it for who comes next; a connection that is lost forgets by itself."""
    driver = connection.connection
    if driver is None or driver.closed:
        return
    if driver.info.transaction_status == TransactionStatus.INERROR:
        connection.close()  # (outside of tests, a request leaves no transaction behind)
        return
    _tell(**{name.replace(".", "__"): "none" if name == "role" else "" for name in _SAID})


@contextmanager
def showing(*secrets: str) -> Iterator[None]:
    """For the time of a question, show what opens a door by itself: the digest of a code, or why one looks."""
    if not settings.WALL:
        yield
        return
    _tell(tisserand__shown=",".join(secrets))
    yield
    _tell(tisserand__shown="")


@contextmanager
def coming_by(guest_id: Any) -> Iterator[None]:
    """For the time of a question, say which link an earlier request let in: whether it still stands is asked then."""
    if settings.WALL:
        _tell(tisserand__guest_id=guest_id)
    yield
    if settings.WALL:
        _tell(tisserand__guest_id="")


@contextmanager
def past_the_wall() -> Iterator[None]:
    """As the owner of the tables, for the time of what must not depend on what is hidden from whoever asks.

    Counts that name nobody; and two records brought together or apart, once the actor was let in: every row follows,
    those too that they do not read.
    """
    if not settings.WALL or _asked_as() != WEB_ROLE:
        yield
        return
    _tell(role="none")
    try:
        yield
    finally:
        if connection.connection.info.transaction_status != TransactionStatus.INERROR:
            _tell(role=WEB_ROLE)


def _asked_as() -> str:
    connection.ensure_connection()
    return str(connection.connection.execute("SELECT current_setting('role')").fetchone()[0])


@contextmanager
def working_for(actor: Actor) -> Iterator[None]:
    """What the worker does in someone's name, it does within what they may see, as their requests do."""
    if not settings.WALL:
        yield
        return
    _tell(
        tisserand__user_id=actor.user_id,
        tisserand__organisation_id=actor.organisation_id,
        tisserand__day=actor.today or today(),
        role=WEB_ROLE,
    )
    try:
        yield
    finally:
        _forget()


class BehindTheWallMiddleware:
    """From the session on, a request is nobody's or that of the account which signed in."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not settings.WALL:
            return self.get_response(request)
        who = request.session.get(SESSION_KEY)
        _tell(tisserand__user_id=who, tisserand__day=today(), role=WEB_ROLE)
        try:
            return self.get_response(request)
        finally:
            _forget()


class TellActorMiddleware:
    """Then it is that of the actor: for which organisation, on which day, or by which link."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.WALL:
            actor = request.actor
            _tell(
                tisserand__user_id=actor.user_id,
                tisserand__organisation_id=actor.organisation_id,
                tisserand__day=actor.today or today(),
                tisserand__guest_id=actor.guest_id,
            )
        return self.get_response(request)
