"""Tasks that an outage or a death interrupted: they go back in the queue and are done again from where they were.

Give `retry=THROUGH_OUTAGES` to a task, and let it raise what the database raises.
"""

from __future__ import annotations

import structlog
from django.db import InterfaceError, OperationalError
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager
from procrastinate.retry import RetryStrategy

log = structlog.get_logger(__name__)
# A task that takes its worker down each time must not do so for ever.
MOST_TRIES = 10
OUTAGES = (OperationalError, InterfaceError)
# The waits double: an hour without a database, or without room on its disk, is got through.
THROUGH_OUTAGES = RetryStrategy(max_attempts=MOST_TRIES, wait=3, exponential_wait=2, retry_exceptions=OUTAGES)


async def take_up_stalled(jobs: JobManager) -> int:
    """Put back in the queue what no living worker has in hand; returns how many tasks.

    Every task of the house can be done again: it looks at what is done already, and goes on from there.
    """
    taken_up = 0
    for job in await jobs.get_stalled_jobs():
        try:
            taken_up += await _take_up(jobs, job)
        except ConnectorException:  # another worker was quicker, or the database went: the next minute tells
            log.warning("task_not_taken_up", task=job.task_name)
    return taken_up


async def _take_up(jobs: JobManager, job: Job) -> bool:
    if job.attempts >= MOST_TRIES:
        log.error("task_given_up", task=job.task_name, attempts=job.attempts)
        await jobs.finish_job(job, Status.FAILED, delete_job=False)
        return False
    try:
        await jobs.retry_job(job)
    except UniqueViolation:  # the same work waits in the queue already
        await jobs.finish_job(job, Status.FAILED, delete_job=False)
        return False
    log.warning("task_taken_up", task=job.task_name, attempts=job.attempts)
    return True
