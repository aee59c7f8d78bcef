"""Long work about people, done in the background by the worker."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import structlog
from django.urls import reverse
from procrastinate.contrib.django import app

from tisserand.accounts.jobs import advance, fail, finish
from tisserand.accounts.mail import MailNotSent, post
from tisserand.accounts.models import Job
from tisserand.accounts.stalled import OUTAGES, THROUGH_OUTAGES
from tisserand.common.clock import now
from tisserand.people.choices import ScreeningState
from tisserand.people.models import EmergencyOpening, Merge, Screening
from tisserand.people.services.emergency import told_of
from tisserand.people.services.merging import gather_late_rows
from tisserand.people.services.screening import run_screening
from tisserand.ui.templatetags.words import plural

A_DAY = timedelta(days=1)
log = structlog.get_logger(__name__)


@app.task(queue="long", name="people.screen_duplicates", retry=THROUGH_OUTAGES)
def screen_duplicates(screening_id: str) -> None:
    """Look for duplicates; called again, it does it anew and keeps what was decided."""
    screening = Screening.objects.get(pk=UUID(screening_id))
    job = Job.objects.get(pk=screening.job_id)
    try:
        done = run_screening(
            screening=screening,
            now=now(),
            progress=lambda done, total: advance(job, done, total=total),
        )
    except OUTAGES:
        raise  # taken up again by itself, once the database answers
    except Exception as error:
        log.error("screening_failed", screening=screening_id, error=type(error).__name__)
        Screening.objects.filter(pk=screening.pk).update(state=ScreeningState.FAILED)
        fail(job, "La recherche s’est interrompue. Ce qui est décidé est gardé : vous pouvez la relancer.")
        return
    words = plural(done.found, "paire à regarder.,paires à regarder.")
    finish(job, reverse("people:duplicate_list"), words)


@app.periodic(cron="*/10 * * * *")
@app.task(queueing_lock="people.gather_late_rows", name="people.gather_late_rows", retry=THROUGH_OUTAGES)
def gather_late(timestamp: int) -> None:
    """Look after the merges of the last day: nothing written while they were done stays out of sight."""
    recent = Merge.objects.filter(undone_at=None, kept__merged_into=None, merged_at__gt=now() - A_DAY)
    for merge in recent.select_related("kept", "absorbed"):
        if late := gather_late_rows(merge):
            log.info("late_rows_gathered", merge=str(merge.pk), rows=late)


@app.task(name="people.tell_of_emergency", retry=THROUGH_OUTAGES)
def tell_of_emergency(opening_id: str, address: str) -> None:
    """Write to those who must know at once: that something waits for them in Tisserand, and not a word more.

    A mail server that is down stops nothing: *Aujourd’hui* tells them too.
    """
    opening = EmergencyOpening.objects.filter(pk=UUID(opening_id)).first()
    for user in told_of(opening, now()) if opening else ():
        try:
            post("emergency", user.email, {"user": user, "address": address})
        except MailNotSent:
            log.warning("emergency_not_told", opening=opening_id)


def queue_screening(screening_id: UUID) -> None:
    """Put a search in the queue; of one search, one task at a time."""
    screen_duplicates.configure(lock=f"screening:{screening_id}").defer(screening_id=str(screening_id))


def resume_screening(job: Job) -> None:
    """Put an interrupted search back in the queue."""
    screening = Screening.objects.get(job=job)
    Screening.objects.filter(pk=screening.pk).update(state=ScreeningState.RUNNING)
    queue_screening(screening.pk)
