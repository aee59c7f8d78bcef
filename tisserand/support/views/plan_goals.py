"""Goals: written, rewritten, moved, won, set aside, taken up again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST

from tisserand.accounts.once import once
from tisserand.common import clock
from tisserand.common.rows import StaleRevision
from tisserand.support import referential
from tisserand.support.forms.plan import GoalForm, NewGoalForm, ReasonForm
from tisserand.support.models import Dossier, Goal, MapItem
from tisserand.support.queries.plan import answerable, goals_of
from tisserand.support.services import plan as plans
from tisserand.support.services.dossiers import check_open
from tisserand.support.views.answering import read_dossier
from tisserand.support.views.plan import about, plan_address
from tisserand.ui.conflicts import conflict_response

LONGEST_NUMBER = 6  # digits: nobody has a million goals


def goal_to_write(request: HttpRequest, dossier_id: UUID, goal_id: UUID) -> Goal:
    """A goal of the plan, for someone who may write in it."""
    dossier = read_dossier(request, dossier_id)
    check_open(request.actor, dossier)  # type: ignore[attr-defined]
    goal = get_object_or_404(goals_of(dossier), pk=goal_id)
    goal.plan.dossier = dossier
    return goal


@login_required
@require_http_methods(["GET", "POST"])
@once
def goal_add(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Begin a goal, perhaps from a difficulty of the map and a suggestion."""
    dossier = read_dossier(request, dossier_id)
    check_open(request.actor, dossier)  # type: ignore[attr-defined]
    items = answerable(dossier.pk)
    item = _asked(items, request.GET.get("repond", ""))
    hint = referential.find(request.GET.get("piste", ""))
    initial = {"answers": [item] if item else [], **_start(hint)}
    form = NewGoalForm(request.POST or None, items=items, initial=initial)
    if request.method == "POST" and form.is_valid():
        goal = _begin(request, dossier, form)
        return HttpResponseRedirect(plan_address(dossier, place=f"objectif-{goal.pk}"))
    context = about(request, dossier, form=form, item=item, hint=hint, **_hints(item))
    return render(request, "support/goal_add.html", context, status=422 if form.errors else 200)


def _asked(items: Any, pk: str) -> MapItem | None:
    try:
        return items.filter(pk=UUID(pk)).first()
    except ValueError:
        return None


def _start(hint: referential.Suggestion | None) -> dict[str, str]:
    """An objective is a beginning of title, an action a beginning of first step."""
    if hint is None:
        return {}
    return {"first_step" if hint.key.startswith("a") else "title": hint.label}


def _hints(item: MapItem | None) -> dict[str, Any]:
    if item is None:
        return {}
    return {
        "objectives": referential.objectives_for(item.topic),
        "actions": referential.actions_for(item.topic),
    }


def _begin(request: HttpRequest, dossier: Dossier, form: NewGoalForm) -> Goal:
    said = {"actor": request.actor, "now": clock.now()}  # type: ignore[attr-defined]
    goal = plans.add_goal(dossier=dossier, **form.definition(), **said)
    if form.cleaned_data["first_step"]:
        plans.add_step(goal=goal, title=form.cleaned_data["first_step"], **said)
    return goal


@login_required
@require_http_methods(["GET", "POST"])
def goal_edit(request: HttpRequest, dossier_id: UUID, goal_id: UUID) -> HttpResponse:
    """Rewrite a goal."""
    goal = goal_to_write(request, dossier_id, goal_id)
    dossier = goal.plan.dossier
    items = (answerable(dossier.pk) | goal.answers.all()).distinct()
    form = GoalForm(request.POST or None, instance=goal, items=items)
    if request.method == "POST" and form.is_valid():
        try:
            plans.edit_goal(
                actor=request.actor,  # type: ignore[attr-defined]
                goal=goal,
                expected=form.expected_revision,
                now=clock.now(),
                **form.definition(),
            )
        except StaleRevision as stale:
            return conflict_response(request, form, stale, back=plan_address(dossier))
        return HttpResponseRedirect(plan_address(dossier, place=f"objectif-{goal.pk}"))
    context = about(request, dossier, form=form, goal=goal, is_agreed=plans.is_agreed(goal))
    return render(request, "support/goal_edit.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def goal_remove(request: HttpRequest, dossier_id: UUID, goal_id: UUID) -> HttpResponse:
    """Remove a goal written by mistake."""
    goal = goal_to_write(request, dossier_id, goal_id)
    dossier = goal.plan.dossier
    try:
        plans.remove_written_by_mistake(actor=request.actor, row=goal, now=clock.now())  # type: ignore[attr-defined]
    except plans.AlreadyAgreedError:
        messages.error(request, "Cet objectif est dans une version convenue : mettez-le plutôt de côté.")
    return HttpResponseRedirect(plan_address(dossier))


@login_required
@require_POST
def goal_reach(request: HttpRequest, dossier_id: UUID, goal_id: UUID) -> HttpResponse:
    """The goal is won."""
    goal = goal_to_write(request, dossier_id, goal_id)
    plans.reach_goal(actor=request.actor, goal=goal, now=clock.now())  # type: ignore[attr-defined]
    messages.success(request, "C’est gagné. L’objectif a rejoint la route parcourue.")
    return HttpResponseRedirect(plan_address(goal.plan.dossier, place=f"objectif-{goal.pk}"))


@login_required
@require_POST
def goal_reopen(request: HttpRequest, dossier_id: UUID, goal_id: UUID) -> HttpResponse:
    """Take a goal up again."""
    goal = goal_to_write(request, dossier_id, goal_id)
    plans.reopen_goal(actor=request.actor, goal=goal, now=clock.now())  # type: ignore[attr-defined]
    return HttpResponseRedirect(plan_address(goal.plan.dossier, place=f"objectif-{goal.pk}"))


@login_required
@require_http_methods(["GET", "POST"])
def goal_set_aside(request: HttpRequest, dossier_id: UUID, goal_id: UUID) -> HttpResponse:
    """Put a goal aside, saying why."""
    goal = goal_to_write(request, dossier_id, goal_id)
    dossier = goal.plan.dossier
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        plans.set_goal_aside(
            actor=request.actor,  # type: ignore[attr-defined]
            goal=goal,
            reason=form.cleaned_data["reason"],
            now=clock.now(),
        )
        return HttpResponseRedirect(plan_address(dossier, place=f"objectif-{goal.pk}"))
    context = about(request, dossier, form=form, goal=goal)
    return render(request, "support/goal_set_aside.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def goal_place(request: HttpRequest, dossier_id: UUID, goal_id: UUID) -> HttpResponse:
    """Move a goal up, down, or where it was dropped."""
    goal = goal_to_write(request, dossier_id, goal_id)
    dossier = goal.plan.dossier
    order = [other.pk for other in goals_of(dossier) if other.state == goal.state]
    plans.place_goal(
        actor=request.actor,  # type: ignore[attr-defined]
        goal=goal,
        position=position_asked(request, order.index(goal.pk)),
        now=clock.now(),
    )
    return placed(request, plan_address(dossier, place=f"objectif-{goal.pk}"))


def position_asked(request: HttpRequest, at: int) -> int:
    """Where to: « haut » and « bas » from `at`, or a number."""
    asked = request.POST.get("place", "")
    moves = {"haut": at - 1, "bas": at + 1}
    is_number = asked.isdecimal() and len(asked) < LONGEST_NUMBER
    return moves.get(asked, int(asked) if is_number else at)


def placed(request: HttpRequest, address: str) -> HttpResponse:
    """Nothing to say to a script that already moved it; the page otherwise."""
    return HttpResponse(status=204) if "X-Dragged" in request.headers else HttpResponseRedirect(address)
