"""Each request remembers whom it has read of, and writes it in the trail before its answer leaves."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from tisserand.audit.services import forget_readings, one_request


class ReadingMiddleware:
    """Open that memory for the time of a request; an answer leaves once what it tells of someone is in the trail.

    The innermost of all, so as to hear of every page that fails, even where another then finds something to answer.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with one_request():
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """What the view read went back with all that it did: nothing of it was shown."""
        forget_readings()
