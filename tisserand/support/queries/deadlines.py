"""Dates that matter: those of a dossier, those that someone must look at today."""

from __future__ import annotations

from datetime import date

from django.db.models import DateField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet

from tisserand.accounts.actors import Actor
from tisserand.common.access import Action
from tisserand.support.models import Deadline, Dossier, Referent
from tisserand.support.policies import DEADLINE, DOSSIER


def deadlines_visible_to(actor: Actor, action: Action = Action.READ) -> QuerySet[Deadline]:
    """The deadlines on which `actor` may do `action`."""
    return DEADLINE.filter(actor, action, Deadline.objects.all())


def deadlines_due(actor: Actor, today: date) -> QuerySet[Deadline]:
    """Open deadlines whose lead time has begun, that `actor` looks after or whose dossier's thread they hold."""
    holds = Referent.objects.filter(dossier_id=OuterRef("dossier_id"), user_id=actor.user_id, until_on=None)
    readable = DOSSIER.filter(actor, Action.READ, Dossier.objects.filter(closed_on=None))
    return (
        Deadline.objects.filter(handled_on=None, dossier__in=readable)
        .filter(Q(owner_id=actor.user_id) | Exists(holds))
        .annotate(warn_on=ExpressionWrapper(F("due_on") - F("lead_days"), DateField()))
        .filter(warn_on__lte=today)
        .select_related("dossier__person", "owner")
        .order_by("due_on", "id")
    )
