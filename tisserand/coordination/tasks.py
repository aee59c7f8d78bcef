"""What this room does by itself: notices each minute, reminders of referrals each hour, figures each night."""

from __future__ import annotations

from procrastinate.contrib.django import app

from tisserand.accounts.stalled import THROUGH_OUTAGES
from tisserand.common.clock import now
from tisserand.coordination.services.notices import send_due_notices
from tisserand.coordination.services.referral_figures import count_figures
from tisserand.coordination.services.referral_reminders import remind_all


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="coordination.notices", retry=THROUGH_OUTAGES, name="coordination.notices")
def send_notices(timestamp: int) -> None:
    """Tell those for whom something waits, at their hours."""
    send_due_notices(now=now())


@app.periodic(cron="20 9-17 * * 1-5")
@app.task(queueing_lock="coordination.referrals", retry=THROUGH_OUTAGES, name="coordination.referrals")
def remind_referrals(timestamp: int) -> None:
    """Remind whoever received, tell whoever sent; nobody is told twice of the same."""
    remind_all(now=now())


@app.periodic(cron="35 3 * * *")
@app.task(queueing_lock="coordination.figures", retry=THROUGH_OUTAGES, name="coordination.figures")
def count_service_figures(timestamp: int) -> None:
    """How services answer, counted again."""
    count_figures(now=now())
