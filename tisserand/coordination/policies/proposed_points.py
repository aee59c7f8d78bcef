"""Who reads a point that someone proposed for a meeting: those who keep it, and whoever sits where it was said."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from tisserand.accounts.actors import Actor
from tisserand.common.access import AccessTable, Action, predicate
from tisserand.coordination.models import Attendee, Conference, ProposedPoint
from tisserand.coordination.policies.conferences import ATTENDEE, CONFERENCE


@predicate(
    where=lambda actor: Q(
        Exists(ATTENDEE.filter(actor, Action.EDIT, Attendee.objects.all()).filter(pk=OuterRef("attendee_id")))
    )
)
def said_from_a_seat_of_mine(actor: Actor, point: ProposedPoint) -> bool:
    """The actor answers for the seat from which it was said: their own, or any at a meeting they keep."""
    return ATTENDEE.may(actor, Action.EDIT, point.attendee)


@predicate(
    where=lambda actor: Q(
        Exists(
            CONFERENCE.filter(actor, Action.EDIT, Conference.objects.all()).filter(
                pk=OuterRef("conference_id")
            )
        )
    )
)
def keeps_its_meeting(actor: Actor, point: ProposedPoint) -> bool:
    """The actor keeps the meeting: they answer."""
    return CONFERENCE.may(actor, Action.EDIT, point.conference)


PROPOSED_POINT = AccessTable(
    {
        Action.SEE: [[said_from_a_seat_of_mine]],
        Action.READ: [[said_from_a_seat_of_mine]],
        Action.EDIT: [[keeps_its_meeting]],
    }
)
