"""How often someone may search, export or try: counted by account in the database, told in a plain page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from time import time
from typing import Any

from allauth.account.adapter import get_adapter
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import salted_hmac

SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
View = Callable[..., HttpResponse]


def limited(action: str, *, rate: str) -> Callable[[View], View]:
    """Let the same person call a view so many times: `@limited("search", rate="60/m")`."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if asks_too_often(request, action, rate=rate):
                return too_many_requests(request)
            return view(request, *args, **kwargs)

        wrapped.limited_as = action  # type: ignore[attr-defined]
        return wrapped

    return decorate


def asks_too_often(request: HttpRequest, action: str, *, rate: str) -> bool:
    """Count one more try of whoever asks, and say whether that is too many: for what only part of a view does."""
    amount, unit = rate.split("/")
    who = request.actor.witness_id or _address(request)  # type: ignore[attr-defined]
    return is_over(f"{action}:{who}", amount=int(amount), seconds=SECONDS[unit])


def _address(request: HttpRequest) -> str:
    """Where someone not signed in comes from: behind a proxy, what it vouches for. Never kept as it is."""
    try:
        address = get_adapter(request).get_client_ip(request)
    except PermissionDenied:  # a server behind a socket that says nothing: all count as one
        address = ""
    return salted_hmac("limits", address).hexdigest()[:32]


def is_over(key: str, *, amount: int, seconds: int) -> bool:
    """Count one more in the present span of time and say whether that is too many."""
    span = int(time()) // seconds
    return count_one_more(f"{key}:{span}", until=datetime.fromtimestamp((span + 1) * seconds, UTC)) > amount


def count_one_more(key: str, *, until: datetime) -> int:
    """One statement, so that of requests that arrive together none goes uncounted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_allowance AS known (key, count, ends_at) VALUES (%s, 1, %s)"
            " ON CONFLICT (key) DO UPDATE SET count = known.count + 1 RETURNING count",
            [key, until],
        )
        return int(cursor.fetchone()[0])


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Ask to wait; also allauth's answer (`handler429`)."""
    response = render(request, "429.html", status=429)
    response.headers["Retry-After"] = "60"
    return response
