"""Keeping what deserves a question, and what was understood of it."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from tisserand.accounts.actors import Actor
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action
from tisserand.sharing.models import UnusualReading
from tisserand.sharing.policies import UNUSUAL
from tisserand.sharing.unusual import unusual_readings

PART = "sharing.unusual"


@transaction.atomic
def note_unusual_readings(*, organisation_id: UUID, day: date, now: datetime) -> int:
    """Keep what one day holds of unusual in an organisation; returns how many. Done again, it adds nothing."""
    rows = [
        UnusualReading(
            organisation_id=organisation_id,
            day=day,
            kind=found.kind,
            actor_id=found.actor_id,
            actor_name=found.actor_name,
            people=found.people,
            first_at=found.first_at,
            last_at=found.last_at,
            created_at=now,
        )
        for found in unusual_readings(organisation_id, day)
    ]
    UnusualReading.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


@transaction.atomic
def review_unusual(*, actor: Actor, unusual: UnusualReading, words: str, now: datetime) -> UnusualReading:
    """Say what was understood. Whoever says it last is the one who is named; the trail keeps each."""
    UNUSUAL.check(actor, Action.EDIT, unusual)
    if not words.strip():
        raise ValidationError("Dites en quelques mots ce que vous en avez compris.")
    unusual.words = words.strip()
    unusual.reviewed_at, unusual.reviewed_by_id = now, actor.user_id
    unusual.save_gesture("words", "reviewed_at", "reviewed_by")
    record(actor=actor, verb=Verb.ADMINISTER, part=PART, object_id=unusual.pk)
    return unusual
