"""The notice of an agreement on paper: what the person is handed. Every print leaves a trace."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from tisserand.accounts.limits import limited
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.clock import today
from tisserand.sharing.consent_page import chosen_items
from tisserand.sharing.notice_pdf import notice_pdf
from tisserand.sharing.services.consents import PART
from tisserand.sharing.views.loading import load_consent


@require_GET
@login_required
@limited("print", rate="60/h")
def consent_notice(request: HttpRequest, person_id: UUID, consent_id: UUID) -> HttpResponse:
    """One page in plain words, inline, kept by no cache, under a name that names nobody."""
    consent = load_consent(request, person_id, consent_id)
    pdf = notice_pdf(consent, chosen_items(request.actor, consent), today=today())
    record(
        actor=request.actor,
        verb=Verb.EXPORT,
        part=PART,
        person_id=consent.person_id,
        object_id=consent.pk,
    )
    headers = {"Content-Disposition": 'inline; filename="accord-de-partage.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
