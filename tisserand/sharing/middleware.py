"""Under the addresses of guests, nobody is at work: whoever is signed in at this browser stays outside."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse

from tisserand.accounts.actors import NOBODY
from tisserand.sharing.visits import DOOR, resume

# Kept by no cache, found by no search engine.
HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}


class GuestMiddleware:
    """Set `request.guest` and the actor of a guest; elsewhere a guest is nobody. Comes after the actor is known."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(DOOR):
            return self.get_response(request)
        user = request.user
        request.user, request.hats, request.has_second_factor = AnonymousUser(), {}, False  # type: ignore[attr-defined]
        request.actor = NOBODY  # type: ignore[attr-defined]
        resume(request)
        response = self.get_response(request)
        request.user = user
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        return response
