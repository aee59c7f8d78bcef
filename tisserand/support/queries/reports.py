"""Steps that are a guest's to do, among what is open to them; what they say of them, and who answers."""

from __future__ import annotations

from django.db.models import QuerySet

from tisserand.accounts.actors import Actor
from tisserand.common.access import Action
from tisserand.sharing.guest_page import Visit
from tisserand.support.choices import ReportState, StepState
from tisserand.support.models import Step, StepReport
from tisserand.support.policies import STEP_REPORT
from tisserand.support.queries.shared import covered_goals


def steps_of_guest(visit: Visit) -> list[Step]:
    """The steps still to be done that are given to this guest of the circle, of the goals that an agreement opens to
    them; never by their name: another may bear it."""
    if visit.guest.member_id is None:
        return []
    goals = {goal.pk: goal for _, scope in visit.openings for goal in covered_goals(scope)}
    return [
        step
        for goal in goals.values()
        for step in goal.steps.all()
        if step.partner_id == visit.guest.member_id and step.state != StepState.DONE
    ]


def reports_said(actor: Actor) -> QuerySet[StepReport]:
    """What a guest said of their steps, latest first."""
    rows = STEP_REPORT.filter(actor, Action.READ, StepReport.objects.all())
    return rows.filter(guest_id=actor.guest_id)


def reports_kept(actor: Actor) -> QuerySet[StepReport]:
    """What guests say of the steps of those whom the actor accompanies."""
    rows = STEP_REPORT.filter(actor, Action.EDIT, StepReport.objects.all())
    return rows.select_related("guest__member", "step__goal__plan__dossier__person", "decided_by")


def reports_waiting(actor: Actor) -> QuerySet[StepReport]:
    """Those still to be answered, longest waiting first."""
    return reports_kept(actor).filter(state=ReportState.PROPOSED).order_by("created_at", "pk")
