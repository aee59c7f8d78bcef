"""What sharing does by itself: each morning, the readings of the day before are looked over."""

from __future__ import annotations

from datetime import timedelta

from procrastinate.contrib.django import app

from tisserand.accounts.models import Organisation
from tisserand.accounts.stalled import THROUGH_OUTAGES
from tisserand.common.clock import now, today
from tisserand.sharing.services.unusual import note_unusual_readings

DAYS_BACK = 3  # a house that was down catches up


@app.periodic(cron="29 5 * * *")
@app.task(queueing_lock="sharing.look_over", retry=THROUGH_OUTAGES, name="sharing.look_over")
def look_over_readings(timestamp: int) -> None:
    """Keep, for each organisation, what deserves a question."""
    for organisation_id in Organisation.objects.values_list("pk", flat=True):
        for days in range(DAYS_BACK, 0, -1):
            note_unusual_readings(organisation_id=organisation_id, day=today() - timedelta(days), now=now())
