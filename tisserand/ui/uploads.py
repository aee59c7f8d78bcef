"""What is sent is measured first: a body beyond any use is refused unread, a file is stored up to a cap.

Whoever takes files says how large each may be (`UploadedFile.size`); here stands what no page takes at all.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from time import monotonic
from typing import Any

from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

MEGABYTE = 1024 * 1024
LARGEST_FILE = 20 * MEGABYTE
LARGEST_BODY = 165 * MEGABYTE  # ten files of 15 MB, a photo more, and what is said of them
# Nobody hands a file in before signing in: the longest form then is a password.
LARGEST_FROM_OUTSIDE = MEGABYTE
# A browser that is still sending does not read the answer: what remains is thrown away as it comes, not for ever.
PATIENCE = 20.0  # seconds
CHUNK = 256 * 1024
TOO_HEAVY = (
    "Cet envoi est trop lourd : rien n’a été enregistré. "
    "Réduisez les fichiers, ou envoyez-les en plusieurs fois."
)


class CappedUploadHandler(TemporaryFileUploadHandler):
    """Write a file to the disk up to `LARGEST_FILE`, then only measure it: its `size` is true, and refuses it."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep what fits; on a full disk, give back at once the room it took."""
        try:
            self.file.write(raw_data[: max(0, LARGEST_FILE + 1 - start)])
        except OSError:
            self.upload_interrupted()
            raise


class BodyLimitMiddleware:
    """Answer 413 to a body that no page would take, from the length it announces: nothing of it is kept anywhere."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = _announced(request)
        if length > LARGEST_BODY or (length > LARGEST_FROM_OUTSIDE and not request.user.is_authenticated):
            _throw_away(request, length)
            return too_heavy(request)
        return self.get_response(request)


def _announced(request: HttpRequest) -> int:
    """How long the body says it is; Django reads none of a body that does not say."""
    said = request.META.get("CONTENT_LENGTH") or ""
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 20 else 0


def _throw_away(request: HttpRequest, length: int) -> None:
    body: Any = request.META.get("wsgi.input")
    deadline = monotonic() + PATIENCE
    while body is not None and length > 0 and monotonic() < deadline:
        piece = body.read(min(CHUNK, length))
        if not piece:
            return
        length -= len(piece)


def too_heavy(request: HttpRequest) -> HttpResponse:
    """A sentence for a script, a page for a person."""
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    if request.headers.get("HX-Request") or request.headers.get("X-Requested-With"):
        return HttpResponse(TOO_HEAVY, status=status, content_type="text/plain; charset=utf-8")
    context = {"limit": LARGEST_BODY // MEGABYTE, "is_inside": request.user.is_authenticated}
    return HttpResponse(render_to_string("413.html", context), status=status)
