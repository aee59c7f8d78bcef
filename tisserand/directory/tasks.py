"""Long work of the directory, done in the background by the worker."""

from __future__ import annotations

from uuid import UUID

import structlog
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from procrastinate.contrib.django import app

from tisserand.accounts.actors import Actor
from tisserand.accounts.jobs import fail, finish
from tisserand.accounts.models import Job, User
from tisserand.accounts.queries import actors_of
from tisserand.accounts.stalled import OUTAGES, THROUGH_OUTAGES
from tisserand.common.clock import now, today
from tisserand.directory.exchange.reading import UnreadableFile
from tisserand.directory.models import Loading, PlaceLink
from tisserand.directory.services.loading import AlreadyLoading, LoadingCancelled
from tisserand.directory.services.place_links import send_link
from tisserand.directory.services.sending import FELL, TASK, bring_in, fall, take_up
from tisserand.directory.services.weighing import weigh_services

log = structlog.get_logger(__name__)
MAY_NOT = "La personne qui l’a lancé n’administre plus sa structure : relancez-le."


@app.task(queue="long", name=TASK, retry=THROUGH_OUTAGES)
def bring_in_file(loading_id: str) -> None:
    """Bring a file in; called again, it begins again: nothing is written but at once."""
    loading = Loading.objects.select_related("job", "file").filter(pk=UUID(loading_id)).first()
    if loading is None or loading.job is None or not loading.is_under_way or not hasattr(loading, "file"):
        return  # done, or fallen meanwhile
    try:
        bring_in(actor=_actor(loading.job), loading=loading, now=now())
    except OUTAGES:
        raise  # taken up again by itself, once the database answers
    except UnreadableFile as error:
        _stop(loading, str(error), forget_file=True)
    except AlreadyLoading as error:
        _stop(loading, str(error))
    except PermissionDenied:
        _stop(loading, MAY_NOT)
    except LoadingCancelled:
        pass  # said already, by whoever stopped it
    except Exception as error:
        log.error("directory_loading_failed", loading=loading_id, error=type(error).__name__)
        _stop(loading, FELL)
    else:
        finish(loading.job, reverse("directory:loading_detail", args=[loading_id]))


def queue_loading(loading: Loading) -> None:
    """Put an import in the queue."""
    bring_in_file.configure(lock="directory").defer(loading_id=str(loading.pk))


def resume_loading(job: Job) -> None:
    """Put an interrupted import back in the queue."""
    take_up(loading=Loading.objects.get(job=job), queue=queue_loading)


def _stop(loading: Loading, trouble: str, *, forget_file: bool = False) -> None:
    fall(loading, trouble, forget_file=forget_file)
    if loading.job is not None:
        fail(loading.job, trouble)


def _actor(job: Job) -> Actor:
    """Whoever pressed the button, as they are today."""
    starter = User.objects.filter(pk=job.started_by_id, is_active=True).first()
    hats = actors_of(starter, today=today()) if starter else {}
    if job.organisation_id not in hats:
        raise PermissionDenied
    return hats[job.organisation_id]


@app.task(name="directory.send_place_link", retry=THROUGH_OUTAGES)
def send_place_link(link_id: str, door: str) -> None:
    """Post the link that asks a structure whether its sheet is right."""
    link = PlaceLink.objects.select_related("structure").filter(pk=UUID(link_id)).first()
    if link is not None:
        send_link(link=link, door=door, now=now())


def queue_place_link(link_id: UUID, door: str) -> None:
    """Put a message in the queue; `door`: the address of the page where one answers."""
    send_place_link.defer(link_id=str(link_id), door=door)


@app.periodic(cron="23 4 * * *")
@app.task(queueing_lock="directory.weigh_sheets", name="directory.weigh_sheets", retry=THROUGH_OUTAGES)
def weigh_sheets(timestamp: int) -> None:
    """A sheet that nobody checks is worth a little less each day."""
    log.info("directory_weighed", changed=weigh_services(now=now()))
