"""The result of a step, said by a guest: kept as a suggestion, taken up or not by those around the dossier."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils.timezone import localdate

from tisserand.accounts.actors import Actor
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action
from tisserand.sharing.guest_page import Visit
from tisserand.support.choices import ReportState
from tisserand.support.models import Step, StepReport
from tisserand.support.policies import STEP_REPORT
from tisserand.support.queries.reports import steps_of_guest
from tisserand.support.services.plan import complete_step

PART = "support.report"


@transaction.atomic
def report_step(*, visit: Visit, step: Step, done_on: date | None, text: str, now: datetime) -> StepReport:
    """A guest says where their step stands; said again before it was read, it takes the place of the one before."""
    if step not in steps_of_guest(visit):
        raise Http404
    if done_on is None and not text.strip():
        raise ValidationError("Dites en quelques mots où en est cette étape.")
    if done_on is not None and done_on > localdate(now):
        raise ValidationError({"done_on": "Ce jour n’est pas encore venu."})
    said = {"done_on": done_on, "text": text.strip(), "person_id": step.person_id}
    report, _ = StepReport.objects.update_or_create(
        step=step,
        guest=visit.guest,
        state=ReportState.PROPOSED,
        defaults=said,
        create_defaults={**said, "created_at": now},
    )
    _trace(visit.actor, report, Verb.CREATE)
    return report


@transaction.atomic
def take_up_report(*, actor: Actor, report: StepReport, answer: str = "", now: datetime) -> StepReport:
    """It is so: the step is ticked on the day that was said, if it is done."""
    held = _hold(actor, report)
    if held.done_on is not None:
        complete_step(actor=actor, step=held.step, done_on=held.done_on, now=now)
    return _decide(actor, held, ReportState.ACCEPTED, answer, now)


@transaction.atomic
def decline_report(*, actor: Actor, report: StepReport, answer: str, now: datetime) -> StepReport:
    """It is not taken up, and the word that says why: whoever said it reads it."""
    held = _hold(actor, report)
    if not answer.strip():
        raise ValidationError({"answer": "Dites en un mot pourquoi : l’invité·e le lira."})
    return _decide(actor, held, ReportState.DECLINED, answer, now)


def _hold(actor: Actor, report: StepReport) -> StepReport:
    STEP_REPORT.check(actor, Action.EDIT, report)
    rows = StepReport.objects.select_for_update(of=("self",)).select_related("step__goal__plan__dossier")
    held = rows.get(pk=report.pk)
    if held.state != ReportState.PROPOSED:
        raise ValidationError("Quelqu’un a déjà répondu : rouvrez sa page.")
    return held


def _decide(actor: Actor, held: StepReport, state: ReportState, answer: str, now: datetime) -> StepReport:
    held.state, held.answer, held.decided_at, held.decided_by_id = state, answer.strip(), now, actor.user_id
    held.save_gesture("state", "answer", "decided_at", "decided_by")
    _trace(actor, held, Verb.CHANGE, held.get_state_display())
    return held


def _trace(actor: Actor, report: StepReport, verb: Verb, reason: str = "") -> None:
    # Of a guest, the id of the link: those who gave it find there all that was done by it.
    object_id = actor.guest_id or report.pk
    record(actor=actor, verb=verb, part=PART, person_id=report.person_id, object_id=object_id, reason=reason)
