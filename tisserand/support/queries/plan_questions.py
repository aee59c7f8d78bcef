"""What the page of a plan asks each time, put into SQL once."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tisserand.accounts import queries as accounts
from tisserand.accounts.actors import Actor
from tisserand.accounts.models import User
from tisserand.common.questions import known_in_advance, question
from tisserand.support.models import Dossier, Goal, MapItem, Plan, PlanAgreement, Review, Step
from tisserand.support.queries import plan as queries


def plan_beside(dossier: Dossier) -> Plan | None:
    """The plan of `dossier`, with `said_no`: the no that no yes has followed."""
    plan = _plan.first(None, dossier.pk)
    if plan:
        plan.dossier, plan.person = dossier, dossier.person
    return plan


def goals_of_plan(plan: Plan) -> list[Goal]:
    """Its goals with their steps, who does them, and what they answer on the map."""
    goals = _goals(None, plan.pk)
    steps, answers = defaultdict(list), defaultdict(list)
    if goals:
        for step in _steps(None, plan.pk):
            steps[step.goal_id].append(step)
        for tie in _answers(None, plan.pk):
            answers[tie.goal_id].append(tie.mapitem)
    for goal in goals:
        goal.plan = plan
        known_in_advance(goal, "steps", steps[goal.pk])
        known_in_advance(goal, "answers", answers[goal.pk])
    return goals


@question
def _plan(_: None, dossier_id: UUID) -> QuerySet[Plan]:
    return Plan.objects.filter(dossier_id=dossier_id).annotate(said_no=queries.standing_refusal())


@question
def _goals(_: None, plan_id: UUID) -> QuerySet[Goal]:
    return Goal.objects.filter(plan_id=plan_id)


@question
def _steps(_: None, plan_id: UUID) -> QuerySet[Step]:
    return Step.objects.filter(goal__plan_id=plan_id).select_related("worker")


@question
def _answers(_: None, plan_id: UUID) -> QuerySet[Any, Any]:
    ties = Goal.answers.through.objects.filter(goal__plan_id=plan_id)
    return ties.select_related("mapitem").order_by("mapitem")


@question
def agreements(_: None, plan_id: UUID) -> QuerySet[PlanAgreement]:
    """The agreed versions, latest first."""
    return PlanAgreement.objects.filter(plan_id=plan_id).select_related("agreed_by")


@question
def reviews(_: None, plan_id: UUID) -> QuerySet[Review]:
    """The reviews, latest first."""
    return Review.objects.filter(plan_id=plan_id).select_related("written_by")


@question
def unanswered(_: None, dossier_id: UUID) -> QuerySet[MapItem]:
    """The difficulties that no goal answers yet."""
    return queries.unanswered(dossier_id)


@question
def colleagues(actor: Actor, today: date) -> QuerySet[User]:
    """Who may do a step."""
    return accounts.colleagues(actor, today=today)
