"""What the house does by itself: the sweep of each night, and the tasks that a dead worker left behind."""

from __future__ import annotations

from datetime import timedelta

import structlog
from django.core.management import call_command
from procrastinate.contrib.django import app
from procrastinate.job_context import JobContext

from tisserand.accounts.actors import system_actor
from tisserand.accounts.models import Allowance, Draft, Invitation, OutboxMessage, Submission
from tisserand.accounts.once import forget_shown
from tisserand.accounts.queries import departures_over
from tisserand.accounts.services.departures import complete_departure
from tisserand.accounts.services.sessions import sweep_sessions
from tisserand.accounts.stalled import OUTAGES, THROUGH_OUTAGES, take_up_stalled
from tisserand.common.clock import now, today

log = structlog.get_logger(__name__)
SUBMISSIONS = timedelta(days=2)
OUTBOX = timedelta(days=30)


@app.periodic(cron="17 3 * * *")
@app.task(queueing_lock="accounts.purge", retry=THROUGH_OUTAGES)
def purge(timestamp: int) -> None:
    """Forget one-time keys, drafts left behind, expired invitations' keys, old demonstration mail, dead sessions."""
    present = now()
    Submission.objects.filter(created_at__lt=present - SUBMISSIONS).delete()
    forget_shown()
    Allowance.objects.filter(ends_at__lt=present).delete()
    Draft.objects.filter(expires_at__lt=present).delete()
    OutboxMessage.objects.filter(created_at__lt=present - OUTBOX).delete()
    for invitation in Invitation.objects.filter(expires_at__lt=present).exclude(key_digest__startswith="-"):
        invitation.key_digest = f"-{invitation.pk}"  # unique, and the digest of nothing
        invitation.save(update_fields=["key_digest"])
    call_command("clearsessions")
    sweep_sessions()


@app.periodic(cron="* * * * *")
@app.task(queueing_lock="accounts.take_up", pass_context=True)
async def take_up(context: JobContext, timestamp: int) -> None:
    """Where several machines work, the living take up what the dead had in hand."""
    await take_up_stalled(context.app.job_manager)


@app.periodic(cron="13 * * * *")
@app.task(queueing_lock="accounts.complete_departures", retry=THROUGH_OUTAGES)
def complete_departures(timestamp: int) -> None:
    """Close what is left open of those whose last day is over; one that fails keeps no other waiting."""
    moment = now()
    for departure in departures_over(today()):
        actor = system_actor("Départ", organisation_id=departure.organisation_id)
        try:
            complete_departure(actor=actor, departure=departure, now=moment)
        except OUTAGES:
            raise  # done again by itself, once the database answers
        except Exception as error:
            log.error("departure_failed", departure=str(departure.pk), error=type(error).__name__)
