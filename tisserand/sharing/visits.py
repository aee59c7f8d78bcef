"""A guest's visit: a session of its own beside that of whoever works at this browser, which it never touches.

Its cookie goes to the addresses under `DOOR` alone, where nobody is signed in as a worker. It ends after half an hour
without a gesture, when the code is renewed, when the link is taken back or nothing is open any more: at each request.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from importlib import import_module
from time import time
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters

from tisserand.accounts.limits import asks_too_often, too_many_requests
from tisserand.accounts.suspended import carried_fields
from tisserand.accounts.walled import coming_by
from tisserand.common.clock import now, today
from tisserand.sharing.guest_actors import actor_of, may_come
from tisserand.sharing.guest_page import Visit
from tisserand.sharing.models import Guest
from tisserand.sharing.queries import standing_guest
from tisserand.sharing.services.guests import let_in

DOOR = "/invite/"
COOKIE = "visit"
IDLE = 30 * 60  # seconds
LONGEST = 8 * 3600
SPARING = 30  # seconds between two writings of the session
GUEST, SINCE, SEEN = "guest", "since", "seen"
NUMBER, CODE = "_number", "_code"
TRIES = {"action": "guest_door", "rate": "30/h"}
View = Callable[..., HttpResponse]


def guest_of(request: HttpRequest) -> Guest | None:
    """Whom a link let in, on an address under `DOOR`."""
    return getattr(request, "guest", None)


def visit_of(request: HttpRequest) -> Visit:
    """Their visit; call it in a view decorated with `guest_page`."""
    return Visit(request.guest, request.actor)  # type: ignore[attr-defined]


def resume(request: HttpRequest) -> None:
    """Find whom an earlier request let in, unless their visit is over."""
    key = request.COOKIES.get(COOKIE)
    session = _store(key) if key else None
    guest = None
    if session is not None and session.get(GUEST):
        with coming_by(session[GUEST]):
            guest = _standing(session)
    if session is None or guest is None:
        return
    _stand(request, guest)
    if time() - session[SEEN] > SPARING:
        session[SEEN] = time()
        session.save()


def _standing(session: SessionBase) -> Guest | None:
    guest = standing_guest(session[GUEST])
    since = session.get(SINCE, 0)
    if guest is None or not guest.is_standing(now()) or time() - since > LONGEST:
        return None
    # A code renewed since then: whoever came in with the one before shows the new one.
    if guest.code_made_at.timestamp() > since:
        return None
    return guest if may_come(actor_of(guest, today=today()), guest) else None


def _stand(request: HttpRequest, guest: Guest) -> None:
    request.guest = guest  # type: ignore[attr-defined]
    request.actor = actor_of(guest, today=today())  # type: ignore[attr-defined]


def try_entering(request: HttpRequest) -> SessionBase | None:
    """Let in whoever sends the number of a link and its code; their session, whose key goes in the cookie."""
    guest = let_in(number=request.POST.get(NUMBER, ""), code=request.POST.get(CODE, ""), now=now())
    if guest is None:
        return None
    session = _store(None)
    session.set_expiry(IDLE)
    session.update({GUEST: str(guest.pk), SINCE: time(), SEEN: time()})
    session.create()
    _stand(request, guest)
    return session


def leave(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The visit is over, here and wherever its cookie was copied."""
    if key := request.COOKIES.get(COOKIE):
        _store(key).delete()
    response.delete_cookie(COOKIE, path=DOOR, samesite="Lax")
    return response


def remember(response: HttpResponse, session: SessionBase) -> HttpResponse:
    """Give the browser the key of the visit, for the addresses of guests alone."""
    response.set_cookie(
        COOKIE,
        session.session_key or "",
        path=DOOR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _store(key: str | None) -> Any:
    return import_module(settings.SESSION_ENGINE).SessionStore(key)


def guest_page(view: View) -> View:
    """Decorate a view of guests: whoever is not inside is asked for their link and code.

    What they were sending then is not lost: it waits in the page that asks, and goes on once they are let in.
    """

    @login_not_required
    @sensitive_post_parameters(NUMBER, CODE)
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if guest_of(request) is not None:
            return view(request, *args, **kwargs)
        if request.method != "POST":
            return redirect("sharing:guest_enter")
        if CODE not in request.POST:
            return door(request, status=HTTPStatus.FORBIDDEN, carried=carried_fields(request))
        carried = [pair for pair in carried_fields(request) if pair[0] not in (NUMBER, CODE)]
        if asks_too_often(request, **TRIES):
            return too_many_requests(request)
        session = try_entering(request)
        if session is None:
            return door(request, status=HTTPStatus.FORBIDDEN, carried=carried, is_refused=True)
        request.POST = _posted(carried)  # type: ignore[assignment]
        return remember(view(request, *args, **kwargs), session)

    return wrapped


def _posted(fields: list[tuple[str, str]]) -> QueryDict:
    posted = QueryDict(mutable=True)
    for name, value in fields:
        posted.appendlist(name, value)
    return posted


def door(
    request: HttpRequest,
    *,
    status: int = 200,
    carried: list[tuple[str, str]] | None = None,
    is_refused: bool = False,
) -> HttpResponse:
    """The page that asks for the number and the code: it says nothing of anyone."""
    context = {
        "carried": carried or [],
        "is_refused": is_refused,
        "number": request.POST.get(NUMBER, "")[:80] if is_refused else "",
        "number_name": NUMBER,
        "code_name": CODE,
    }
    return render(request, "sharing/guest_enter.html", context, status=status)
