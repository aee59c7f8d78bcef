"""What a partner's page asks of an accompaniment each time, put into SQL once."""

from __future__ import annotations

from uuid import UUID

from django.db.models import F, QuerySet

from tisserand.common.questions import known_in_advance, question
from tisserand.support.choices import GoalState, StepState
from tisserand.support.models import Dossier, Goal, Referent
from tisserand.support.queries.plan_questions import goals_of_plan


@question
def _dossiers(_: None, person_id: UUID, organisation_id: UUID) -> QuerySet[Dossier]:
    rows = Dossier.objects.filter(person_id=person_id, organisation_id=organisation_id)
    rows = rows.select_related("organisation", "team", "plan", "person")
    return rows.order_by(F("closed_on").desc(nulls_first=True), "-opened_on", "-pk")[:1]


@question
def _referents(_: None, dossier_id: UUID) -> QuerySet[Referent]:
    return Referent.objects.filter(dossier_id=dossier_id).select_related("user")


def dossier_told(person_id: UUID, organisation_id: UUID) -> Dossier | None:
    """The accompaniment that is spoken of: the open one, or the last."""
    return _dossiers.first(None, person_id, organisation_id)


def with_referents(dossier: Dossier) -> Dossier:
    """The same, knowing who holds and held its thread."""
    known_in_advance(dossier, "referents", _referents(None, dossier.pk))
    return dossier


def goals_told(dossier: Dossier) -> list[Goal]:
    """The goals of its plan and their steps; what was set aside or abandoned stays inside."""
    plan = getattr(dossier, "plan", None)
    goals = [goal for goal in goals_of_plan(plan) if goal.state != GoalState.SET_ASIDE] if plan else []
    for goal in goals:
        kept = [step for step in goal.steps.all() if step.state != StepState.ABANDONED]
        known_in_advance(goal, "steps", kept)
    return goals
