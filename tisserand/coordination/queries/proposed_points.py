"""Finding the points that were proposed for meetings: from one's own seat, or to be answered."""

from __future__ import annotations

from django.db.models import QuerySet

from tisserand.accounts.actors import Actor
from tisserand.common.access import Action
from tisserand.coordination.choices import PointState
from tisserand.coordination.models import Attendee, Conference, ProposedPoint
from tisserand.coordination.models.conference import BEFORE
from tisserand.coordination.policies.proposed_points import PROPOSED_POINT


def points_said_from(actor: Actor, attendee: Attendee) -> QuerySet[ProposedPoint]:
    """What was proposed from one seat, oldest first."""
    return PROPOSED_POINT.filter(actor, Action.READ, ProposedPoint.objects.filter(attendee=attendee))


def points_to_decide(actor: Actor, conference: Conference) -> QuerySet[ProposedPoint]:
    """What was proposed for one meeting and was not taken up: what waits, then what was set aside."""
    rows = PROPOSED_POINT.filter(actor, Action.EDIT, ProposedPoint.objects.filter(conference=conference))
    rows = rows.exclude(state=PointState.ACCEPTED).select_related("attendee", "decided_by")
    return rows.order_by("-state", "created_at", "pk")  # in letters, « proposed » comes after « declined »


def points_waiting(actor: Actor) -> QuerySet[ProposedPoint]:
    """Those of every meeting to come that the actor keeps, longest waiting first."""
    rows = PROPOSED_POINT.filter(actor, Action.EDIT, ProposedPoint.objects.filter(state=PointState.PROPOSED))
    rows = rows.filter(conference__state__in=BEFORE).select_related("conference__person")
    return rows.order_by("created_at", "pk")
