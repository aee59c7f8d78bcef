"""The plan of a dossier: its page, what counts for the person, and what its other pages share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tisserand.accounts.actors import Actor
from tisserand.common import clock
from tisserand.common.rows import StaleRevision
from tisserand.people.page import person_page
from tisserand.sharing.circle_page import named_without_account
from tisserand.support.forms.plan import AspirationForm, StepForm
from tisserand.support.models import Dossier, Goal, Plan, PlanAgreement
from tisserand.support.plan_changes import changes_between
from tisserand.support.plan_content import definition
from tisserand.support.plan_page import PlanPage
from tisserand.support.queries import plan_questions
from tisserand.support.queries.plan import goals_of
from tisserand.support.queries.plan_questions import goals_of_plan, plan_beside
from tisserand.support.services.plan import may_write, set_aspiration
from tisserand.support.views.answering import load_dossier, note_reading, read_dossier
from tisserand.ui.conflicts import conflict_response

TAB = "support.plan"


def plan_of(dossier: Dossier) -> Plan:
    """Its plan, or the one that is about to be begun."""
    return getattr(dossier, "plan", None) or Plan(dossier=dossier, person=dossier.person)


def plan_address(dossier: Dossier, query: str = "", place: str = "") -> str:
    """The address of the plan's page, with a filter and a place in it."""
    address = reverse("support:plan_detail", args=[dossier.pk])
    return f"{address}{f'?{query}' if query else ''}{f'#{place}' if place else ''}"


def about(request: HttpRequest, dossier: Dossier, **context: Any) -> dict[str, Any]:
    """The context of every page of the plan."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    frame = person_page(actor, dossier.person, active=TAB)
    return (
        frame | {"dossier": dossier, "may_write": may_write(actor, dossier), "today": clock.today()} | context
    )


@dataclass(frozen=True)
class StandingRefusal:
    """The no that no yes has followed, as the page of the plan says it."""

    pk: str
    declined_on: date
    words: str
    is_of_agreed: bool  # what they once agreed to, rather than what was proposed since


def standing(said: dict[str, Any] | None, agreements: list[PlanAgreement]) -> StandingRefusal | None:
    """What was read beside the dossier, compared with what is agreed."""
    if not said:
        return None
    is_of_agreed = bool(agreements) and not changes_between(agreements[0].content, said["content"])
    return StandingRefusal(said["pk"], date.fromisoformat(said["declined_on"]), said["words"], is_of_agreed)


def step_forms(request: HttpRequest, dossier: Dossier) -> partial[StepForm]:
    """How to build a step form: the people who may do it are looked for once."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return partial(
        StepForm,
        first_name=dossier.person.first_name,
        me=actor.user_id,
        colleagues=plan_questions.colleagues(actor, clock.today()),
        circle=named_without_account(actor, dossier.person, today=clock.today()),
    )


def page_of(request: HttpRequest, dossier: Dossier, goals: Any = None) -> PlanPage:
    """The goals as the page draws them, under the filter of the address."""
    return PlanPage(
        goals_of(dossier) if goals is None else goals,
        actor=request.actor,  # type: ignore[attr-defined]
        first_name=dossier.person.first_name,
        today=clock.today(),
        only=request.GET.get("etapes", ""),
    )


def kept_filter(page: PlanPage) -> str:
    """The end of an address that keeps the filter."""
    return f"?etapes={page.only}" if page.only else ""


@require_GET
@login_required
def plan_detail(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """The plan: what counts, the goals, who does what, what is agreed, what is next."""
    dossier = load_dossier(request, dossier_id)
    note_reading(request, dossier, TAB)
    begun = plan_beside(dossier)
    plan = begun or Plan(dossier=dossier, person=dossier.person)
    agreements, goals = plan_questions.agreements(None, plan.pk), goals_of_plan(plan)
    build = step_forms(request, dossier)
    context = about(
        request,
        dossier,
        plan=plan,
        page=(page := page_of(request, dossier, goals)),
        agreements=agreements,
        refusal=standing(begun.said_no if begun else None, agreements),  # type: ignore[attr-defined]
        changes=changes_between(agreements[0].content, definition(plan, goals)) if agreements else [],
        reviews=plan_questions.reviews(None, plan.pk),
        unanswered=plan_questions.unanswered(None, dossier.pk),
        aspiration_form=AspirationForm(instance=plan),
        step_form_of={card.goal.pk: build(auto_id=f"id_{card.goal.pk}_%s") for card in page.active},
        keep=kept_filter(page),
        just_done=request.GET.get("faite", ""),
        state_before=request.GET.get("avant", ""),
    )
    return render(request, "support/plan_detail.html", context)


def goal_answer(
    request: HttpRequest, goal: Goal, *, form: StepForm | None = None, **just: Any
) -> HttpResponse:
    """After a change in a goal: its card again for htmx, the page otherwise."""
    dossier = goal.plan.dossier
    if not request.headers.get("HX-Request"):
        return HttpResponseRedirect(plan_address(dossier, _query(request, just), f"objectif-{goal.pk}"))
    page = page_of(request, dossier)
    card = next((card for card in page.cards if card.goal.pk == goal.pk), None)
    context = {
        "dossier": dossier,
        "person": dossier.person,
        "page": page,
        "card": card,
        "keep": kept_filter(page),
        "may_write": True,
        "today": clock.today(),
        "step_form": form or step_forms(request, dossier)(auto_id=f"id_{goal.pk}_%s"),
        "is_fragment": True,
    }
    return render(request, "support/_goal.html", context | just, status=422 if form else 200)


def _query(request: HttpRequest, just: dict[str, Any]) -> str:
    query = request.GET.copy()
    for name, key in (("faite", "just_done"), ("avant", "state_before")):
        if just.get(key):
            query[name] = just[key]
    return query.urlencode()


@login_required
@require_http_methods(["GET", "POST"])
def plan_aspire(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Write what counts for the person."""
    dossier = read_dossier(request, dossier_id)
    plan = plan_of(dossier)
    form = AspirationForm(request.POST or None, instance=plan)
    if request.method == "POST" and form.is_valid():
        try:
            set_aspiration(
                actor=request.actor,  # type: ignore[attr-defined]
                dossier=dossier,
                words=form.cleaned_data["aspiration"],
                expected=None if plan._state.adding else form.expected_revision,
                now=clock.now(),
            )
        except StaleRevision as stale:
            return conflict_response(request, form, stale, back=plan_address(dossier))
        return HttpResponseRedirect(plan_address(dossier))
    return render(request, "support/plan_aspire.html", about(request, dossier, form=form))
