"""Documents handed out through an agreement: to whom it opens, as long as it opens, traced."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from tisserand.accounts.limits import limited
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.sharing.models import Grant
from tisserand.sharing.policies import right_of
from tisserand.sharing.queries import open_grant
from tisserand.sharing.scope import of_grant
from tisserand.sharing.visits import guest_page
from tisserand.support.models import DocumentVersion
from tisserand.support.queries.shared import covered_documents
from tisserand.support.views.handing_out import handed_out

PART = "support.shared_document"


def _load(request: HttpRequest, grant_id: UUID, document_id: UUID) -> tuple[Grant, DocumentVersion]:
    """The opening and the current version of a document that it covers: always the latest, never an earlier one."""
    grant = open_grant(request.actor, grant_id)
    if grant is None:
        raise Http404
    document = get_object_or_404(covered_documents(of_grant(grant)), pk=document_id)
    version = document.current
    if version is None or not version.is_open:
        raise Http404
    return grant, version


def _trace(request: HttpRequest, verb: Verb, grant: Grant) -> None:
    record(
        actor=request.actor,
        verb=verb,
        part=PART,
        person_id=grant.person_id,
        object_id=grant.pk,
        right=right_of(grant),
    )


@require_GET
@limited("document", rate="300/h")  # type: ignore[arg-type]
def shared_document_file(request: HttpRequest, grant_id: UUID, document_id: UUID) -> HttpResponseBase:
    """The file itself, always as a download."""
    grant, version = _load(request, grant_id, document_id)
    return handed_out(request, version, trace=lambda: _trace(request, Verb.EXPORT, grant))


@require_GET
def shared_document_page(
    request: HttpRequest, grant_id: UUID, document_id: UUID, page: int
) -> HttpResponseBase:
    """The picture of a page, drawn by us."""
    grant, version = _load(request, grant_id, document_id)
    if page not in version.drawn_pages:
        raise Http404
    return handed_out(request, version, page, trace=lambda: _trace(request, Verb.READ, grant))


@guest_page  # type: ignore[arg-type]
def guest_document_file(request: HttpRequest, grant_id: UUID, document_id: UUID) -> HttpResponseBase:
    """The file, to whom a link let in."""
    return shared_document_file(request, grant_id=grant_id, document_id=document_id)  # type: ignore[arg-type]


@guest_page  # type: ignore[arg-type]
def guest_document_page(
    request: HttpRequest, grant_id: UUID, document_id: UUID, page: int
) -> HttpResponseBase:
    """The picture of a page, to whom a link let in."""
    return shared_document_page(request, grant_id=grant_id, document_id=document_id, page=page)
