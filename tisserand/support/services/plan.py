"""The plan from day to day: what counts, goals in the person's words, steps shared out, ticked, taken up again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from tisserand.accounts.actors import Actor
from tisserand.accounts.models import User
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action
from tisserand.common.rows import Revised
from tisserand.sharing.models import CircleMember
from tisserand.support.choices import Doer, GoalState, StepState
from tisserand.support.models import Dossier, Goal, MapItem, Plan, Step
from tisserand.support.policies import DOSSIER
from tisserand.support.services.dossiers import check_open

PART = "support.plan"
R = TypeVar("R", bound=Revised)


def may_write(actor: Actor, dossier: Dossier) -> bool:
    """Whether the pages offer to write."""
    return dossier.is_open and DOSSIER.may(actor, Action.EDIT, dossier)


def _trace(actor: Actor, verb: Verb, row: Plan | Goal | Step) -> None:
    record(actor=actor, verb=verb, part=PART, person_id=row.person_id, object_id=row.pk)


def _locked(row: R) -> R:
    """The row as it is now, held until the end of the transaction."""
    return type(row)._base_manager.select_for_update().get(pk=row.pk)


def start_plan(dossier: Dossier) -> Plan:
    """The plan of `dossier`, begun if there was none (its first words are about to be written)."""
    return Plan.objects.get_or_create(dossier=dossier, defaults={"person_id": dossier.person_id})[0]


@transaction.atomic
def set_aspiration(
    *, actor: Actor, dossier: Dossier, words: str, expected: int | None = None, now: datetime
) -> Plan:
    """Keep what counts for the person, in their words."""
    check_open(actor, dossier)
    plan = start_plan(dossier)
    plan.aspiration = words
    plan.save_revision(expected=expected or plan.revision, update_fields=["aspiration", "updated_at"])
    _trace(actor, Verb.CHANGE, plan)
    return plan


@transaction.atomic
def add_goal(
    *,
    actor: Actor,
    dossier: Dossier,
    title: str,
    success_sign: str = "",
    answers: Iterable[MapItem] = (),
    now: datetime,
) -> Goal:
    """Write a goal at the end of the plan."""
    check_open(actor, dossier)
    plan = _locked(start_plan(dossier))
    goal = Goal.objects.create(
        plan=plan,
        person_id=plan.person_id,
        title=title,
        success_sign=success_sign,
        position=plan.goals.count(),
        created_at=now,
    )
    goal.answers.set(_of_same_map(plan, answers))
    _trace(actor, Verb.CREATE, goal)
    return goal


@transaction.atomic
def edit_goal(
    *,
    actor: Actor,
    goal: Goal,
    title: str,
    success_sign: str = "",
    answers: Iterable[MapItem] = (),
    expected: int,
    now: datetime,
) -> Goal:
    """Rewrite a goal; raises StaleRevision if someone else did since revision `expected`."""
    check_open(actor, goal.plan.dossier)
    goal.title, goal.success_sign = title, success_sign
    goal.save_revision(expected=expected, update_fields=["title", "success_sign", "updated_at"])
    goal.answers.set(_of_same_map(goal.plan, answers))
    _trace(actor, Verb.CHANGE, goal)
    return goal


def _of_same_map(plan: Plan, answers: Iterable[MapItem]) -> list[MapItem]:
    """A goal answers things of the same person's map, and of no other."""
    items = list(answers)
    if any(item.person_id != plan.person_id for item in items):
        raise ValidationError("Un objectif répond à la carte de la même personne.")
    return items


def reach_goal(*, actor: Actor, goal: Goal, now: datetime) -> Goal:
    """The sign is there: the goal is won."""
    return _move_goal(actor, goal, GoalState.REACHED, "", now)


def set_goal_aside(*, actor: Actor, goal: Goal, reason: str, now: datetime) -> Goal:
    """Put a goal aside, saying why; it can be taken up again."""
    if not reason.strip():
        raise ValidationError("Dites en quelques mots pourquoi cet objectif est mis de côté.")
    return _move_goal(actor, goal, GoalState.SET_ASIDE, reason, now)


def reopen_goal(*, actor: Actor, goal: Goal, now: datetime) -> Goal:
    """Take a goal up again."""
    return _move_goal(actor, goal, GoalState.ACTIVE, "", now)


@transaction.atomic
def _move_goal(actor: Actor, goal: Goal, state: GoalState, reason: str, now: datetime) -> Goal:
    check_open(actor, goal.plan.dossier)
    goal = _locked(goal)
    goal.state, goal.end_reason = state, reason
    goal.ended_on = None if state == GoalState.ACTIVE else _day(now)
    goal.save(update_fields=["state", "end_reason", "ended_on", "updated_at"])
    _trace(actor, Verb.CHANGE, goal)
    return goal


def _day(now: datetime) -> date:
    return timezone.localdate(now)


@transaction.atomic
def add_step(
    *,
    actor: Actor,
    goal: Goal,
    title: str,
    doer: Doer | str = Doer.PERSON,
    worker: User | None = None,
    partner: CircleMember | None = None,
    partner_name: str = "",
    due_on: date | None = None,
    now: datetime,
) -> Step:
    """Write a step at the end of a goal."""
    check_open(actor, goal.plan.dossier)
    goal = _locked(goal)
    step = Step(goal=goal, person_id=goal.person_id, position=goal.steps.count(), created_at=now)
    _define(step, title=title, doer=doer, worker=worker, due_on=due_on)
    _name_partner(step, partner, partner_name)
    step.save()
    _trace(actor, Verb.CREATE, step)
    return step


@transaction.atomic
def edit_step(
    *,
    actor: Actor,
    step: Step,
    title: str,
    doer: Doer | str,
    worker: User | None = None,
    partner: CircleMember | None = None,
    partner_name: str = "",
    due_on: date | None = None,
    expected: int,
    now: datetime,
) -> Step:
    """Rewrite a step; raises StaleRevision if someone else did since revision `expected`."""
    check_open(actor, step.goal.plan.dossier)
    _define(step, title=title, doer=doer, worker=worker, due_on=due_on)
    _name_partner(step, partner, partner_name)
    fields = ["title", "doer", "worker", "partner", "partner_name", "due_on", "updated_at"]
    step.save_revision(expected=expected, update_fields=fields)
    _trace(actor, Verb.CHANGE, step)
    return step


def _define(step: Step, *, title: str, doer: Doer | str, worker: User | None, due_on: date | None) -> None:
    step.title, step.doer, step.due_on = title, doer, due_on
    # Only what the choice calls for is kept, so that no stray name stays behind a change of mind.
    step.worker = worker if doer in (Doer.WORKER, Doer.BOTH) else None


def _name_partner(step: Step, partner: CircleMember | None, name: str) -> None:
    """Someone of the person's circle, under the name that they bear there; or a name alone."""
    is_theirs = step.doer == Doer.PARTNER
    dossier = step.goal.plan.dossier
    held = (step.person_id, dossier.organisation_id)
    if is_theirs and partner and (partner.person_id, partner.organisation_id) != held:
        raise ValidationError("Ce partenaire n’est pas du cercle de cette personne.")
    if is_theirs and not partner and not name.strip():
        raise ValidationError("Nommez le partenaire qui s’en charge.")
    step.partner = partner if is_theirs else None
    step.partner_name = (partner.name[:160] if partner else name) if is_theirs else ""


@transaction.atomic
def move_step(
    *,
    actor: Actor,
    step: Step,
    state: StepState | str,
    reason: str = "",
    done_on: date | None = None,
    now: datetime,
) -> Step:
    """Give a step its state. Ticking is not editing: it neither meets nor makes a stale revision."""
    check_open(actor, step.goal.plan.dossier)
    if state == StepState.ABANDONED and not reason.strip():
        raise ValidationError("Dites en quelques mots pourquoi cette étape est abandonnée.")
    step = _locked(step)
    step.state, step.state_reason = state, reason
    step.done_on = (done_on or step.done_on or _day(now)) if state == StepState.DONE else None
    step.save(update_fields=["state", "state_reason", "done_on", "updated_at"])
    _trace(actor, Verb.CHANGE, step)
    return step


def complete_step(*, actor: Actor, step: Step, done_on: date | None = None, now: datetime) -> Step:
    """Tick a step."""
    return move_step(actor=actor, step=step, state=StepState.DONE, done_on=done_on, now=now)


def reopen_step(
    *, actor: Actor, step: Step, state: StepState | str = StepState.PLANNED, now: datetime
) -> Step:
    """Untick a step, or take an abandoned one up again; `state` is where it goes back to."""
    return move_step(actor=actor, step=step, state=state, now=now)


@transaction.atomic
def place_goal(*, actor: Actor, goal: Goal, position: int, now: datetime) -> None:
    """Move a goal to `position` (from 0) among the goals of its plan that are in the same state."""
    check_open(actor, goal.plan.dossier)
    goals = _locked(goal.plan).goals.exclude(pk=goal.pk)
    _place(actor, goal, list(goals.filter(state=goal.state)), position)


@transaction.atomic
def place_step(*, actor: Actor, step: Step, position: int, now: datetime) -> None:
    """Move a step to `position` (from 0) among the steps of its goal."""
    check_open(actor, step.goal.plan.dossier)
    _place(actor, step, list(_locked(step.goal).steps.exclude(pk=step.pk)), position)


def _place(actor: Actor, row: Goal | Step, others: Sequence[Goal | Step], position: int) -> None:
    ordered: list[Any] = [*others[: max(position, 0)], row, *others[max(position, 0) :]]
    for index, each in enumerate(ordered):
        each.position = index
    type(row)._base_manager.bulk_update(ordered, ["position"])
    _trace(actor, Verb.CHANGE, row)


class AlreadyAgreedError(Exception):
    """What was agreed once is set aside or abandoned with a reason, never removed."""


def is_agreed(row: Goal | Step) -> bool:
    """Whether a goal or a step stands in an agreed version."""
    wanted = {"id": str(row.pk)}
    plan = row.plan if isinstance(row, Goal) else row.goal.plan
    within = [wanted] if isinstance(row, Goal) else [{"steps": [wanted]}]
    return plan.agreements.filter(content__goals__contains=within).exists()


@transaction.atomic
def remove_written_by_mistake(*, actor: Actor, row: Goal | Step, now: datetime) -> None:
    """Remove a goal or a step that nobody agreed on yet; the row history keeps it."""
    check_open(actor, row.plan.dossier if isinstance(row, Goal) else row.goal.plan.dossier)
    if is_agreed(row):
        raise AlreadyAgreedError
    _trace(actor, Verb.DELETE, row)
    row.delete()
