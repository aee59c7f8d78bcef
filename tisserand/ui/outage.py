"""When the database or the disk gives way: a page that says so, and keeps what was being sent.

Nothing here may need the database: neither the session, nor who is signed in, nor the frame of the pages.
"""

from __future__ import annotations

import errno
import os
import sys
from http import HTTPStatus
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error
from psycopg import errors

from tisserand.common.secret_fields import is_secret

# A full disk refuses files as well as rows.
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
CARRIED_AT_MOST = 500_000  # characters: far more than a note, far less than a file
RETRY_AFTER = 10
SILENT = "La base de données ne répond pas."
FULL = "Le disque du serveur est plein."
IN_A_MOMENT = (
    "Ce n’est pas enregistré. Ce que vous avez écrit est toujours là\u00a0: réessayez dans un instant."
)


def broken(request: HttpRequest) -> HttpResponse:
    """Django's `handler500`: what an outage explains is told as such (503), anything else is our fault (500)."""
    why = cause_of(sys.exc_info()[1])
    return outage_response(request, why) if why else server_error(request)


def cause_of(error: BaseException | None) -> str:
    """What gave way, in a sentence; nothing when the fault is in the code."""
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return FULL
    if isinstance(error, OperationalError | InterfaceError):
        # A session that cannot even open says it in words only.
        is_full = isinstance(error.__cause__, errors.DiskFull) or os.strerror(errno.ENOSPC) in str(error)
        return FULL if is_full else SILENT
    return ""


def outage_response(request: HttpRequest, why: str) -> HttpResponse:
    """A sentence for a script, a page for a person: the form can be sent again from it."""
    if request.headers.get("HX-Request") or request.headers.get("X-Requested-With"):
        response = HttpResponse(f"{why} {IN_A_MOMENT}", content_type="text/plain; charset=utf-8")
    else:
        response = HttpResponse(render_to_string("503.html", _context(request, why)))
    response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
    response.headers["Retry-After"] = str(RETRY_AFTER)
    response.headers["Cache-Control"] = "no-store"
    return response


def _context(request: HttpRequest, why: str) -> dict[str, Any]:
    fields = _carried(request)
    return {
        "why": why,
        "was_sent": request.method == "POST",
        "fields": fields,
        "acts_once": any(name == "_once" for name, _ in fields),
        "words": [value for name, value in fields if " " in value.strip() and name != "draft_token"],
        "loses_files": bool(fields and request.FILES),
        "address": request.get_full_path(),
    }


def _carried(request: HttpRequest) -> list[tuple[str, str]]:
    """What was posted, with the key that makes a second sending act once; nothing that is secret or too long."""
    try:
        fields = [(name, value) for name, values in request.POST.lists() for value in values]
    except Exception:  # the body itself could not be read, or kept on a full disk
        return []
    holds_secret = any(is_secret(name) for name, _ in fields)
    return [] if holds_secret or sum(len(value) for _, value in fields) > CARRIED_AT_MOST else fields
