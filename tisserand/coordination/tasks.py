"""What this room does by itself: each minute, the notices that are due."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tisserand.accounts.stalled import THROUGH_OUTAGES
from tisserand.common.clock import now
from tisserand.coordination.services.notices import send_due_notices


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="coordination.notices", retry=THROUGH_OUTAGES, name="coordination.notices")
def send_notices(timestamp: int) -> None:
    """Tell those for whom something waits, at their hours."""
    send_due_notices(now=now())
