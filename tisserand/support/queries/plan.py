"""Finding plans, and what in them is due to someone."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, QuerySet, Subquery
from django.db.models.functions import JSONObject

from tisserand.accounts.actors import Actor
from tisserand.common.access import Action
from tisserand.support.choices import GoalState, ItemKind, StepState
from tisserand.support.models import (
    Dossier,
    Goal,
    MapItem,
    PlanAgreement,
    PlanRefusal,
    Review,
    Step,
)
from tisserand.support.policies import DOSSIER
from tisserand.support.queries.holding import is_about_held, theirs_or_held

REVIEW_LEAD = timedelta(days=14)  # time for everyone to prepare
OPEN_STEPS = (StepState.PLANNED, StepState.IN_PROGRESS, StepState.ON_HOLD)


def _open_dossiers_read_by(actor: Actor) -> QuerySet[Dossier]:
    return DOSSIER.filter(actor.ordinary, Action.READ, Dossier.objects.filter(closed_on=None))


def reviews_due(actor: Actor, today: date) -> QuerySet[Review]:
    """Reviews not yet held, planned within two weeks or late, of the dossiers whose thread `actor` holds."""
    return reviews_planned_by(actor, today + REVIEW_LEAD)


def reviews_planned_by(actor: Actor, day: date) -> QuerySet[Review]:
    """The same, planned for `day` at the latest."""
    return (
        Review.objects.filter(held_on=None, planned_on__lte=day)
        .filter(is_about_held(actor.user_id, "plan__dossier"))
        .filter(plan__dossier__in=_open_dossiers_read_by(actor))
        .select_related("plan__dossier__person")
        .order_by("planned_on", "id")
    )


def steps_due(actor: Actor, today: date) -> QuerySet[Step]:
    """Open steps due today or late: those `actor` does, and all those of dossiers whose thread they hold."""
    due = Step.objects.filter(state__in=OPEN_STEPS, due_on__lte=today, goal__state=GoalState.ACTIVE)
    return (
        due.filter(theirs_or_held(actor, due, "goal__plan__dossier", worker_id=actor.user_id))
        .filter(goal__plan__dossier__in=_open_dossiers_read_by(actor))
        .select_related("goal__plan__dossier__person", "worker")
        .order_by("due_on", "id")
    )


def goals_of(dossier: Dossier) -> QuerySet[Goal]:
    """The goals of a dossier's plan, with their steps, who does them, and what they answer on the map."""
    return (
        Goal.objects.filter(plan__dossier=dossier)
        .select_related("plan__dossier__person")
        .prefetch_related(Prefetch("steps", queryset=Step.objects.select_related("worker")), "answers")
    )


def steps_of(dossier: Dossier) -> QuerySet[Step]:
    """The steps of a dossier's plan."""
    return Step.objects.filter(goal__plan__dossier=dossier).select_related(
        "worker", "partner", "goal__plan__dossier__person"
    )


def answerable(dossier_id: UUID) -> QuerySet[MapItem]:
    """What a goal may answer: the difficulties and deeper needs that still stand on the map."""
    kinds = [ItemKind.DIFFICULTY, ItemKind.NEED]
    return MapItem.objects.filter(
        map__dossier_id=dossier_id, kind__in=kinds, resolved_on=None, removed_at=None
    ).order_by("-is_urgent", "created_at", "id")


def unanswered(dossier_id: UUID) -> QuerySet[MapItem]:
    """The difficulties that no goal answers yet."""
    kept = Goal.objects.exclude(state=GoalState.SET_ASIDE).filter(answers=OuterRef("pk"))
    return answerable(dossier_id).filter(~Exists(kept), kind=ItemKind.DIFFICULTY)


def agreements_of(dossier: Dossier) -> QuerySet[PlanAgreement]:
    """The agreed versions, latest first."""
    return PlanAgreement.objects.filter(plan__dossier=dossier).select_related("agreed_by")


def refusals_of(dossier: Dossier) -> QuerySet[PlanRefusal]:
    """The times the person said no, latest first."""
    return PlanRefusal.objects.filter(plan__dossier=dossier).select_related("noted_by")


def standing_refusal() -> Subquery:
    """Beside a plan: the no that no yes has followed, to be read in the same query."""
    followed = PlanAgreement.objects.filter(plan=OuterRef("plan"), created_at__gte=OuterRef("created_at"))
    latest = PlanRefusal.objects.filter(~Exists(followed), plan=OuterRef("pk"))
    said = JSONObject(pk="id", declined_on="declined_on", words="words", content="content")
    return Subquery(latest.values(said=said)[:1])


def reviews_of(dossier: Dossier) -> QuerySet[Review]:
    """The reviews, latest first."""
    return Review.objects.filter(plan__dossier=dossier).select_related("plan__dossier__person", "written_by")
