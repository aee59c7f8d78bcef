"""Dates that matter: those of a dossier, those that someone must look at today."""

from __future__ import annotations

from datetime import date

from django.db.models import DateField, ExpressionWrapper, F, QuerySet

from tisserand.accounts.actors import Actor
from tisserand.common.access import Action
from tisserand.support.models import Deadline, Dossier
from tisserand.support.policies import DEADLINE, DOSSIER
from tisserand.support.queries.holding import theirs_or_held


def deadlines_visible_to(actor: Actor, action: Action = Action.READ) -> QuerySet[Deadline]:
    """The deadlines on which `actor` may do `action`."""
    return DEADLINE.filter(actor, action, Deadline.objects.all())


def deadlines_due(actor: Actor, today: date) -> QuerySet[Deadline]:
    """Open deadlines whose lead time has begun, that `actor` looks after or whose dossier's thread they hold."""
    waiting = Deadline.objects.filter(handled_on=None)
    readable = DOSSIER.filter(actor.ordinary, Action.READ, Dossier.objects.filter(closed_on=None))
    return (
        waiting.filter(theirs_or_held(actor, waiting, "dossier", owner_id=actor.user_id))
        .filter(dossier__in=readable)
        .annotate(warn_on=ExpressionWrapper(F("due_on") - F("lead_days"), DateField()))
        .filter(warn_on__lte=today)
        .select_related("dossier__person", "owner")
        .order_by("due_on", "id")
    )
