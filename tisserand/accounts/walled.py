"""Each request asks the database as the web role, on behalf of its actor: what the second wall hides does not exist.

Switched on by `TISSERAND_WALL`. Said to the session and taken back at the end: a transaction only lasts for a view.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db import DEFAULT_DB_ALIAS, connection, connections, transaction
from django.http import HttpRequest, HttpResponse
from psycopg import RawCursor
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
    "tisserand.duties",
    "tisserand.teams",
    "tisserand.guest_id",
    "tisserand.shown",
    "tisserand.looked_at",
)


def _tell(**said: Any) -> None:
    names = [name.replace("__", ".") for name in said]
    _say(
        "SELECT " + ", ".join(f"set_config('{name}', ${rank}, false)" for rank, name in enumerate(names, 1)),
        [str(value or "") for value in said.values()],
    )


def _say(what: str, values: Sequence[str | None]) -> None:
    """Said to the driver itself, as what opens and closes a transaction is: it is no question of a page."""
    connection.ensure_connection()
    with connection.wrap_database_errors:
        RawCursor(connection.connection).execute(what, values)


def _enter(actor: Actor, *, role: str = WEB_ROLE) -> None:
    """The session is that of the actor: the database looks their duties up."""
    who, there = (str(value) if value else None for value in (actor.user_id, actor.organisation_id))
    _say(
        "SELECT wall_enter($1, $2, $3, false), set_config('tisserand.guest_id', $4, false),"
        " set_config('role', $5, false)",
        [who, there, (actor.today or today()).isoformat(), str(actor.guest_id or ""), role],
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


def look_at(dossier_id: Any) -> None:
    """Say which dossier the rest of the request is about: the wall judges it once, not each of its rows.

    It opens nothing: a dossier that one does not read is judged again with each row, and each row refused.
    """
    if settings.WALL:
        _tell(tisserand__looked_at=dossier_id)


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
    if settings.PAST_THE_WALL in connections.settings:
        with _another_way():
            yield
        return
    _tell(role="none")
    try:
        yield
    finally:
        if connection.connection.info.transaction_status != TransactionStatus.INERROR:
            _tell(role=WEB_ROLE)


@contextmanager
def _another_way() -> Iterator[None]:
    """What serves pages with an account of its own cannot take another role: it asks by a connection apart, which ends
    what it does before the request goes on."""
    ours, theirs = connections[DEFAULT_DB_ALIAS], connections[settings.PAST_THE_WALL]
    theirs.execute_wrappers = ours.execute_wrappers  # in whose name rows are written, what is listened to
    connections[DEFAULT_DB_ALIAS] = theirs
    try:
        with transaction.atomic():
            yield
    finally:
        connections[DEFAULT_DB_ALIAS] = ours


def _asked_as() -> str:
    connection.ensure_connection()
    return str(connection.connection.execute("SELECT current_setting('role')").fetchone()[0])


@contextmanager
def working_for(actor: Actor) -> Iterator[None]:
    """What the worker does in someone's name, it does within what they may see, as their requests do."""
    if not settings.WALL:
        yield
        return
    _enter(actor)
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
            _enter(request.actor)
        return self.get_response(request)
