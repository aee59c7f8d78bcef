"""Dates that matter: set, moved, handled, called off, taken up again."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from tisserand.accounts.actors import Actor
from tisserand.accounts.models import User
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.support.models import Deadline, Dossier, Entry
from tisserand.support.services.dossiers import check_open

PART = "support.deadline"


def _trace(actor: Actor, verb: Verb, deadline: Deadline) -> None:
    record(actor=actor, verb=verb, part=PART, person_id=deadline.person_id, object_id=deadline.pk)


@transaction.atomic
def set_deadline(
    *,
    actor: Actor,
    dossier: Dossier,
    kind: str,
    title: str,
    due_on: date,
    now: datetime,
    owner: User | None = None,
    lead_days: int = 30,
    entry: Entry | None = None,
) -> Deadline:
    """Set a date that matters; whoever sets it looks after it unless `owner` is said."""
    check_open(actor, dossier)
    deadline = Deadline.objects.create(
        dossier=dossier,
        person_id=dossier.person_id,
        kind=kind,
        title=title.strip(),
        due_on=due_on,
        lead_days=lead_days,
        owner_id=owner.pk if owner else actor.user_id,
        entry=entry,
        created_at=now,
    )
    _trace(actor, Verb.CREATE, deadline)
    return deadline


@transaction.atomic
def edit_deadline(
    *,
    actor: Actor,
    deadline: Deadline,
    kind: str,
    title: str,
    due_on: date,
    lead_days: int,
    owner: User,
    expected: int,
    now: datetime,
) -> Deadline:
    """Change a date or what is said of it; raises StaleRevision if someone else did since `expected`."""
    check_open(actor, deadline.dossier)
    deadline.kind, deadline.title, deadline.due_on = kind, title.strip(), due_on
    deadline.lead_days, deadline.owner = lead_days, owner
    deadline.save_revision(expected=expected)
    _trace(actor, Verb.CHANGE, deadline)
    return deadline


def handle_deadline(
    *, actor: Actor, deadline: Deadline, outcome: str = "", handled_on: date | None = None, now: datetime
) -> Deadline:
    """Say that it is settled, and what came of it. Handling twice keeps the first day."""
    day = handled_on or deadline.handled_on or timezone.localdate(now)
    return _end(actor, deadline, day, outcome)


def call_off_deadline(*, actor: Actor, deadline: Deadline, why: str, now: datetime) -> Deadline:
    """Say that it need not be met any more, and why. It stays readable, and can be taken up again."""
    if not why.strip():
        raise ValidationError("Dites en quelques mots pourquoi.")
    day = deadline.handled_on or timezone.localdate(now)
    return _end(actor, deadline, day, why.strip(), is_called_off=True)


def reopen_deadline(*, actor: Actor, deadline: Deadline, now: datetime) -> Deadline:
    """Say that it is not settled after all."""
    return _end(actor, deadline, None, "")


@transaction.atomic
def _end(
    actor: Actor, deadline: Deadline, day: date | None, outcome: str, *, is_called_off: bool = False
) -> Deadline:
    check_open(actor, deadline.dossier)
    # Held and read afresh: settling neither meets nor makes a stale revision.
    deadline = Deadline.objects.select_for_update().get(pk=deadline.pk)
    deadline.handled_on, deadline.outcome, deadline.is_called_off = day, outcome, is_called_off
    deadline.save(update_fields=["handled_on", "outcome", "is_called_off", "updated_at"])
    _trace(actor, Verb.CHANGE, deadline)
    return deadline
