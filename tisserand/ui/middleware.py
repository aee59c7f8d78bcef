"""What surrounds every answer: packed for the way; a line of the log, without address, name nor search; its policy."""

from __future__ import annotations

from collections.abc import Callable
from gzip import GzipFile
from io import BytesIO
from secrets import randbelow
from time import perf_counter
from typing import Any
from uuid import uuid4

import structlog
from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware, re_accepts_gzip
from django.utils.cache import patch_vary_headers

log = structlog.get_logger("tisserand.request")
Next = Callable[[HttpRequest], HttpResponse]
PACKING, MOST_RANDOM, WORTH_PACKING = 4, 100, 1000  # level, octets, octets


class PackingMiddleware(GZipMiddleware):
    """As Django's, but a page is packed less tightly: a third of the time, four octets more in a hundred."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Pack a whole page here; leave to Django what is short, streamed, packed already, or asked for as it is."""
        if isinstance(response, HttpResponse) and self._packs(request, response):
            patch_vary_headers(response, ("Accept-Encoding",))
            response.content = _packed(response.content)
            response.headers["Content-Length"] = str(len(response.content))
            response.headers["Content-Encoding"] = "gzip"
        packed: HttpResponseBase = super().process_response(request, response)
        return packed

    def _packs(self, request: HttpRequest, response: HttpResponse) -> bool:
        is_asked = re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        is_plain = not (response.has_header("Content-Encoding") or response.has_header("ETag"))
        return bool(is_asked) and is_plain and len(response.content) >= WORTH_PACKING


def _packed(content: bytes) -> bytes:
    # A name of a random length, as Django gives: how long a packed page is does not tell what secret it holds (BREACH).
    packed = BytesIO()
    name = "a" * randbelow(MOST_RANDOM + 1)
    with GzipFile(filename=name, mode="wb", compresslevel=PACKING, fileobj=packed, mtime=0) as file:
        file.write(content)
    return packed.getvalue()


class RequestLogMiddleware:
    """One line per request; its number goes back in `X-Request-ID`, so that a person can quote it to support."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = perf_counter()
        number = uuid4().hex
        structlog.contextvars.bind_contextvars(request_id=number)
        try:
            response = self.get_response(request)
            log.info("request", status=response.status_code, ms=_since(started), **_who_asked_what(request))
        finally:
            structlog.contextvars.unbind_contextvars("request_id")
        response.headers["X-Request-ID"] = number
        return response


def _who_asked_what(request: HttpRequest) -> dict[str, Any]:
    match = request.resolver_match
    # Only a user already loaded for the page: the log must not cost a query.
    user = getattr(request, "_cached_user", None)
    return {
        "method": request.method,
        "route": match.view_name or match.route if match else None,
        "user": str(user.pk) if user is not None and user.pk else None,
    }


def _since(started: float) -> int:
    return round((perf_counter() - started) * 1000)


class ContentPolicyMiddleware(CSPMiddleware):
    """The policy of our pages is one text, written once; an answer that asks for another has it from django-csp."""

    def __init__(self, get_response: Next) -> None:
        super().__init__(get_response)
        self.policy = build_policy()

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Write the header, unless it is there."""
        is_special = hasattr(request, "_csp_nonce") or any(name.startswith("_csp") for name in vars(response))
        if is_special or settings.DEBUG:
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self.policy)
        return response
