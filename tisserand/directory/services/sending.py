"""A file sent from a page: kept until a worker has brought it in, run again if it fell, one at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from tisserand.accounts.actors import Actor
from tisserand.accounts.jobs import Progress, advance, fail, start_job
from tisserand.accounts.models import Job
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.directory.choices import LoadingState
from tisserand.directory.exchange.adapters import given_by
from tisserand.directory.models import Loading, LoadingFile
from tisserand.directory.models.loading import UNDER_WAY
from tisserand.directory.policies import may_load_directory
from tisserand.directory.services.loading import AlreadyLoading, LoadingCancelled, load_directory

KIND = "directory.loading"  # of its jobs
FELL = "L’import s’est interrompu : rien n’a été changé dans l’annuaire. Vous pouvez le relancer."
CANCELLED = "L’import a été annulé : rien n’a été changé dans l’annuaire. Vous pouvez le relancer."
TASK = "directory.bring_in_file"
LONGEST_LABEL = 160
Queue = Callable[[Loading], None]


def start_loading(
    *, actor: Actor, file_name: str, content: bytes, is_whole: bool, now: datetime, queue: Queue
) -> Loading:
    """Keep the file and put its import in the background. Raises PermissionDenied, AlreadyLoading."""
    if not may_load_directory(actor):
        raise PermissionDenied
    with _one_at_a_time():
        let_go_of_silent(now=now)
        job = _job(actor, file_name, now)
        loading = Loading.objects.create(
            file_name=file_name[-250:],
            loaded_by=actor.name,
            started_by_id=actor.user_id,
            is_whole=is_whole,
            state=LoadingState.WAITING,
            job=job,
            created_at=now,
        )
        # Of earlier files that fell, the newer one says more.
        LoadingFile.objects.filter(loading__state=LoadingState.FAILED).delete()
        LoadingFile.objects.create(loading=loading, content=content)
        record(actor=actor, verb=Verb.CREATE, part="directory.loading", object_id=loading.pk)
        queue(loading)
    return loading


def run_again(*, actor: Actor, loading: Loading, now: datetime, queue: Queue) -> Loading:
    """Put a fallen import back in the background, by whoever may: the file is still here. Asked twice, once."""
    if not may_load_directory(actor):
        raise PermissionDenied
    with _one_at_a_time():
        let_go_of_silent(now=now)
        held = Loading.objects.select_for_update().get(pk=loading.pk)
        if may_run_again(held, now=now):
            held.job = _job(actor, held.file_name, now)
            held.state, held.trouble, held.started_by_id = LoadingState.WAITING, "", actor.user_id
            held.loaded_by = actor.name
            held.save()
            queue(held)
    return held


def take_up(*, loading: Loading, queue: Queue) -> None:
    """Put one that its job says interrupted back in the queue."""
    with _one_at_a_time():
        Loading.objects.filter(pk=loading.pk).update(state=LoadingState.WAITING, trouble="")
        queue(loading)


def may_run_again(loading: Loading, *, now: datetime) -> bool:
    """Fallen, or left by a worker that died; and its file is still here."""
    has_fallen = loading.state == LoadingState.FAILED or is_silent(loading, now)
    return has_fallen and LoadingFile.objects.filter(loading=loading).exists()


def is_silent(loading: Loading, now: datetime) -> bool:
    """A worker had it in hand, and says nothing any more; or it waits, and nothing in the queue will take it up."""
    if loading.state == LoadingState.WAITING:
        return not _is_queued(loading)
    if loading.state != LoadingState.RUNNING:
        return False
    return loading.job is None or Progress(loading.job, now).is_over


def _is_queued(loading: Loading) -> bool:
    """Whether its task still is in the queue: a restored base, or someone who emptied it, may have lost it."""
    tasks = ProcrastinateJob.objects.filter(task_name=TASK, args__loading_id=str(loading.pk))
    return tasks.filter(status__in=("todo", "doing")).exists()


def let_go_of_silent(*, now: datetime) -> None:
    """Whoever had one in hand is silent for too long, or its task is lost: it fell, and another may begin."""
    for loading in Loading.objects.filter(state__in=UNDER_WAY).select_related("job"):
        if is_silent(loading, now):
            fall(loading, FELL)


def cancel_loading(*, actor: Actor, loading: Loading) -> Loading:
    """Stop one that waits or is being checked: nothing was written, it can be run again. Too late, it is done."""
    if not may_load_directory(actor):
        raise PermissionDenied
    with transaction.atomic():
        held = Loading.objects.select_for_update(of=("self",)).select_related("job").get(pk=loading.pk)
        if held.is_under_way:
            fall(held, CANCELLED)
            if held.job is not None:
                fail(held.job, CANCELLED)
            record(actor=actor, verb=Verb.CHANGE, part="directory.loading", object_id=held.pk)
    held.refresh_from_db()
    return held


def bring_in(*, actor: Actor, loading: Loading, now: datetime) -> Loading:
    """What the worker does. Raises UnreadableFile, AlreadyLoading, PermissionDenied, LoadingCancelled."""
    job = loading.job
    assert job is not None
    if not Loading.objects.filter(pk=loading.pk, state__in=UNDER_WAY).update(state=LoadingState.RUNNING):
        raise LoadingCancelled
    advance(job, 0)
    with TemporaryDirectory(prefix="annuaire-") as folder:
        path = Path(folder) / Path(loading.file_name).name
        path.write_bytes(loading.file.content)
        given = given_by(path)
    advance(job, 0, total=len(given))

    def tell(done: int) -> None:
        if not Loading.objects.filter(pk=loading.pk, state=LoadingState.RUNNING).exists():
            raise LoadingCancelled
        advance(job, done)

    brought = load_directory(
        actor=actor,
        given=given,
        file_name=loading.file_name,
        now=now,
        is_whole=loading.is_whole,
        progress=tell,
        loading=loading,
    )
    LoadingFile.objects.filter(loading=brought).delete()
    return brought


def fall(loading: Loading, trouble: str, *, forget_file: bool = False) -> None:
    """Say why it stopped; `forget_file`: run again, it would say the same."""
    Loading.objects.filter(pk=loading.pk, state__in=UNDER_WAY).update(
        state=LoadingState.FAILED, trouble=trouble
    )
    if forget_file:
        LoadingFile.objects.filter(loading=loading).delete()


def _job(actor: Actor, file_name: str, now: datetime) -> Job:
    label = f"Import de « {file_name} » dans l’annuaire"
    return start_job(actor=actor, kind=KIND, label=label[:LONGEST_LABEL], now=now)


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    """The database lets one be under way: a second one is refused plainly."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "one_loading_under_way" not in str(error):
            raise
        raise AlreadyLoading from error
