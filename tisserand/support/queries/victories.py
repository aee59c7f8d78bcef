"""Small wins: those that someone may read."""

from __future__ import annotations

from django.db.models import QuerySet

from tisserand.accounts.actors import Actor
from tisserand.common.access import Action
from tisserand.support.models import Victory
from tisserand.support.policies import VICTORY


def victories_visible_to(actor: Actor, action: Action = Action.READ) -> QuerySet[Victory]:
    """The victories on which `actor` may do `action`."""
    return VICTORY.filter(actor, action, Victory.objects.all())
