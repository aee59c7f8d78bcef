"""Agreements: what will be agreed shown in full, the yes of the person, the versions kept and what tells them apart."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tisserand.accounts.once import once
from tisserand.audit.services import record_read
from tisserand.common import clock
from tisserand.support.choices import Expression, Phase
from tisserand.support.forms.plan import AgreementForm
from tisserand.support.models import Dossier, Plan, PlanAgreement
from tisserand.support.plan_changes import changes_between
from tisserand.support.plan_content import digest_of, plan_content
from tisserand.support.policies import right_over
from tisserand.support.queries.plan import agreements_of, refusals_of
from tisserand.support.services import agreements
from tisserand.support.services.dossiers import check_open, move_to_phase
from tisserand.support.services.reviews import plan_review
from tisserand.support.views.answering import note_reading, read_dossier
from tisserand.support.views.plan import about

HALF_A_YEAR = timedelta(days=182)  # CASF D.311: an amendment within six months
BEFORE_ACTION = (Phase.WELCOME, Phase.REQUEST, Phase.ASSESSMENT, Phase.NEGOTIATION, Phase.AGREEMENT)


@login_required
@require_http_methods(["GET", "POST"])
@once
def agreement_create(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Show exactly what will be agreed, and keep the person's yes."""
    dossier = read_dossier(request, dossier_id)
    check_open(request.actor, dossier)  # type: ignore[attr-defined]
    plan = get_object_or_404(Plan, dossier=dossier)
    plan.dossier = dossier
    latest, content = agreements.latest_agreement(plan), plan_content(plan)
    form = _form(request, plan, latest, digest_of(content))
    if request.method == "POST" and form.is_valid():
        agreement = _agree(request, plan, form)
        if agreement:
            return HttpResponseRedirect(_address(dossier, agreement.version))
        form = _form(request, plan, latest, digest_of(content), again=True)
    context = about(
        request,
        dossier,
        plan=plan,
        form=form,
        content=content,
        latest=latest,
        version=latest.version + 1 if latest else 1,
        changes=changes_between(latest.content, content) if latest else [],
    )
    return render(request, "support/agreement_create.html", context, status=422 if form.errors else 200)


def _form(
    request: HttpRequest, plan: Plan, latest: PlanAgreement | None, shown: str, *, again: bool = False
) -> AgreementForm:
    today = clock.today()
    data = request.POST.copy() if request.method == "POST" else None
    if data is not None and again:
        data["shown"] = shown
    form = AgreementForm(
        data,
        is_first=latest is None,
        can_move_on=plan.dossier.phase in BEFORE_ACTION,
        initial={
            "shown": shown,
            "agreed_on": today,
            "expression": Expression.SPOKEN,
            "next_review_on": plan.next_review_on or today + HALF_A_YEAR,
            "move_on": True,
        },
    )
    if again:
        form.add_error(None, "Le projet a changé pendant que vous le lisiez. Relisez-le avant de confirmer.")
    return form


def _agree(request: HttpRequest, plan: Plan, form: AgreementForm) -> PlanAgreement | None:
    said = dict(form.cleaned_data)
    next_on, move_on = said.pop("next_review_on"), said.pop("move_on", False)
    actor, now = request.actor, clock.now()  # type: ignore[attr-defined]
    try:
        agreement = agreements.agree_plan(actor=actor, plan=plan, now=now, **said)
    except agreements.PlanMoved:
        return None
    if next_on and next_on != plan.next_review_on:
        plan_review(actor=actor, plan=plan, planned_on=next_on, now=now)
    if move_on:
        move_to_phase(actor=actor, dossier=plan.dossier, phase=Phase.ACTION, now=now)
    return agreement


def _address(dossier: Dossier, version: int) -> str:
    return reverse("support:agreement_detail", args=[dossier.pk, version])


@require_GET
@login_required
def agreement_list(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """The versions, and what changed from one to another (`de`, `a`; without `a`: the plan as it is today)."""
    dossier = read_dossier(request, dossier_id)
    note_reading(request, dossier, agreements.PART)
    versions = list(agreements_of(dossier))
    by_number = {str(agreement.version): agreement for agreement in versions}
    before = by_number.get(request.GET.get("de", ""))
    after = by_number.get(request.GET.get("a", ""))
    refusals = refusals_of(dossier).defer("content")
    context = about(request, dossier, versions=versions, before=before, after=after, refusals=refusals)
    if before:
        content = after.content if after else plan_content(before.plan)
        context["changes"] = changes_between(before.content, content)
    return render(request, "support/agreement_list.html", context)


def agreement_or_404(request: HttpRequest, dossier_id: UUID, version: int) -> tuple[Dossier, PlanAgreement]:
    """One agreed version, for someone who may read the dossier."""
    dossier = read_dossier(request, dossier_id)
    return dossier, get_object_or_404(agreements_of(dossier), version=version)


@require_GET
@login_required
def agreement_detail(request: HttpRequest, dossier_id: UUID, version: int) -> HttpResponse:
    """One version, exactly as it was agreed."""
    dossier, agreement = agreement_or_404(request, dossier_id, version)
    record_read(
        actor=request.actor,  # type: ignore[attr-defined]
        person_id=dossier.person_id,
        part=agreements.PART,
        object_id=agreement.pk,
        right=right_over(request.actor, dossier),  # type: ignore[attr-defined]
    )
    context: dict[str, Any] = {
        "agreement": agreement,
        "content": agreement.content,
        "holds": agreements.holds(agreement),
        "newest": agreements_of(dossier).values_list("version", flat=True).first(),
    }
    return render(request, "support/agreement_detail.html", about(request, dossier, **context))
