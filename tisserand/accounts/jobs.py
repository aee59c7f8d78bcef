"""Long work done in the background: how far it has got, and how to take it up again after an interruption.

A room starts a job, hands its id to a procrastinate task and tells how far it is with `advance`. A worker that
dies goes silent: the job then shows as interrupted, and the room that registered `resumes(kind)` takes it up.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from tisserand.accounts.actors import Actor
from tisserand.accounts.choices import JobState
from tisserand.accounts.models import Job
from tisserand.common.clock import now as present

SILENCE = timedelta(minutes=2)
Resume = Callable[[Job], None]
_resumes: dict[str, Resume] = {}


class NotResumable(Exception):
    """This job runs, has ended, or nobody knows how to take it up again."""


@dataclass(frozen=True)
class Progress:
    """A job as its owner sees it at one moment."""

    job: Job
    at: datetime

    @property
    def is_over(self) -> bool:
        """Nothing more will happen by itself."""
        return self.job.state in (JobState.DONE, JobState.FAILED) or self.is_interrupted

    @property
    def is_interrupted(self) -> bool:
        """It runs, says the row, but its worker has been silent for too long."""
        heard = self.job.heartbeat_at
        return self.job.state == JobState.RUNNING and (heard is None or self.at - heard > SILENCE)

    @property
    def can_resume(self) -> bool:
        """The room that started it knows how to go on."""
        return (self.is_interrupted or self.job.state == JobState.FAILED) and self.job.kind in _resumes

    @property
    def state(self) -> str:
        """Where it is, in one word of `JobState`, an interruption being a failure."""
        return JobState.FAILED if self.is_interrupted else JobState(self.job.state)

    @property
    def percent(self) -> int:
        """How far, from 0 to 100."""
        if self.job.state == JobState.DONE:
            return 100
        return min(100, 100 * self.job.done // self.job.total) if self.job.total else 0


def resumes(kind: str) -> Callable[[Resume], Resume]:
    """Register, from `AppConfig.ready`, how jobs of this kind are taken up: put their task back in the queue."""

    def register(resume: Resume) -> Resume:
        _resumes[kind] = resume
        return resume

    return register


def start_job(*, actor: Actor, kind: str, label: str, total: int = 0, now: datetime) -> Job:
    """Announce a long work; the room's policy has said that `actor` may do it."""
    return Job.objects.create(
        kind=kind,
        label=label,
        total=total,
        started_by_id=actor.user_id,
        organisation_id=actor.organisation_id,
        heartbeat_at=now,
    )


def advance(job: Job, done: int, message: str = "", *, total: int | None = None) -> None:
    """Say how far it is; also the sign that the worker lives."""
    job.state, job.done, job.message, job.heartbeat_at = JobState.RUNNING, done, message[:500], present()
    job.total = job.total if total is None else total
    job.save(update_fields=["state", "done", "message", "heartbeat_at", "total"])


def finish(job: Job, result_url: str = "", message: str = "") -> None:
    """It is done; `result_url` leads to what came of it."""
    job.state, job.done, job.result_url, job.message = JobState.DONE, job.total, result_url, message[:500]
    _end(job)


def fail(job: Job, message: str) -> None:
    """It stopped; `message` says why in words the owner understands."""
    job.state, job.message = JobState.FAILED, message[:500]
    _end(job)


def _end(job: Job) -> None:
    job.finished_at = job.heartbeat_at = present()
    job.save(update_fields=["state", "done", "message", "result_url", "finished_at", "heartbeat_at"])


def resume_job(*, actor: Actor, job: Job, now: datetime) -> Job:
    """Take an interrupted job up where it stopped. Of two clicks, one acts."""
    progress = Progress(job, now)
    if job.started_by_id != actor.user_id or not progress.can_resume:
        raise NotResumable
    taken = Job.objects.filter(pk=job.pk, state=job.state, heartbeat_at=job.heartbeat_at)
    if not taken.update(state=JobState.WAITING, heartbeat_at=now, finished_at=None, message=""):
        raise NotResumable
    job.refresh_from_db()
    _resumes[job.kind](job)
    return job
