"""Telling what happened in one gesture: the note, the steps it ticks, the win it tells of, the date it sets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from tisserand.accounts.actors import Actor
from tisserand.accounts.models import User
from tisserand.support.choices import DeadlineKind, Visibility
from tisserand.support.models import Dossier, Entry, Step
from tisserand.support.services.deadlines import set_deadline
from tisserand.support.services.journal import write_entry
from tisserand.support.services.plan import complete_step
from tisserand.support.services.victories import note_victory


@dataclass(frozen=True)
class Story:
    """A note and what comes with it. `note` holds the fields of `write_entry`."""

    note: dict[str, Any]
    done: Iterable[Step] = ()
    victory: str = ""
    deadline: str = ""
    deadline_on: date | None = None
    deadline_kind: str = DeadlineKind.OTHER
    mentions: Iterable[User] = field(default_factory=list)


@transaction.atomic
def tell_story(*, actor: Actor, dossier: Dossier, story: Story, now: datetime) -> Entry:
    """Write it all, or nothing."""
    done = list(story.done)
    steps = [*story.note.get("steps", ()), *done]
    note = story.note | {"steps": steps, "mentions": story.mentions}
    entry = write_entry(actor=actor, dossier=dossier, now=now, **note)
    happened_on = timezone.localdate(entry.happened_at)
    # What others see on the plan must not lead to a note that they may not know of.
    source = None if entry.visibility == Visibility.AUTHOR else entry
    for step in done:
        complete_step(actor=actor, step=step, done_on=happened_on, now=now)
    if story.victory:
        note_victory(
            actor=actor, dossier=dossier, words=story.victory, happened_on=happened_on, entry=source, now=now
        )
    if story.deadline_on:
        set_deadline(
            actor=actor,
            dossier=dossier,
            kind=story.deadline_kind,
            title=story.deadline,
            due_on=story.deadline_on,
            entry=source,
            now=now,
        )
    return entry
