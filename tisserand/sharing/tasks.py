"""What sharing does by itself: each morning, the readings of the day before are looked over."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import structlog
from procrastinate.contrib.django import app

from tisserand.accounts.mail import MailNotSent, post
from tisserand.accounts.models import Organisation
from tisserand.accounts.queries import hours_of
from tisserand.accounts.stalled import THROUGH_OUTAGES
from tisserand.accounts.working_hours import next_working_moment
from tisserand.common.clock import now, today
from tisserand.sharing.models import GuarantorChange
from tisserand.sharing.services.guarantors import to_tell
from tisserand.sharing.services.unusual import note_unusual_readings

log = structlog.get_logger(__name__)
DAYS_BACK = 3  # a house that was down catches up


@app.periodic(cron="29 5 * * *")
@app.task(queueing_lock="sharing.look_over", retry=THROUGH_OUTAGES, name="sharing.look_over")
def look_over_readings(timestamp: int) -> None:
    """Keep, for each organisation, what deserves a question."""
    for organisation_id in Organisation.objects.values_list("pk", flat=True):
        for days in range(DAYS_BACK, 0, -1):
            note_unusual_readings(organisation_id=organisation_id, day=today() - timedelta(days), now=now())


def queue_telling(change: GuarantorChange) -> None:
    """Have each of those concerned told at their hours, if they want notices."""
    concerned = to_tell(change, now())
    hours = hours_of(one.pk for one in concerned)
    for one in concerned:
        if hours[one.pk].wants_mail:
            due_at = next_working_moment(hours[one.pk].spans, now())
            later = tell_of_guarantor.configure(schedule_at=due_at)
            later.defer(change_id=str(change.pk), user_id=str(one.pk))


@app.task(name="sharing.tell_of_guarantor", retry=THROUGH_OUTAGES)
def tell_of_guarantor(change_id: str, user_id: str) -> None:
    """Write that something changed for them, and not a word more; nothing to whoever has read it meanwhile."""
    rows = GuarantorChange.objects.select_related("consent")
    change = rows.filter(pk=UUID(change_id)).first()
    told = to_tell(change, now()) if change else []
    for user in (one for one in told if one.pk == UUID(user_id)):
        try:
            post("news", user.email, {})
        except MailNotSent:
            log.warning("guarantor_not_told", change=change_id)
