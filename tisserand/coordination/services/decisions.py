"""What was decided becomes a step of the plan, in one gesture, with whoever takes charge of it; undone in another."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate

from tisserand.accounts.actors import Actor
from tisserand.audit.choices import Verb
from tisserand.common.access import Action
from tisserand.coordination.choices import ConferenceState, Seat
from tisserand.coordination.models import AgendaItem, Attendee, Conference, Decision
from tisserand.coordination.seen import NO_POINT, eyes_of, point_of
from tisserand.coordination.services.holding import MOVED, hold, trace
from tisserand.coordination.table_names import name_outside
from tisserand.support.choices import Doer, StepState
from tisserand.support.models import Goal, Step
from tisserand.support.policies import DOSSIER
from tisserand.support.services.plan import add_step, is_agreed, remove_written_by_mistake

OPEN = (ConferenceState.LIVE, ConferenceState.MINUTES)
AFTER = (*OPEN, ConferenceState.CLOSED)
NOT_THEIRS = (
    "Cette personne ne peut pas voir ce point\u00a0: un accord de partage ne le couvre pas. "
    "Parlez-en avec la personne, ou choisissez quelqu’un d’autre."
)


@transaction.atomic
def add_decision(*, actor: Actor, conference: Conference, decision: Decision, now: datetime) -> Decision:
    """Keep what was decided, by whom, for when."""
    held = hold(actor, conference, *OPEN)
    _check(held, decision, now)
    decision.conference, decision.person_id, decision.created_at = held, held.person_id, now
    decision.save()
    trace(actor, held, Verb.CHANGE, reason="une décision")
    return decision


@transaction.atomic
def edit_decision(*, actor: Actor, decision: Decision, expected: int, now: datetime) -> Decision:
    """Rewrite it while the minutes may be; once a step of the plan, it is changed there."""
    held = hold(actor, decision.conference, *OPEN)
    if decision.step_id:
        raise ValidationError("C’est une étape du projet\u00a0: elle se modifie là-bas.")
    _check(held, decision, now)
    decision.save_revision(expected=expected)
    trace(actor, held, Verb.CHANGE, reason="une décision")
    return decision


@transaction.atomic
def remove_decision(*, actor: Actor, decision: Decision, now: datetime) -> None:
    """It was not decided after all."""
    held = hold(actor, decision.conference, *OPEN)
    if decision.step_id:
        raise ValidationError("C’est une étape du projet\u00a0: défaites d’abord l’étape.")
    decision.delete()
    trace(actor, held, Verb.CHANGE, reason="une décision retirée")


def _check(conference: Conference, decision: Decision, now: datetime) -> None:
    for part, name in ((decision.item, "item"), (decision.owner, "owner")):
        if part is not None and part.conference_id != conference.pk:
            raise ValidationError({name: "Choisissez parmi cette réunion."})
    if decision.owner is not None and not may_own(decision.owner, decision.item, now):
        raise ValidationError({"owner": NOT_THEIRS})
    decision.words = decision.words.strip()


def may_own(owner: Attendee, item: AgendaItem | None, now: datetime) -> bool:
    """Nobody is given charge of what they may not see."""
    if owner.seat in (Seat.PERSON, Seat.RELATIVE, Seat.COLLEAGUE):
        return True
    return eyes_of(owner, localdate(now))(point_of(item) if item else NO_POINT)


@transaction.atomic
def make_step(*, actor: Actor, decision: Decision, goal: Goal, now: datetime) -> Step:
    """A step of the plan, under this goal. Made twice, it is the same step."""
    held = hold(actor, decision.conference, *AFTER)
    kept = Decision.objects.select_for_update(of=("self",)).select_related("step").get(pk=decision.pk)
    if kept.step is not None:
        return kept.step
    if goal.person_id != held.person_id or goal.plan.dossier.organisation_id != held.organisation_id:
        raise ValidationError(MOVED)
    step = add_step(
        actor=actor, goal=goal, title=kept.words, due_on=kept.due_on, now=now, **_doer(decision, actor)
    )
    kept.step = step
    kept.save_gesture("step")
    trace(actor, held, Verb.CHANGE, reason="une décision devient une étape")
    return step


def _doer(decision: Decision, actor: Actor) -> dict[str, Any]:
    """Who does it, in the words of the plan."""
    owner = decision.owner
    if owner is None or owner.seat == Seat.PERSON:
        return {"doer": Doer.PERSON if owner else Doer.BOTH, "worker": None}
    if owner.user is not None:
        return {"doer": Doer.WORKER, "worker": owner.user}
    if owner.member is not None and owner.member.user_id is None:
        return {"doer": Doer.PARTNER, "partner": owner.member}
    return {"doer": Doer.PARTNER, "partner_name": name_outside(owner, decision.person)[:160]}


@transaction.atomic
def undo_step(*, actor: Actor, decision: Decision, now: datetime) -> None:
    """The step goes, as long as nobody agreed on it or did it; the decision stays."""
    held = hold(actor, decision.conference, *AFTER)
    kept = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    if kept.step_id is None:
        return
    step = Step.objects.select_related("goal__plan__dossier").get(pk=kept.step_id)
    DOSSIER.check(actor, Action.EDIT, step.goal.plan.dossier)
    if step.state != StepState.PLANNED or is_agreed(step):
        raise ValidationError("Cette étape a déjà vécu\u00a0: elle se change dans le projet.")
    kept.step = None
    kept.save_gesture("step")
    remove_written_by_mistake(actor=actor, row=step, now=now)
    trace(actor, held, Verb.CHANGE, reason="l’étape est défaite")
