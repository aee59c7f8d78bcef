"""Steps: added in one line, ticked in one gesture, undone, put on hold, abandoned with a reason."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST

from tisserand.accounts.once import once
from tisserand.common import clock
from tisserand.common.rows import StaleRevision
from tisserand.support.choices import StepState
from tisserand.support.forms.plan import ReasonForm, VictoryForm
from tisserand.support.models import Step
from tisserand.support.queries.plan import OPEN_STEPS, steps_of
from tisserand.support.services import plan as plans
from tisserand.support.services.dossiers import check_open
from tisserand.support.services.victories import note_victory
from tisserand.support.views.answering import read_dossier
from tisserand.support.views.plan import about, goal_answer, plan_address, step_forms
from tisserand.support.views.plan_goals import goal_to_write, placed, position_asked
from tisserand.ui.conflicts import conflict_response


def step_to_write(request: HttpRequest, dossier_id: UUID, step_id: UUID) -> Step:
    """A step of the plan, for someone who may write in it."""
    dossier = read_dossier(request, dossier_id)
    check_open(request.actor, dossier)  # type: ignore[attr-defined]
    step = get_object_or_404(steps_of(dossier), pk=step_id)
    step.goal.plan.dossier = dossier
    return step


@login_required
@require_http_methods(["GET", "POST"])
@once
def step_add(request: HttpRequest, dossier_id: UUID, goal_id: UUID) -> HttpResponse:
    """Add a step to a goal, from the line under its steps or from a page of its own."""
    goal = goal_to_write(request, dossier_id, goal_id)
    form = step_forms(request, goal.plan.dossier)(request.POST or None, auto_id=f"id_{goal.pk}_%s")
    if request.method == "POST" and form.is_valid():
        plans.add_step(actor=request.actor, goal=goal, now=clock.now(), **form.definition())  # type: ignore[attr-defined]
        return goal_answer(request, goal, just_added=True)
    if request.headers.get("HX-Request"):
        return goal_answer(request, goal, form=form)
    context = about(request, goal.plan.dossier, form=form, goal=goal)
    return render(request, "support/step_add.html", context, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def step_edit(request: HttpRequest, dossier_id: UUID, step_id: UUID) -> HttpResponse:
    """Rewrite a step."""
    step = step_to_write(request, dossier_id, step_id)
    dossier = step.goal.plan.dossier
    form = step_forms(request, dossier)(request.POST or None, instance=step)
    if request.method == "POST" and form.is_valid():
        try:
            plans.edit_step(
                actor=request.actor,  # type: ignore[attr-defined]
                step=step,
                expected=form.expected_revision,
                now=clock.now(),
                **form.definition(),
            )
        except StaleRevision as stale:
            return conflict_response(request, form, stale, back=plan_address(dossier))
        return HttpResponseRedirect(plan_address(dossier, place=f"etape-{step.pk}"))
    context = about(request, dossier, form=form, step=step, is_agreed=plans.is_agreed(step))
    return render(request, "support/step_edit.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def step_remove(request: HttpRequest, dossier_id: UUID, step_id: UUID) -> HttpResponse:
    """Remove a step written by mistake."""
    step = step_to_write(request, dossier_id, step_id)
    address = plan_address(step.goal.plan.dossier, place=f"objectif-{step.goal_id}")
    try:
        plans.remove_written_by_mistake(actor=request.actor, row=step, now=clock.now())  # type: ignore[attr-defined]
    except plans.AlreadyAgreedError:
        messages.error(
            request, "Cette étape est dans une version convenue : abandonnez-la en disant pourquoi."
        )
    return HttpResponseRedirect(address)


@login_required
@require_POST
def step_complete(request: HttpRequest, dossier_id: UUID, step_id: UUID) -> HttpResponse:
    """Tick a step; the answer offers to undo, and asks whether it is a victory."""
    step = step_to_write(request, dossier_id, step_id)
    plans.complete_step(actor=request.actor, step=step, now=clock.now())  # type: ignore[attr-defined]
    return goal_answer(request, step.goal, just_done=str(step.pk), state_before=step.state)


@login_required
@require_POST
def step_reopen(request: HttpRequest, dossier_id: UUID, step_id: UUID) -> HttpResponse:
    """Untick a step, back to where it was."""
    step = step_to_write(request, dossier_id, step_id)
    before = request.POST.get("avant", "")
    state = before if before in OPEN_STEPS else StepState.PLANNED
    plans.reopen_step(actor=request.actor, step=step, state=state, now=clock.now())  # type: ignore[attr-defined]
    return goal_answer(request, step.goal)


@login_required
@require_POST
def step_move(request: HttpRequest, dossier_id: UUID, step_id: UUID) -> HttpResponse:
    """Say that a step is planned, begun or on hold."""
    step = step_to_write(request, dossier_id, step_id)
    state = request.POST.get("state", "")
    if state not in OPEN_STEPS:
        return HttpResponse(status=400)
    plans.move_step(actor=request.actor, step=step, state=state, now=clock.now())  # type: ignore[attr-defined]
    return goal_answer(request, step.goal)


@login_required
@require_http_methods(["GET", "POST"])
def step_abandon(request: HttpRequest, dossier_id: UUID, step_id: UUID) -> HttpResponse:
    """Abandon a step, saying why."""
    step = step_to_write(request, dossier_id, step_id)
    dossier = step.goal.plan.dossier
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        plans.move_step(
            actor=request.actor,  # type: ignore[attr-defined]
            step=step,
            state=StepState.ABANDONED,
            reason=form.cleaned_data["reason"],
            now=clock.now(),
        )
        return HttpResponseRedirect(plan_address(dossier, place=f"objectif-{step.goal_id}"))
    context = about(request, dossier, form=form, step=step)
    return render(request, "support/step_abandon.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def step_place(request: HttpRequest, dossier_id: UUID, step_id: UUID) -> HttpResponse:
    """Move a step up, down, or where it was dropped."""
    step = step_to_write(request, dossier_id, step_id)
    order = [other.pk for other in step.goal.steps.all()]
    position = position_asked(request, order.index(step.pk))
    plans.place_step(actor=request.actor, step=step, position=position, now=clock.now())  # type: ignore[attr-defined]
    if request.headers.get("HX-Request"):
        return goal_answer(request, step.goal)
    return placed(request, plan_address(step.goal.plan.dossier, place=f"objectif-{step.goal_id}"))


@login_required
@require_http_methods(["GET", "POST"])
@once
def step_victory(request: HttpRequest, dossier_id: UUID, step_id: UUID) -> HttpResponse:
    """Keep a step done as a victory, in words."""
    step = step_to_write(request, dossier_id, step_id)
    dossier = step.goal.plan.dossier
    form = VictoryForm(request.POST or None, initial={"words": step.title})
    if request.method == "POST" and form.is_valid():
        note_victory(
            actor=request.actor,  # type: ignore[attr-defined]
            dossier=dossier,
            happened_on=step.done_on or clock.today(),
            goal=step.goal,
            step=step,
            now=clock.now(),
            **form.cleaned_data,
        )
        messages.success(request, "L’avancée est gardée.")
        return HttpResponseRedirect(plan_address(dossier, place=f"objectif-{step.goal_id}"))
    context = about(request, dossier, form=form, step=step)
    return render(request, "support/step_victory.html", context, status=422 if form.errors else 200)
