"""A message that counts becomes a note of the journal or a step of the plan, and says so from then on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from tisserand.accounts.actors import Actor
from tisserand.accounts.models import User
from tisserand.common.access import Action
from tisserand.coordination.models import KeptAs, Message
from tisserand.coordination.policies.threads import THREAD
from tisserand.support.choices import Visibility
from tisserand.support.models import Entry, Goal, Step
from tisserand.support.services.journal import write_entry
from tisserand.support.services.plan import add_step


@transaction.atomic
def keep_as_note(
    *, actor: Actor, message: Message, note: dict[str, Any], mentions: Iterable[User] = (), now: datetime
) -> Entry:
    """Write the note (see `support.services.write_entry`), and tie it to the message."""
    THREAD.check(actor, Action.MANAGE, message.thread)
    # The message says what it has become: of an author-only note others may not even learn that it exists.
    if note.get("visibility") == Visibility.AUTHOR:
        raise ValidationError("Une note tirée d’un message ne peut pas être pour vous seul·e.")
    dossier = message.thread.dossier
    entry = write_entry(actor=actor, dossier=dossier, now=now, mentions=mentions, **note)
    _keep(actor, message, now, entry=entry)
    return entry


@transaction.atomic
def keep_as_step(
    *, actor: Actor, message: Message, goal: Goal, definition: dict[str, Any], now: datetime
) -> Step:
    """Add the step (see `support.services.add_step`), and tie it to the message."""
    THREAD.check(actor, Action.MANAGE, message.thread)
    step = add_step(actor=actor, goal=goal, now=now, **definition)
    _keep(actor, message, now, step=step)
    return step


def _keep(actor: Actor, message: Message, now: datetime, **thing: Any) -> None:
    KeptAs.objects.create(
        message=message, person_id=message.person_id, kept_by_id=actor.user_id, created_at=now, **thing
    )
