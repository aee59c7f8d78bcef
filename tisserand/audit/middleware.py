"""Each request remembers whom it has read of, so that no page about someone leaves the trail empty."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from tisserand.audit.services import one_request


class ReadingMiddleware:
    """Open that memory for the time of a request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with one_request():
            return self.get_response(request)
