"""Long work of the accompaniment, done in the background by the worker."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import structlog
from django.urls import reverse
from procrastinate.contrib.django import app

from tisserand.accounts.actors import Actor, system_actor
from tisserand.accounts.authorship import written_by
from tisserand.accounts.jobs import advance, fail, finish
from tisserand.accounts.models import Job, User
from tisserand.accounts.queries import actors_of
from tisserand.accounts.stalled import OUTAGES, THROUGH_OUTAGES
from tisserand.accounts.walled import working_for
from tisserand.common.clock import now, today
from tisserand.support.choices import ImportState, ScanState
from tisserand.support.models import CaseloadImport, DocumentVersion, HandoverBatch
from tisserand.support.queries.documents import versions_to_prepare
from tisserand.support.queries.handovers import due_handovers
from tisserand.support.services.caseload import UNDOING, run_import, undo_import
from tisserand.support.services.document_files import erase_removed, prepare_version, sweep_shelf
from tisserand.support.services.handover_batches import HANDING_OVER, run_batch, undo_batch
from tisserand.support.services.handovers import take_due_handover
from tisserand.ui.templatetags.words import plural

log = structlog.get_logger(__name__)
LEFT_BEHIND = timedelta(minutes=1)
AT_ONCE = 50


@app.task(queue="long", name="support.bring_in_caseload", retry=THROUGH_OUTAGES)
def bring_in_caseload(import_id: str) -> None:
    """Bring in what is still pending of one import; called again, it goes on from there."""
    caseload_import = CaseloadImport.objects.select_related("job", "organisation").get(pk=UUID(import_id))
    job = Job.objects.get(pk=caseload_import.job_id)
    if job.kind == UNDOING:
        return  # taken up after a long silence: meanwhile somebody took the import back
    try:
        actor = _actor(job)
        # What is written for colleagues, whoever brings it in may not read afterwards: not behind the wall.
        with written_by(actor):
            run_import(
                actor=actor,
                caseload_import=caseload_import,
                now=now(),
                progress=lambda done: advance(job, done),
            )
    except OUTAGES:
        raise  # taken up again by itself, once the database answers
    except Exception as error:
        # The rows already treated stay: the page offers to go on from there.
        log.error("caseload_import_failed", import_id=import_id, error=type(error).__name__)
        CaseloadImport.objects.filter(pk=caseload_import.pk).update(state=ImportState.FAILED)
        fail(job, "La reprise s’est interrompue. Ce qui est fait est gardé : vous pouvez la relancer.")
        return
    finish(job)


@app.task(queue="long", name="support.take_caseload_back", retry=THROUGH_OUTAGES)
def take_caseload_back(import_id: str) -> None:
    """Undo an import; called again, it goes on from there."""
    caseload_import = CaseloadImport.objects.select_related("job").get(pk=UUID(import_id))
    job = Job.objects.get(pk=caseload_import.job_id)
    try:
        actor = _actor(job)
        # All that hangs on what is removed must be found, whoever may see it: not behind the wall.
        with written_by(actor):
            kept = undo_import(
                actor=actor,
                caseload_import=caseload_import,
                now=now(),
                progress=lambda done: advance(job, done),
            )
    except OUTAGES:
        raise  # taken up again by itself, once the database answers
    except Exception as error:
        log.error("caseload_undo_failed", import_id=import_id, error=type(error).__name__)
        fail(job, "L’annulation s’est interrompue. Ce qui est fait est fait : vous pouvez la reprendre.")
        return
    words = plural(len(kept), "dossier déjà travaillé est gardé.,dossiers déjà travaillés sont gardés.")
    finish(job, reverse("support:caseload_detail", args=[import_id]), words if kept else "")


def queue_bringing_in(import_id: UUID) -> None:
    """Put an import in the queue; of one import, one task at a time."""
    bring_in_caseload.configure(lock=f"caseload:{import_id}").defer(import_id=str(import_id))


def queue_taking_back(import_id: UUID) -> None:
    """Put the undoing of an import in the queue, behind whatever still works on it."""
    take_caseload_back.configure(lock=f"caseload:{import_id}").defer(import_id=str(import_id))


def resume_taking_back(job: Job) -> None:
    """Put an interrupted undoing back in the queue."""
    queue_taking_back(CaseloadImport.objects.get(job=job).pk)


def _actor(job: Job) -> Actor:
    """Whoever pressed the button, who may have left since: then nothing is written in their name."""
    starter = User.objects.get(pk=job.started_by_id, is_active=True)
    return actors_of(starter, today=today())[job.organisation_id]


def resume_caseload(job: Job) -> None:
    """Put an interrupted import back in the queue."""
    caseload_import = CaseloadImport.objects.get(job=job)
    CaseloadImport.objects.filter(pk=caseload_import.pk).update(state=ImportState.RUNNING)
    queue_bringing_in(caseload_import.pk)


@app.task(name="support.prepare_document", retry=THROUGH_OUTAGES)
def prepare_document(version_id: str) -> None:
    """Scan a file that was just handed in and draw its pages; left to `prepare_waiting_documents` if it fails."""
    version = DocumentVersion.objects.select_related("document__dossier").filter(pk=UUID(version_id)).first()
    if version is not None:
        prepare_version(version)


@app.periodic(cron="*/2 * * * *")
@app.task(queueing_lock="support.prepare_waiting_documents", retry=THROUGH_OUTAGES)
def prepare_waiting_documents(timestamp: int) -> None:
    """Take up the files that still wait: the antivirus did not answer, or a worker stopped half-way."""
    waiting = versions_to_prepare(now() - LEFT_BEHIND).select_related("document__dossier")
    is_silent = False
    for version in waiting[:AT_ONCE]:
        if is_silent and version.scan == ScanState.WAITING:
            continue  # asking again for each file would only wait as many times
        try:
            is_silent = not prepare_version(version) or is_silent
        except OSError as error:
            log.error("document_not_prepared", version=str(version.pk), error=type(error).__name__)


@app.periodic(cron="47 3 * * *")
@app.task(queueing_lock="support.tidy_documents", retry=THROUGH_OUTAGES)
def tidy_documents(timestamp: int) -> None:
    """Erase what was removed long enough ago, and the files that no row knows."""
    erased, strays = erase_removed(now=now()), sweep_shelf(now=now())
    log.info("documents_tidied", erased=erased, strays=strays)


@app.task(queue="long", name="support.hand_over", retry=THROUGH_OUTAGES)
def hand_over(batch_id: str) -> None:
    """Hand over what has no result yet of one batch; called again, it goes on from there."""
    batch = HandoverBatch.objects.select_related("job").get(pk=UUID(batch_id))
    job = Job.objects.get(pk=batch.job_id)
    if job.kind != HANDING_OVER:
        return  # taken up after a long silence: meanwhile somebody undid it
    try:
        actor = _actor(job)
        with written_by(actor), working_for(actor):
            run_batch(actor=actor, batch=batch, now=now(), progress=lambda done: advance(job, done))
    except OUTAGES:
        raise  # taken up again by itself, once the database answers
    except Exception as error:
        log.error("handover_batch_failed", batch=batch_id, error=type(error).__name__)
        fail(job, "Le relais s’est interrompu. Ce qui est fait est gardé : vous pouvez le reprendre.")
        return
    finish(job, reverse("support:handover_batch", args=[batch_id]))


@app.task(queue="long", name="support.undo_hand_over", retry=THROUGH_OUTAGES)
def undo_hand_over(batch_id: str) -> None:
    """Call off or undo one batch; called again, it goes on from there."""
    batch = HandoverBatch.objects.select_related("job").get(pk=UUID(batch_id))
    job = Job.objects.get(pk=batch.job_id)
    try:
        actor = _actor(job)
        with written_by(actor), working_for(actor):
            kept = undo_batch(actor=actor, batch=batch, now=now(), progress=lambda done: advance(job, done))
    except OUTAGES:
        raise  # taken up again by itself, once the database answers
    except Exception as error:
        log.error("handover_undo_failed", batch=batch_id, error=type(error).__name__)
        fail(job, "L’annulation s’est interrompue. Ce qui est fait est fait : vous pouvez la reprendre.")
        return
    words = plural(
        len(kept), "relais ne se défait plus : on y a travaillé.,relais ne se défont plus : on y a travaillé."
    )
    finish(job, reverse("support:handover_batch", args=[batch_id]), words if kept else "")


def queue_handing_over(batch_id: UUID) -> None:
    """Put a batch in the queue; of one batch, one task at a time."""
    hand_over.configure(lock=f"handover:{batch_id}").defer(batch_id=str(batch_id))


def queue_undoing_handover(batch_id: UUID) -> None:
    """Put the undoing of a batch in the queue, behind whatever still works on it."""
    undo_hand_over.configure(lock=f"handover:{batch_id}").defer(batch_id=str(batch_id))


def resume_handing_over(job: Job) -> None:
    """Put an interrupted batch back in the queue."""
    queue_handing_over(HandoverBatch.objects.get(job=job).pk)


def resume_undoing_handover(job: Job) -> None:
    """Put an interrupted undoing back in the queue."""
    queue_undoing_handover(HandoverBatch.objects.get(job=job).pk)


@app.periodic(cron="7 * * * *")
@app.task(
    queueing_lock="support.take_due_handovers", name="support.take_due_handovers", retry=THROUGH_OUTAGES
)
def take_due_handovers(timestamp: int) -> None:
    """Do the handovers whose day has come; each alone, so that one that fails keeps no other waiting."""
    moment = now()
    for handover in due_handovers(today()):
        actor = system_actor("Relais à la date prévue", organisation_id=handover.dossier.organisation_id)
        try:
            with written_by(actor):
                take_due_handover(actor=actor, handover=handover, now=moment)
        except OUTAGES:
            raise  # done again by itself, once the database answers
        except Exception as error:
            log.error("due_handover_failed", handover=str(handover.pk), error=type(error).__name__)
