"""The quality of every sheet, reckoned again as days pass."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.utils import timezone

from tisserand.directory.models import Service
from tisserand.directory.quality import quality_of
from tisserand.directory.services.corrections import full_record

AT_ONCE = 1_000


def weigh_services(*, now: datetime) -> int:
    """Write the score of those of which it changed; how many."""
    today = timezone.localdate(now)
    changed: dict[float, list[Any]] = defaultdict(list)
    rows = Service.objects.filter(gone_on=None).select_related("source", "structure")
    for service in rows.iterator(AT_ONCE):
        checked_on = timezone.localdate(service.checked_at) if service.checked_at else None
        score = quality_of(full_record(service), today=today, checked_on=checked_on).score
        if score != service.quality:
            changed[score].append(service.pk)
    # Scores have two decimals: a hundred statements at most for each thousand rows.
    for score, keys in changed.items():
        for first in range(0, len(keys), AT_ONCE):
            Service.objects.filter(pk__in=keys[first : first + AT_ONCE]).update(quality=score)
    return sum(map(len, changed.values()))
