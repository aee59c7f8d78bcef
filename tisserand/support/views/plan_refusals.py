"""The no of a person to a plan: kept with what was shown, read again, spoken of again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from tisserand.accounts.once import once
from tisserand.audit.services import record_read
from tisserand.common import clock
from tisserand.support.forms.plan import RefusalForm
from tisserand.support.models import Plan
from tisserand.support.plan_content import digest_of, plan_content
from tisserand.support.policies import right_over
from tisserand.support.queries.plan import refusals_of
from tisserand.support.services.agreements import PlanMoved
from tisserand.support.services.dossiers import check_open
from tisserand.support.services.refusals import PART, decline_plan
from tisserand.support.views.answering import read_dossier
from tisserand.support.views.plan import about, plan_address


@require_http_methods(["GET", "POST"])
@once
def refusal_create(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Show what the person says no to, and keep their no."""
    dossier = read_dossier(request, dossier_id)
    check_open(request.actor, dossier)
    plan = get_object_or_404(Plan, dossier=dossier)
    plan.dossier = dossier
    content = plan_content(plan)
    shown = digest_of(content)
    initial = {"shown": shown, "declined_on": clock.today()}
    form = RefusalForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            decline_plan(actor=request.actor, plan=plan, now=clock.now(), **form.cleaned_data)
        except PlanMoved:
            # What was typed stays; what is shown is the plan as it has become.
            typed = request.POST.copy()
            typed["shown"] = shown
            form = RefusalForm(typed, initial=initial)
            form.add_error(
                None, "Le projet a changé pendant que vous le lisiez. Relisez-le avant d’enregistrer."
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "Son désaccord est gardé, dans ses mots.")
            return redirect(plan_address(dossier))
    context = about(request, dossier, form=form, content=content)
    return render(request, "support/refusal_create.html", context, status=422 if form.errors else 200)


@require_GET
def refusal_detail(request: HttpRequest, dossier_id: UUID, refusal_id: UUID) -> HttpResponse:
    """What the person said no to, and in which words."""
    dossier = read_dossier(request, dossier_id)
    refusal = get_object_or_404(refusals_of(dossier), pk=refusal_id)
    right = right_over(request.actor, dossier)
    record_read(
        actor=request.actor, person_id=dossier.person_id, part=PART, object_id=refusal.pk, right=right
    )
    context = about(request, dossier, refusal=refusal, content=refusal.content)
    return render(request, "support/refusal_detail.html", context)
