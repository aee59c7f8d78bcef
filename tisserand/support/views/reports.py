"""The result of a step: said by a guest, read beside the plan and taken up or not by those around the dossier."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tisserand.audit.services import record_read
from tisserand.common.clock import now
from tisserand.sharing.visits import guest_page, visit_of
from tisserand.support.forms.reports import ReportAnswerForm, ReportForm
from tisserand.support.queries.reports import reports_kept, reports_waiting, steps_of_guest
from tisserand.support.services.reports import PART, decline_report, report_step, take_up_report
from tisserand.support.views.answering import dossier_page, load_dossier
from tisserand.support.views.plan import plan_address
from tisserand.ui.answering import answer_form

A_FEW = 5


@require_http_methods(["GET", "POST"])
@guest_page
def guest_step_report(request: HttpRequest, step_id: UUID) -> HttpResponse:
    """A guest says where the step that is theirs stands."""
    visit = visit_of(request)
    step = next((one for one in steps_of_guest(visit) if one.pk == step_id), None)
    if step is None:
        raise Http404
    if request.method == "GET":
        record_read(
            actor=visit.actor, person_id=step.person_id, part="support.plan", object_id=visit.guest.pk
        )
    form = ReportForm(request.POST or None)
    return answer_form(
        request,
        form,
        lambda: report_step(
            visit=visit,
            step=step,
            done_on=form.cleaned_data["done_on"],
            text=form.cleaned_data["text"],
            now=now(),
        ),
        template="support/guest_step_report.html",
        context=lambda: {"visit": visit, "guest": visit.guest, "step": step},
        then=reverse("sharing:guest_home") + "#steps",
        said=f"C’est dit à {visit.guest.organisation.name}, qui le reprendra.",
    )


@require_http_methods(["GET", "POST"])
def report_decide(request: HttpRequest, dossier_id: UUID, report_id: UUID) -> HttpResponse:
    """Take up what a guest says of a step, or not, with a word."""
    actor = request.actor
    dossier = load_dossier(request, dossier_id)
    rows = reports_kept(actor).filter(step__goal__plan__dossier=dossier)
    report = get_object_or_404(rows, pk=report_id)
    if request.method == "GET":
        record_read(actor=actor, person_id=report.person_id, part=PART, object_id=report.pk)
    form = ReportAnswerForm(request.POST or None)
    declines = request.POST.get("decision") == "decline"

    def save() -> None:
        decide = decline_report if declines else take_up_report
        decide(actor=actor, report=report, answer=form.cleaned_data["answer"], now=now())

    return answer_form(
        request,
        form,
        save,
        template="support/report_decide.html",
        context=lambda: dossier_page(request, dossier, active="support.plan") | {"report": report},
        then=plan_address(dossier, place=f"etape-{report.step_id}"),
        said="La réponse est donnée." if declines else "C’est retenu.",
    )


@require_GET
def report_panel(request: HttpRequest) -> HttpResponse:
    """On *Aujourd’hui*: results of steps that guests said, longest waiting first; nothing when none waits."""
    if not request.actor.is_accompanying:
        return HttpResponse()
    rows = list(reports_waiting(request.actor)[: A_FEW + 1])
    if not rows:
        return HttpResponse()
    for person_id in {row.person_id for row in rows[:A_FEW]}:
        record_read(actor=request.actor, person_id=person_id, part=PART)
    return render(request, "support/_report_panel.html", {"reports": rows[:A_FEW], "more": len(rows) > A_FEW})
