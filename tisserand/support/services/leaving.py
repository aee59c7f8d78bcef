"""What someone who leaves was to do in dossiers that others hold goes back to whoever holds the thread."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from tisserand.accounts.actors import Actor
from tisserand.accounts.departures import Leaver
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.support.leaving import deadlines_elsewhere, steps_elsewhere
from tisserand.support.models import Dossier


def check_leads(actor: Actor) -> None:
    """Return quietly for whoever leads the whole organisation; for the others the page does not exist."""
    if not actor.leads_organisation():
        raise Http404


@transaction.atomic
def give_tasks_back(*, actor: Actor, leaver: Leaver, now: datetime) -> int:
    """Each open date and step goes to the referent of its dossier; returns how many. Twice changes nothing more."""
    check_leads(actor)
    if leaver.organisation_id != actor.organisation_id:
        raise PermissionDenied
    count = 0
    for deadline in deadlines_elsewhere(leaver).select_for_update(of=("self",)):
        deadline.owner_id = _holder(deadline.dossier)
        deadline.save_gesture("owner")
        _note(actor, deadline.dossier, "support.deadline")
        count += 1
    for step in steps_elsewhere(leaver).select_for_update(of=("self",)):
        step.worker_id = _holder(step.goal.plan.dossier)
        step.save_gesture("worker")
        _note(actor, step.goal.plan.dossier, "support.plan")
        count += 1
    return count


def _holder(dossier: Dossier) -> UUID:
    return dossier.referents.get(until_on=None).user_id


def _note(actor: Actor, dossier: Dossier, part: str) -> None:
    record(actor=actor, verb=Verb.CHANGE, part=part, person_id=dossier.person_id, object_id=dossier.pk)
