"""The plan as a PDF: today's, or a version as it was agreed. Every print leaves a trace."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from tisserand.accounts.limits import limited
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common import clock
from tisserand.common.access import Action
from tisserand.support.models import Dossier, Plan, PlanAgreement
from tisserand.support.plan_changes import changes_between
from tisserand.support.plan_content import plan_content
from tisserand.support.plan_pdf import plan_pdf
from tisserand.support.policies import DOSSIER, right_over
from tisserand.support.services.agreements import PART as AGREEMENT_PART
from tisserand.support.services.agreements import latest_agreement
from tisserand.support.views.answering import read_dossier
from tisserand.support.views.plan import TAB
from tisserand.support.views.plan_agreements import agreement_or_404


@require_GET
@login_required
@limited("print", rate="60/h")
def plan_print(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Today's plan: a proposal, unless it is still the version agreed."""
    dossier = read_dossier(request, dossier_id)
    plan = get_object_or_404(Plan, dossier=dossier)
    plan.dossier = dossier
    content, latest = plan_content(plan), latest_agreement(plan)
    if latest and not changes_between(latest.content, content):
        content |= {"agreement": latest.content["agreement"]}
    else:
        latest = None
    pdf = plan_pdf(
        dossier, content, agreement=latest, next_review_on=plan.next_review_on, today=clock.today()
    )
    return _served(
        request, dossier, pdf, latest, f"projet-v{latest.version}" if latest else "projet-proposition"
    )


@require_GET
@login_required
@limited("print", rate="60/h")
def agreement_print(request: HttpRequest, dossier_id: UUID, version: int) -> HttpResponse:
    """One version, as agreed."""
    dossier, agreement = agreement_or_404(request, dossier_id, version)
    pdf = plan_pdf(
        dossier,
        agreement.content,
        agreement=agreement,
        next_review_on=agreement.plan.next_review_on,
        today=clock.today(),
    )
    return _served(request, dossier, pdf, agreement, f"projet-v{version}")


def _served(
    request: HttpRequest, dossier: Dossier, pdf: bytes, agreement: PlanAgreement | None, name: str
) -> HttpResponse:
    """Inline, kept by no cache, under a name that names nobody."""
    actor = request.actor  # type: ignore[attr-defined]
    DOSSIER.check(actor, Action.EXPORT, dossier)
    record(
        actor=actor,
        verb=Verb.EXPORT,
        part=AGREEMENT_PART if agreement else TAB,
        person_id=dossier.person_id,
        object_id=agreement.pk if agreement else dossier.pk,
        right=right_over(actor, dossier),
    )
    headers = {"Content-Disposition": f'inline; filename="{name}.pdf"', "Cache-Control": "no-store"}
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
