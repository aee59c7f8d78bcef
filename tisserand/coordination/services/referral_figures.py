"""Counting, without telling of anyone, how services answer the referrals made to them over a year."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from statistics import median
from uuid import UUID

from django.db import transaction

from tisserand.coordination.models import Referral, ServiceFigures
from tisserand.coordination.models.service_figures import FEWEST
from tisserand.coordination.referral_choices import ReferralState

A_YEAR = timedelta(days=365)
SAID_YES = (ReferralState.ACCEPTED, ReferralState.STARTED, ReferralState.ENDED)


@transaction.atomic
def count_figures(*, now: datetime) -> int:
    """Count again; returns of how many services something may be said."""
    rows = Referral.objects.filter(
        service__isnull=False, answered_at__gte=now - A_YEAR, sent_at__isnull=False
    )
    found: dict[UUID, list[tuple[int, bool]]] = defaultdict(list)
    for service_id, sent_at, answered_at, state in rows.values_list(
        "service_id", "sent_at", "answered_at", "state"
    ).iterator(1000):
        assert sent_at is not None
        assert answered_at is not None  # asked for above
        found[service_id].append(((answered_at - sent_at).days, state in SAID_YES))
    told = {service: answers for service, answers in found.items() if len(answers) >= FEWEST}
    ServiceFigures.objects.exclude(service_id__in=told).delete()
    for service_id, answers in told.items():
        ServiceFigures.objects.update_or_create(
            service_id=service_id,
            defaults={
                "answered": len(answers),
                "accepted": sum(yes for _, yes in answers),
                "median_days": round(median(days for days, _ in answers)),
                "counted_at": now,
            },
        )
    return len(told)
