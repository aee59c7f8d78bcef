"""A file on its way out: by pieces, under a harmless name, kept by no cache, never run and never shown as a page."""

from __future__ import annotations

from collections.abc import Callable

import structlog
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase

from tisserand.support.files import shelf
from tisserand.support.models import DocumentVersion
from tisserand.ui.outage import outage_response

log = structlog.get_logger(__name__)
# Even opened by mistake, nothing of the file may run, load, or speak to anyone.
SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"
HEADERS = {
    "Content-Security-Policy": SANDBOX,
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def handed_out(
    request: HttpRequest, version: DocumentVersion, page: int = 0, *, trace: Callable[[], None]
) -> HttpResponseBase:
    """The file, or the picture of a page (RFC 6266); `trace` once it is found, before the first byte leaves."""
    key = shelf.page_key(version.key, page) if page else version.key
    name = f"page-{page}.webp" if page else version.file_name
    try:
        content = shelf.read(key)
    except FileNotFoundError:
        raise Http404 from None
    except OSError as error:
        log.error("shelf_silent", error=type(error).__name__)
        return outage_response(request, "Le stockage des fichiers ne répond pas.")
    trace()
    media_type = "image/webp" if page else version.media_type
    return FileResponse(
        content, as_attachment=not page, filename=name, content_type=media_type, headers=HEADERS
    )
