"""Each request gets its actor, once; whoever has no hat is told; row history learns who is at work."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tisserand.accounts.actors import NOBODY, Actor
from tisserand.accounts.authorship import written_by
from tisserand.accounts.models import User
from tisserand.accounts.queries import hats_of
from tisserand.common.clock import today

ORGANISATION_KEY = "acting_for"
Next = Callable[[HttpRequest], HttpResponse]


class ActorMiddleware:
    """Set `request.actor` (and `request.hats`, every organisation the person may act for; `has_second_factor`)."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.hats, request.has_second_factor = {}, False
        request.actor = NOBODY
        if isinstance(request.user, User):
            hats = hats_of(request.user, today=today())
            request.hats, request.has_second_factor = hats.actors, hats.has_second_factor
            request.actor = choose_actor(request, request.user)
        return self.get_response(request)


def choose_actor(request: HttpRequest, user: User) -> Actor:
    """The hat chosen in this session, or the only one; with several and no choice, a hatless actor."""
    hats = request.hats
    for pk, actor in hats.items():
        if str(pk) == request.session.get(ORGANISATION_KEY) or len(hats) == 1:
            return actor
    return Actor(user_id=user.pk, name=user.get_full_name())


class WelcomeMiddleware:
    """Someone signed in who acts for no organisation finds nothing anywhere: tell them why, kindly.

    The status stays what it was: for every rule, they are a stranger.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        actor = request.actor
        lost = response.status_code in (403, 404) and actor.is_authenticated and not actor.is_member
        if not lost or request.method != "GET" or request.headers.get("HX-Request"):
            return response
        hats = request.hats.values()
        context = {"hats": hats, "next": request.get_full_path()}
        return render(request, "accounts/no_hat.html", context, status=response.status_code)


class HistoryContextMiddleware:
    """Tell pghistory who writes (ids only), so that every row's history can name its author."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD", "OPTIONS") or not request.actor.is_authenticated:
            return self.get_response(request)
        with written_by(request.actor):
            return self.get_response(request)


class PrivatePagesMiddleware:
    """Pages of someone signed in stay theirs: asked again before being shown again, forgotten on leaving.

    Not `no-store`, which would take away the way back to a half-filled form.
    """

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        was_in = request.user.is_authenticated
        response = self.get_response(request)
        if was_in and not request.user.is_authenticated:
            response.headers["Clear-Site-Data"] = '"cache"'
        is_page = response.headers.get("Content-Type", "").startswith("text/html")
        if (was_in or request.user.is_authenticated) and is_page:
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response
