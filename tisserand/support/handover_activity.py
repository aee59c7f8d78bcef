"""What has happened in a dossier since it changed hands: while nothing has, a handover can still be undone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from tisserand.support.choices import Visibility
from tisserand.support.models import (
    Deadline,
    Entry,
    Goal,
    Handover,
    MapItem,
    PhaseChange,
    Plan,
    PlanAgreement,
    Request,
    Review,
    Step,
    Victory,
)


def acted_since(handover: Handover) -> str:
    """What someone has done since, in words that begin a sentence; empty when nothing has happened."""
    if handover.acknowledged_at:
        return f"{handover.receiver} a dit avoir pris le relais"
    if handover.after is None or handover.after.until_on is not None:
        return "Le fil a encore changé de mains depuis"
    moment = handover.effected_at
    if moment and any(rows.exists() for rows in _since(handover, moment)):
        return "Quelqu’un a travaillé dans ce dossier depuis"
    return ""


def _since(handover: Handover, moment: datetime) -> list[QuerySet[Any]]:
    """What is written or changed after `moment`. Author-only notes say nothing, not even that they exist."""
    dossier = handover.dossier
    notes = Entry.objects.filter(dossier=dossier, updated_at__gt=moment).exclude(visibility=Visibility.AUTHOR)
    since = {"updated_at__gt": moment}
    return [
        notes.exclude(pk=handover.entry_id),
        Deadline.objects.filter(dossier=dossier, **since),
        Victory.objects.filter(dossier=dossier, **since),
        Request.objects.filter(dossier=dossier, **since),
        MapItem.objects.filter(map__dossier=dossier, **since),
        Plan.objects.filter(dossier=dossier, **since),
        Goal.objects.filter(plan__dossier=dossier, **since),
        Step.objects.filter(goal__plan__dossier=dossier, **since),
        Review.objects.filter(plan__dossier=dossier, **since),
        PhaseChange.objects.filter(dossier=dossier, created_at__gt=moment),
        PlanAgreement.objects.filter(plan__dossier=dossier, created_at__gt=moment),
    ]
