"""Looking for something in the trail: what was done, from where, between which days."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from tisserand.audit.models import AccessEvent


def filtered_trail(
    events: QuerySet[AccessEvent], asked: dict[str, Any], *, organisation_id: Any
) -> QuerySet[AccessEvent]:
    """The events that answer `asked` (`verb`, `whence`, `since`, `until`; days are those of the clock on the wall)."""
    whence = {"here": Q(organisation_id=organisation_id), "elsewhere": ~Q(organisation_id=organisation_id)}
    conditions = {
        "verb": Q(verb=asked.get("verb")),
        "whence": whence.get(asked.get("whence") or "", Q()),
        "since": Q(at__gte=_midnight(asked.get("since"))),
        "until": Q(at__lt=_midnight(asked.get("until"), days=1)),
    }
    return events.filter(*(condition for name, condition in conditions.items() if asked.get(name)))


def _midnight(day: date | None, days: int = 0) -> datetime | None:
    return timezone.make_aware(datetime.combine(day + timedelta(days), time.min)) if day else None
