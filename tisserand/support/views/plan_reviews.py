"""Reviews: a date, a preparation on both sides, a moment together, the next date."""

from __future__ import annotations

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
from tisserand.common.rows import StaleRevision
from tisserand.support.choices import GoalState
from tisserand.support.forms.plan import LookForm, ReviewDateForm, ReviewForm, ReviewPreparationForm
from tisserand.support.models import Dossier, Goal, Review
from tisserand.support.policies import right_over
from tisserand.support.queries.plan import goals_of, reviews_of
from tisserand.support.services import reviews
from tisserand.support.services.dossiers import check_open
from tisserand.support.services.plan import start_plan
from tisserand.support.views.answering import note_reading, read_dossier
from tisserand.support.views.plan import about, plan_address
from tisserand.ui.conflicts import conflict_response


def _address(review: Review) -> str:
    return reverse("support:review_detail", args=[review.plan.dossier_id, review.pk])


def _review(request: HttpRequest, dossier_id: UUID, review_id: UUID) -> tuple[Dossier, Review]:
    dossier = read_dossier(request, dossier_id)
    review = get_object_or_404(reviews_of(dossier).prefetch_related("reviewed_goals__goal"), pk=review_id)
    review.plan.dossier = dossier
    return dossier, review


@require_GET
@login_required
def review_list(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """The reviews held, and the one to come."""
    dossier = read_dossier(request, dossier_id)
    note_reading(request, dossier, reviews.PART)
    rows = list(reviews_of(dossier).prefetch_related("reviewed_goals__goal"))
    return render(request, "support/review_list.html", about(request, dossier, reviews=rows))


@login_required
@require_http_methods(["GET", "POST"])
@once
def review_plan(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Set the date of the next review."""
    dossier = read_dossier(request, dossier_id)
    check_open(request.actor, dossier)  # type: ignore[attr-defined]
    waiting = reviews_of(dossier).filter(held_on=None).first()
    form = ReviewDateForm(request.POST or None, instance=waiting or Review(revision=reviews.NOT_YET))
    if request.method == "POST" and form.is_valid():
        try:
            reviews.plan_review(
                actor=request.actor,  # type: ignore[attr-defined]
                plan=start_plan(dossier),
                planned_on=form.cleaned_data["planned_on"],
                kind=form.cleaned_data["kind"],
                expected=form.expected_revision,
                now=clock.now(),
            )
        except StaleRevision as stale:
            return conflict_response(request, form, stale, back=plan_address(dossier))
        return HttpResponseRedirect(plan_address(dossier))
    context = about(request, dossier, form=form, waiting=waiting)
    return render(request, "support/review_plan.html", context, status=422 if form.errors else 200)


@require_GET
@login_required
def review_detail(request: HttpRequest, dossier_id: UUID, review_id: UUID) -> HttpResponse:
    """One review: prepared, or held."""
    dossier, review = _review(request, dossier_id, review_id)
    record_read(
        actor=request.actor,  # type: ignore[attr-defined]
        person_id=dossier.person_id,
        part=reviews.PART,
        object_id=review.pk,
        right=right_over(request.actor, dossier),  # type: ignore[attr-defined]
    )
    return render(request, "support/review_detail.html", about(request, dossier, review=review))


@login_required
@require_http_methods(["GET", "POST"])
def review_prepare(request: HttpRequest, dossier_id: UUID, review_id: UUID) -> HttpResponse:
    """Keep what each one wants to say."""
    dossier, review = _review(request, dossier_id, review_id)
    check_open(request.actor, dossier)  # type: ignore[attr-defined]
    form = ReviewPreparationForm(request.POST or None, instance=review)
    if request.method == "POST" and form.is_valid():
        try:
            reviews.prepare_review(
                actor=request.actor,  # type: ignore[attr-defined]
                review=review,
                said_by_person=form.cleaned_data["said_by_person"],
                said_by_worker=form.cleaned_data["said_by_worker"],
                expected=form.expected_revision,
                now=clock.now(),
            )
        except StaleRevision as stale:
            return conflict_response(request, form, stale, back=_address(review))
        return HttpResponseRedirect(_address(review))
    goals = goals_of(dossier).filter(state=GoalState.ACTIVE)
    return render(
        request, "support/review_prepare.html", about(request, dossier, form=form, review=review, goals=goals)
    )


@login_required
@require_http_methods(["GET", "POST"])
def review_hold(request: HttpRequest, dossier_id: UUID, review_id: UUID) -> HttpResponse:
    """Write what was said together, goal by goal."""
    dossier, review = _review(request, dossier_id, review_id)
    check_open(request.actor, dossier)  # type: ignore[attr-defined]
    looks = _look_forms(request, dossier, review)
    initial = {} if review.held_on else {"held_on": clock.today()}
    form = ReviewForm(request.POST or None, instance=review, initial=initial)
    if request.method == "POST" and form.is_valid() and all(look.is_valid() for _, look in looks):
        try:
            _hold(request, review, form, looks)
        except StaleRevision as stale:
            return conflict_response(request, form, stale, back=_address(review))
        return HttpResponseRedirect(_address(review))
    context = about(request, dossier, form=form, review=review, looks=looks)
    return render(request, "support/review_hold.html", context, status=422 if form.errors else 200)


def _look_forms(request: HttpRequest, dossier: Dossier, review: Review) -> list[tuple[Goal, LookForm]]:
    said = {looked.goal_id: looked for looked in review.reviewed_goals.all()}
    goals = [goal for goal in goals_of(dossier) if goal.state == GoalState.ACTIVE or goal.pk in said]
    return [
        (goal, LookForm(request.POST or None, prefix=str(goal.pk), initial=_said(said.get(goal.pk))))
        for goal in goals
    ]


def _said(looked: Any) -> dict[str, str]:
    return {"progress": looked.progress, "learnt": looked.learnt} if looked else {}


def _hold(request: HttpRequest, review: Review, form: ReviewForm, looks: list[tuple[Goal, LookForm]]) -> None:
    said = {name: form.cleaned_data[name] for name in ("held_on", "present", "summary", "next_on")}
    reviews.hold_review(
        actor=request.actor,  # type: ignore[attr-defined]
        review=review,
        looks=[
            reviews.Look(goal, look.cleaned_data["progress"], look.cleaned_data["learnt"])
            for goal, look in looks
            if look.cleaned_data["progress"]
        ],
        expected=form.expected_revision,
        now=clock.now(),
        **said,
    )
