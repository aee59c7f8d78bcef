"""What is agreed when a plan is agreed: its content as plain data, in one canonical writing, under one digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Prefetch

from tisserand.support.choices import Doer, GoalState, ItemKind, StepState
from tisserand.support.models import Goal, MapItem, Plan, Step

Content = dict[str, Any]


def plan_content(plan: Plan) -> Content:
    """The plan as it stands: what counts, what holds, the goals kept and who does what by when.

    What the workers alone think has no place here. The state of a step is a picture of the day: it is not
    part of what is agreed (see `plan_changes`).
    """
    dossier = plan.dossier
    referent = next((r.user for r in dossier.referents.all() if r.until_on is None), None)
    steps = Step.objects.select_related("worker")
    goals = plan.goals.prefetch_related(Prefetch("steps", queryset=steps))
    return definition(plan, goals) | {
        "person": dossier.person.name,
        "organisation": dossier.organisation.name,
        "referent": referent.get_full_name() if referent else "",
        "strengths": list(strengths_of(plan).values_list("title", flat=True)),
    }


def definition(plan: Plan, goals: Iterable[Goal]) -> Content:
    """What is compared from one version to the next: the goals that are not set aside, fetched with their steps."""
    first_name = plan.dossier.person.first_name
    kept = [goal for goal in goals if goal.state != GoalState.SET_ASIDE]
    return {"aspiration": plan.aspiration, "goals": [_goal(goal, first_name) for goal in kept]}


def as_of(content: Content, day: date) -> Content:
    """The picture of `day`: what was done or won since is left out of it."""
    last = day.isoformat()

    def until(row: Content, name: str) -> Content:
        return row | {name: row[name] if row[name] <= last else ""}

    goals = [
        until(goal, "reached_on") | {"steps": [until(step, "done_on") for step in goal["steps"]]}
        for goal in content["goals"]
    ]
    return content | {"goals": goals}


def strengths_of(plan: Plan) -> Any:
    """What holds, on the person's map."""
    return MapItem.objects.filter(
        map__dossier_id=plan.dossier_id, kind=ItemKind.STRENGTH, resolved_on=None, removed_at=None
    )


def _goal(goal: Goal, first_name: str) -> Content:
    return {
        "id": str(goal.pk),
        "title": goal.title,
        "success_sign": goal.success_sign,
        "reached_on": goal.ended_on.isoformat() if goal.ended_on else "",
        "steps": [_step(s, first_name) for s in goal.steps.all() if s.state != StepState.ABANDONED],
    }


def _step(step: Step, first_name: str) -> Content:
    return {
        "id": str(step.pk),
        "title": step.title,
        "doer": step.doer,
        "worker": str(step.worker_id or ""),
        "who": who_does(step, first_name),
        "due_on": step.due_on.isoformat() if step.due_on else "",
        "done_on": step.done_on.isoformat() if step.done_on else "",
    }


def who_does(step: Step, first_name: str) -> str:
    """Who does a step, by name: « Nadia », « Sophie Perrin », « Nadia et Sophie Perrin », « le bailleur »."""
    worker = step.worker.get_full_name() if step.worker else ""
    return {
        Doer.PERSON: first_name,
        Doer.WORKER: worker or "votre intervenant·e",
        Doer.BOTH: f"{first_name} et {worker}" if worker else "ensemble",
        Doer.PARTNER: step.partner_name,
    }[Doer(step.doer)]


def canonical(content: Content) -> bytes:
    """The one way of writing `content`: sorted keys, no spaces, UTF-8."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def digest_of(content: Content) -> str:
    """The SHA-256 of the canonical writing, in hexadecimal: anyone can compute it again."""
    return hashlib.sha256(canonical(content)).hexdigest()
