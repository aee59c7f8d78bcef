"""Small wins: noted in one gesture, reworded, taken back."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from tisserand.accounts.actors import Actor
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.support.models import Dossier, Entry, Goal, Step, Victory
from tisserand.support.services.dossiers import check_open

PART = "support.victory"


def _trace(actor: Actor, verb: Verb, victory: Victory) -> None:
    record(actor=actor, verb=verb, part=PART, person_id=victory.person_id, object_id=victory.pk)


@transaction.atomic
def note_victory(
    *,
    actor: Actor,
    dossier: Dossier,
    words: str,
    happened_on: date,
    now: datetime,
    topic: str = "",
    said_by_person: bool = False,
    goal: Goal | None = None,
    step: Step | None = None,
    entry: Entry | None = None,
) -> Victory:
    """Note a win; a step brings its goal along."""
    check_open(actor, dossier)
    victory = Victory(
        dossier=dossier, person_id=dossier.person_id, noted_by_id=actor.user_id, entry=entry, created_at=now
    )
    _say(
        victory,
        words=words,
        happened_on=happened_on,
        topic=topic,
        said_by_person=said_by_person,
        goal=goal,
        step=step,
    )
    victory.save()
    _trace(actor, Verb.CREATE, victory)
    return victory


@transaction.atomic
def edit_victory(
    *,
    actor: Actor,
    victory: Victory,
    words: str,
    happened_on: date,
    topic: str,
    said_by_person: bool,
    goal: Goal | None,
    step: Step | None,
    expected: int,
    now: datetime,
) -> Victory:
    """Tell a win otherwise; raises StaleRevision if someone else did since revision `expected`."""
    check_open(actor, victory.dossier)
    _say(
        victory,
        words=words,
        happened_on=happened_on,
        topic=topic,
        said_by_person=said_by_person,
        goal=goal,
        step=step,
    )
    victory.save_revision(expected=expected)
    _trace(actor, Verb.CHANGE, victory)
    return victory


def _say(
    victory: Victory,
    *,
    words: str,
    happened_on: date,
    topic: str,
    said_by_person: bool,
    goal: Goal | None,
    step: Step | None,
) -> None:
    goal = step.goal if step else goal
    if goal and goal.plan.dossier_id != victory.dossier_id:
        raise ValidationError("Cette étape est du projet de quelqu’un d’autre.")
    victory.words, victory.happened_on, victory.topic = words.strip(), happened_on, topic
    victory.said_by_person, victory.goal, victory.step = said_by_person, goal, step


@transaction.atomic
def remove_victory(*, actor: Actor, victory: Victory, now: datetime) -> None:
    """Take back a win noted by mistake; the history of the dossier keeps it."""
    check_open(actor, victory.dossier)
    _trace(actor, Verb.DELETE, victory)
    victory.delete()
