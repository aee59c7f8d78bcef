"""The open sessions of an account: listed in plain words, ended from afar.

Kept of each: the browser in three words and when it began, until the session is over (twelve hours at most; the sweep
of each night takes the rest). No address, no place. When it was last used is what the idle lock already notes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from allauth.usersessions.models import UserSession
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.utils.crypto import constant_time_compare

from tisserand.accounts.actors import Actor
from tisserand.accounts.browsers import in_words
from tisserand.accounts.idle import LOCKED, SEEN
from tisserand.accounts.models import User
from tisserand.audit.choices import Verb
from tisserand.audit.services import record

NO_ADDRESS = "0.0.0.0"  # allauth's table wants one; ours says nothing


@dataclass(frozen=True)
class OpenSession:
    """One session that would still open."""

    pk: int
    browser: str
    started_at: datetime
    seen_at: datetime
    is_locked: bool
    is_this_one: bool


def keep_little(sender: object, *, instance: UserSession, **_: object) -> None:
    """Before a session is noted: neither the address nor the exact version of the browser (allauth has no hook)."""
    instance.ip = NO_ADDRESS
    instance.user_agent = in_words(instance.user_agent)


def open_sessions(user: User, *, current_key: str | None, now: datetime) -> list[OpenSession]:
    """The sessions of `user` that would still open, the present one first, then the latest used. Two queries."""
    noted = {one.session_key: one for one in UserSession.objects.filter(user_id=user.pk)}
    alive = Session.objects.filter(session_key__in=noted, expire_date__gt=now)
    found = [_read(noted[row.session_key], row, user, current_key) for row in alive]
    return sorted(filter(None, found), key=lambda one: (not one.is_this_one, -one.seen_at.timestamp()))


def _read(noted: UserSession, row: Session, user: User, current_key: str | None) -> OpenSession | None:
    """None once the password has changed since: that session opens nothing any more."""
    data = row.get_decoded()
    if not constant_time_compare(data.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()):
        return None
    seen = data.get(SEEN)
    return OpenSession(
        pk=noted.pk,
        browser=noted.user_agent,
        started_at=noted.created_at,
        seen_at=datetime.fromtimestamp(seen, UTC) if seen else noted.last_seen_at,
        is_locked=bool(data.get(LOCKED)),
        is_this_one=row.session_key == current_key,
    )


def end_session(*, actor: Actor, user: User, session_id: int, now: datetime) -> None:
    """End one of one's own sessions: its next request finds nothing. Raises UserSession.DoesNotExist."""
    _end([UserSession.objects.get(pk=session_id, user_id=user.pk)])
    record(actor=actor, verb=Verb.SIGN_OUT, part="accounts.session_ended")


def end_other_sessions(*, actor: Actor, user: User, current_key: str | None, now: datetime) -> int:
    """End all of one's own sessions but this one; return how many there were."""
    others = list(UserSession.objects.filter(user_id=user.pk).exclude(session_key=current_key or ""))
    ended = _end(others)
    record(actor=actor, verb=Verb.SIGN_OUT, part="accounts.sessions_ended")
    return ended


def end_every_session(user: User) -> None:
    """End them all, this one included."""
    _end(list(UserSession.objects.filter(user_id=user.pk)))


def _end(noted: Iterable[UserSession]) -> int:
    keys = [one.session_key for one in noted]
    ended, _ = Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()
    return ended


def sweep_sessions() -> None:
    """Forget what was noted of sessions that are over."""
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
