"""A dossier at a glance: requests, phases gone through, who held the thread, how the plan goes, what comes next."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q

from tisserand.accounts.actors import Actor
from tisserand.support.choices import GoalState, Phase, StepState
from tisserand.support.models import Deadline, Dossier, Entry, Goal, Victory
from tisserand.support.queries import entries_visible_to

# Those one goes through; the end has its own banner.
ROAD: list[Phase] = [phase for phase in Phase if phase != Phase.CLOSED]
LATEST = 3


def phase_steps(dossier: Dossier) -> dict[str, Any]:
    """The phases in order, where the dossier is, and how far that is along the thread."""
    changes = list(dossier.phase_changes.all())
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
    goals = Goal.objects.filter(plan__dossier=dossier).exclude(state=GoalState.SET_ASIDE)
    reached, steps = Q(state=GoalState.REACHED), ~Q(steps__state=StepState.ABANDONED)
    return goals.aggregate(
        goals=Count("pk", distinct=True),
        reached=Count("pk", reached, distinct=True),
        done=Count("steps", Q(steps__state=StepState.DONE), distinct=True),
        steps=Count("steps", steps, distinct=True),
    )


def next_deadlines(dossier: Dossier) -> list[Deadline]:
    """The open ones, soonest first."""
    return list(dossier.deadlines.filter(handled_on=None).select_related("owner")[:LATEST])


def latest_victories(dossier: Dossier) -> list[Victory]:
    """The latest small wins."""
    return list(dossier.victories.select_related("noted_by", "goal", "step")[:LATEST])


def latest_entries(actor: Actor, dossier: Dossier) -> list[Entry]:
    """The latest notes that the actor may read."""
    return list(entries_visible_to(actor).filter(dossier=dossier).select_related("author")[:LATEST])


def overview(actor: Actor, dossier: Dossier) -> dict[str, Any]:
    """Everything that frames an accompaniment, for its own page."""
    return phase_steps(dossier) | {
        "requests": list(dossier.requests.all()),
        "referents": list(dossier.referents.all()),
        "plan": plan_progress(dossier),
        "deadlines": next_deadlines(dossier),
        "victories": latest_victories(dossier),
        "entries": latest_entries(actor, dossier),
    }
