"""Files handed out: to whoever the policy lets read them, traced, never run and never shown as a page of ours."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from tisserand.accounts.limits import limited
from tisserand.accounts.policies import may_administer
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action
from tisserand.support.files import antivirus
from tisserand.support.models import DocumentVersion
from tisserand.support.policies import DOCUMENT, right_over
from tisserand.support.queries.documents import documents_visible_to
from tisserand.support.views.handing_out import handed_out

PART = "support.document"
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


@require_GET
@limited("document", rate="300/h")  # type: ignore[arg-type]
def document_file(request: HttpRequest, dossier_id: UUID, document_id: UUID, number: int) -> HttpResponseBase:
    """The file itself, always as a download."""
    version = _version(request, dossier_id, document_id, number, Action.EXPORT)
    return handed_out(request, version, trace=lambda: _trace(request, Verb.EXPORT, version))


@require_GET
def document_page(
    request: HttpRequest, dossier_id: UUID, document_id: UUID, number: int, page: int
) -> HttpResponseBase:
    """The picture of a page, drawn by us: the only form in which a document is shown."""
    version = _version(request, dossier_id, document_id, number, Action.READ)
    if page not in version.drawn_pages:
        raise Http404
    return handed_out(request, version, page, trace=lambda: _trace(request, Verb.READ, version))


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
