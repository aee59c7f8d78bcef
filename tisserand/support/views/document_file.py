"""Files handed out: to whoever the policy lets read them, traced, never run and never shown as a page of ours."""

from __future__ import annotations

from uuid import UUID

import structlog
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from tisserand.accounts.limits import limited
from tisserand.accounts.policies import may_administer
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action
from tisserand.support.files import antivirus, shelf
from tisserand.support.models import DocumentVersion
from tisserand.support.policies import DOCUMENT, right_over
from tisserand.support.queries.documents import documents_visible_to
from tisserand.ui.outage import outage_response

log = structlog.get_logger(__name__)
PART = "support.document"
# Even opened by mistake, nothing of the file may run, load, or speak to anyone.
SANDBOX = "default-src 'none'; sandbox; frame-ancestors 'none'"
HEADERS = {
    "Content-Security-Policy": SANDBOX,
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
}
STOP_POLLING = 286  # htmx: no need to ask again


def _version(
    request: HttpRequest, dossier_id: UUID, document_id: UUID, number: int, action: Action
) -> DocumentVersion:
    """A version that may be handed out: kept, scanned if files are scanned here, of a document one may read."""
    rows = documents_visible_to(request.actor).select_related("dossier")
    document = get_object_or_404(rows, pk=document_id, dossier_id=dossier_id)
    DOCUMENT.check(request.actor, action, document)
    version = get_object_or_404(document.versions, number=number)
    if not version.is_open:
        raise Http404
    version.document = document
    return version


def _trace(request: HttpRequest, verb: Verb, version: DocumentVersion) -> None:
    record(
        actor=request.actor,
        verb=verb,
        part=PART,
        person_id=version.person_id,
        object_id=version.document_id,
        right=right_over(request.actor, version.document.dossier),
    )


def _handed_out(
    request: HttpRequest, verb: Verb, version: DocumentVersion, page: int = 0
) -> HttpResponseBase:
    """The file (or the picture of a page) by pieces, under a harmless name (RFC 6266), kept by no cache; traced."""
    key = shelf.page_key(version.key, page) if page else version.key
    name = f"page-{page}.webp" if page else version.file_name
    try:
        content = shelf.read(key)
    except FileNotFoundError:
        raise Http404 from None
    except OSError as error:
        log.error("shelf_silent", error=type(error).__name__)
        return outage_response(request, "Le stockage des fichiers ne répond pas.")
    _trace(request, verb, version)
    media_type = "image/webp" if page else version.media_type
    return FileResponse(
        content, as_attachment=not page, filename=name, content_type=media_type, headers=HEADERS
    )


@require_GET
@limited("document", rate="300/h")  # type: ignore[arg-type]
def document_file(request: HttpRequest, dossier_id: UUID, document_id: UUID, number: int) -> HttpResponseBase:
    """The file itself, always as a download."""
    version = _version(request, dossier_id, document_id, number, Action.EXPORT)
    return _handed_out(request, Verb.EXPORT, version)


@require_GET
def document_page(
    request: HttpRequest, dossier_id: UUID, document_id: UUID, number: int, page: int
) -> HttpResponseBase:
    """The picture of a page, drawn by us: the only form in which a document is shown."""
    version = _version(request, dossier_id, document_id, number, Action.READ)
    if page not in version.drawn_pages:
        raise Http404
    return _handed_out(request, Verb.READ, version, page)


@require_GET
def document_progress(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Whether a file is scanned and drawn: then the page that waits for it is drawn anew. Says nothing else."""
    visible = documents_visible_to(request.actor).values("pk")
    version = get_object_or_404(DocumentVersion, pk=version_id, document__in=visible)
    if version.is_kept and (not version.is_open or version.drawn is None):
        return HttpResponse(status=204)
    return HttpResponse(status=STOP_POLLING, headers={"HX-Refresh": "true"})


@require_GET
def antivirus_panel(request: HttpRequest) -> HttpResponse:
    """For whoever administers: whether the files handed in are scanned."""
    if not may_administer(request.actor):
        raise Http404
    is_configured = antivirus.is_configured()
    context = {"is_configured": is_configured, "answers": is_configured and antivirus.answers()}
    return render(request, "support/_antivirus_panel.html", context)
