"""The browser someone signs in with: in plain words, and whether it is one of theirs.

A browser is known by a signed mark it keeps itself for a year, never by what it looks like: nothing is measured, no
address is kept. The mark says nothing of the person to whoever reads it, and several people of one desk have theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from time import time

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from tisserand.accounts.models import User

Next = Callable[[HttpRequest], HttpResponse]
Marks = dict[str, int]  # mark of a person → when it was given (seconds)
COOKIE, SALT = "browser", "tisserand.browser"
A_YEAR = 365 * 24 * 3600
PEOPLE_AT_MOST = 30  # of one shared computer

# Before those that borrow their names: Edge says Chrome, which says Safari.
BROWSERS = (
    ("Edge", ("Edg",)),
    ("Opera", ("OPR/", "Opera")),
    ("Samsung Internet", ("Samsung",)),
    ("Firefox", ("Firefox", "FxiOS")),
    ("Chrome", ("Chrome", "Chromium", "CriOS")),
    ("Safari", ("Safari",)),
)
SYSTEMS = (
    ("iPhone", ("iPhone",)),
    ("iPad", ("iPad",)),
    ("Android", ("Android",)),
    ("Windows", ("Windows",)),
    ("ChromeOS", ("CrOS", "ChromeOS")),
    ("Mac", ("Macintosh", "Mac OS", "sur Mac")),
    ("Linux", ("Linux",)),
)
UNKNOWN = "Navigateur inconnu"


def in_words(user_agent: str) -> str:
    """« Firefox sur Windows »: all that is kept of what a browser says of itself."""
    browser = _first(BROWSERS, user_agent) or UNKNOWN
    system = _first(SYSTEMS, user_agent)
    return f"{browser} sur {system}" if system else browser


def _first(names: Iterable[tuple[str, tuple[str, ...]]], said: str) -> str:
    return next((name for name, signs in names if any(sign in said for sign in signs)), "")


def browser_of(request: HttpRequest) -> str:
    """The browser of this request, in words."""
    return in_words(request.headers.get("User-Agent", ""))


def is_known(request: HttpRequest, user: User) -> bool:
    """Whether `user` has signed in with this browser since they last disowned a sign-in."""
    given = _marks(request).get(_mark_of(user))
    since = user.browsers_known_since
    return given is not None and (since is None or given > since.timestamp())


def remember(request: HttpRequest, user: User) -> None:
    """Have the answer to this request leave the mark of `user` in the browser, for a year from now."""
    marks = {key: at for key, at in _marks(request).items() if key != _mark_of(user)}
    request.browser_marks = dict([*marks.items(), (_mark_of(user), int(time()))][-PEOPLE_AT_MOST:])  # type: ignore[attr-defined]


class BrowserMiddleware:
    """Leave the marks that a sign-in has given."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        marks = getattr(request, "browser_marks", None)
        if marks is not None:
            response.set_cookie(
                COOKIE,
                signing.dumps(marks, salt=SALT),
                max_age=A_YEAR,
                httponly=True,
                secure=settings.SESSION_COOKIE_SECURE,
                samesite="Lax",
            )
        return response


def _mark_of(user: User) -> str:
    return salted_hmac(SALT, str(user.pk), algorithm="sha256").hexdigest()[:24]


def _marks(request: HttpRequest) -> Marks:
    try:
        marks: Marks = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=A_YEAR)
    except signing.BadSignature:
        return {}
    return marks
