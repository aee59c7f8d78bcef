"""A dossier at a glance: requests, phases gone through, who held the thread, how the plan goes, what comes next."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from tisserand.accounts.actors import Actor
from tisserand.common.questions import question
from tisserand.support.choices import GoalState, Phase, StepState
from tisserand.support.models import Deadline, Dossier, Entry, Goal, PhaseChange, Request, Victory
from tisserand.support.queries import entries_visible_to

# Those one goes through; the end has its own banner.
ROAD: list[Phase] = [phase for phase in Phase if phase != Phase.CLOSED]
LATEST = 3


def phase_steps(dossier: Dossier) -> dict[str, Any]:
    """The phases in order, where the dossier is, and how far that is along the thread."""
    changes = _phase_changes(None, dossier.pk)
    reached = changes[-2].phase if dossier.phase == Phase.CLOSED and len(changes) > 1 else dossier.phase
    position = ROAD.index(Phase(reached)) if reached in ROAD else len(ROAD) - 1
    since = {change.phase: change.changed_on for change in changes}
    return {
        "phases": [phase.label for phase in ROAD],
        "phase_now": Phase(reached).label,
        "phase_number": position + 1,
        "phase_count": len(ROAD),
        "phase_since": since.get(reached),
    }


def plan_progress(dossier: Dossier) -> dict[str, int]:
    """How many goals are reached and steps done; abandoned and set aside ones do not count."""
    counted: Any = _progress.first(None, dossier.pk)
    return {
        name: counted[f"{name}_counted"] if counted else 0 for name in ("goals", "reached", "done", "steps")
    }


def next_deadlines(dossier: Dossier) -> list[Deadline]:
    """The open ones, soonest first."""
    return _of(dossier, _deadlines(None, dossier.pk))


def latest_victories(dossier: Dossier) -> list[Victory]:
    """The latest small wins."""
    return _of(dossier, _victories(None, dossier.pk))


def latest_entries(actor: Actor, dossier: Dossier) -> list[Entry]:
    """The latest notes that the actor may read."""
    return _of(dossier, _entries(actor, dossier.pk))


def _of(dossier: Dossier, rows: list[Any]) -> list[Any]:
    for row in rows:
        row.dossier = dossier
    return rows


@question
def _phase_changes(_: None, dossier_id: UUID) -> QuerySet[PhaseChange]:
    return PhaseChange.objects.filter(dossier_id=dossier_id)


@question
def _requests(_: None, dossier_id: UUID) -> QuerySet[Request]:
    return Request.objects.filter(dossier_id=dossier_id)


@question
def _progress(_: None, dossier_id: UUID) -> QuerySet[Any, Any]:
    goals = Goal.objects.filter(plan__dossier_id=dossier_id).exclude(state=GoalState.SET_ASIDE)
    reached, steps = Q(state=GoalState.REACHED), ~Q(steps__state=StepState.ABANDONED)
    return (
        goals.order_by()
        .values("plan_id")
        .annotate(
            goals_counted=Count("pk", distinct=True),
            reached_counted=Count("pk", reached, distinct=True),
            done_counted=Count("steps", Q(steps__state=StepState.DONE), distinct=True),
            steps_counted=Count("steps", steps, distinct=True),
        )
    )


@question
def _deadlines(_: None, dossier_id: UUID) -> QuerySet[Deadline]:
    open_ones = Deadline.objects.filter(dossier_id=dossier_id, handled_on=None)
    return open_ones.select_related("owner")[:LATEST]


@question
def _victories(_: None, dossier_id: UUID) -> QuerySet[Victory]:
    known = Victory.objects.filter(dossier_id=dossier_id)
    return known.select_related("noted_by", "goal", "step")[:LATEST]


@question
def _entries(actor: Actor, dossier_id: UUID) -> QuerySet[Entry]:
    return (
        entries_visible_to(actor)
        .filter(dossier_id=dossier_id)
        .select_related("author")
        .defer("words")[:LATEST]
    )


def overview(dossier: Dossier) -> dict[str, Any]:
    """What frames an accompaniment, for its own page."""
    return phase_steps(dossier) | {
        "requests": _requests(None, dossier.pk),
        "referents": list(dossier.referents.all()),
        "plan": plan_progress(dossier),
    }


def latest_of(actor: Actor, dossier: Dossier) -> dict[str, Any]:
    """What comes next and what happened last: on the page of the person, or of a dossier which is not shown there."""
    return {
        "deadlines": next_deadlines(dossier),
        "victories": latest_victories(dossier),
        "entries": latest_entries(actor, dossier),
    }
