"""Long work: its owner follows it, an interruption shows, one of two clicks takes it up again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from tests.cast import World, client_of
from tisserand.accounts import jobs
from tisserand.accounts.choices import JobState
from tisserand.accounts.models import Job
from tisserand.common.clock import now


@pytest.fixture
def job(world: World) -> Job:
    return jobs.start_job(
        actor=world.cast.actor("referent"), kind="accounts.trial", label="Import d’essai", total=4, now=now()
    )


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> list[Job]:
    """The jobs of this kind that were put back in the queue."""
    queue: list[Job] = []
    monkeypatch.setitem(jobs._resumes, "accounts.trial", queue.append)
    return queue


def page(world: World, job: Job, name: str = "job_progress") -> str:
    return client_of(world.cast.referent).get(reverse(f"accounts:{name}", args=[job.pk])).content.decode()


def test_its_owner_sees_it_advance_to_its_end(world: World, job: Job) -> None:
    assert "En attente" in page(world, job)
    jobs.advance(job, 3, "1 ligne rejetée")
    moving = page(world, job)
    assert "3 sur 4" in moving
    assert "1 ligne rejetée" in moving
    assert "hx-get" in moving
    jobs.finish(job, "/resultat/")
    done = page(world, job)
    assert 'href="/resultat/"' in done
    assert "hx-get" not in done
    assert (
        "Import d’essai" in client_of(world.cast.referent).get(reverse("accounts:job_list")).content.decode()
    )


def test_a_failure_says_why(world: World, job: Job) -> None:
    jobs.fail(job, "Le fichier est illisible.")
    assert "Le fichier est illisible." in page(world, job, "job_detail")


def test_a_silent_worker_shows_as_an_interruption_and_the_work_is_taken_up(
    world: World, job: Job, taken: list[Job]
) -> None:
    jobs.advance(job, 2)
    Job.objects.filter(pk=job.pk).update(heartbeat_at=now() - jobs.SILENCE - timedelta(seconds=1))
    assert "interrompu" in page(world, job)
    assert "Reprendre là où" in page(world, job)
    client = client_of(world.cast.referent)
    client.post(reverse("accounts:job_resume", args=[job.pk]))
    client.post(reverse("accounts:job_resume", args=[job.pk]))
    job.refresh_from_db()
    assert ([each.pk for each in taken], job.state, job.done) == ([job.pk], JobState.WAITING, 2)


def test_what_runs_or_has_ended_is_not_taken_up(world: World, job: Job, taken: list[Job]) -> None:
    actor = world.cast.actor("referent")
    jobs.advance(job, 1)
    with pytest.raises(jobs.NotResumable):
        jobs.resume_job(actor=actor, job=job, now=now())
    jobs.finish(job)
    with pytest.raises(jobs.NotResumable):
        jobs.resume_job(actor=actor, job=job, now=now())
    assert taken == []
