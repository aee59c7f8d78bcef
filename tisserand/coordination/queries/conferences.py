"""Finding meetings: of a person, to come, waiting for an answer; only those that the actor may read."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from tisserand.accounts.actors import Actor
from tisserand.common.access import Action
from tisserand.common.questions import question
from tisserand.coordination.choices import ConferenceState
from tisserand.coordination.models import AgendaItem, Attendee, Availability, Conference, Decision
from tisserand.coordination.policies.conferences import ATTENDEE, CONFERENCE, sits_by_my_opening
from tisserand.people.models import Person
from tisserand.sharing.models import Grant, Guest


def conferences_visible_to(actor: Actor, action: Action = Action.SEE) -> QuerySet[Conference]:
    """The meetings that the actor keeps, or reads a part of through an opening."""
    return CONFERENCE.filter(actor, action, Conference.objects.all())


def conferences_of(actor: Actor, person: Person) -> QuerySet[Conference]:
    """Those kept about one person, latest first."""
    rows = conferences_visible_to(actor, Action.EDIT).filter(person=person)
    return rows.select_related("prepared_by")


def table_of(conference: Conference) -> QuerySet[Attendee]:
    """Who sits there, with what says how each is named and what each may read."""
    rows = Attendee.objects.filter(conference=conference).select_related(
        "conference",
        "user",
        "member",
        "grant__consent__person",
        "grant__consent__organisation",
        "grant__to_organisation",
        "grant__to_team",
        "grant__to_user",
        "grant__to_member",
    )
    return rows.prefetch_related("grant__consent__chosen", "availabilities")


def points_of(conference: Conference) -> QuerySet[AgendaItem]:
    """The points, with what was decided of each."""
    decided = Decision.objects.select_related("step__goal__plan")
    rows = AgendaItem.objects.filter(conference=conference).select_related("proposed_by")
    return rows.prefetch_related(Prefetch("decisions", queryset=decided))


def seats_open_to(actor: Actor, grant: Grant) -> QuerySet[Attendee]:
    """The seats of announced meetings that one opening gives, latest first."""
    rows = ATTENDEE.filter(actor, Action.READ, Attendee.objects.filter(grant=grant))
    return rows.select_related("conference").order_by("-conference__created_at", "-pk")


@question
def announced_seats(_: None, grant_id: UUID) -> QuerySet[Attendee]:
    """The same, for a page that has let the opening's holder in."""
    rows = Attendee.objects.filter(grant_id=grant_id, conference__invited_at__isnull=False)
    return rows.select_related("conference").order_by("-conference__created_at", "-pk")


def seat_of(actor: Actor, grant: Grant, conference_id: UUID) -> Attendee | None:
    """The seat that an opening gives at one meeting, if it lets the actor in at this moment."""
    rows = seats_open_to(actor, grant).filter(conference_id=conference_id)
    return rows.select_related("conference__organisation", "conference__person").first()


def guest_seats(actor: Actor, guest: Guest) -> QuerySet[Attendee]:
    """Where a link seats whoever it let in, at announced meetings of those who gave it, latest first."""
    seats = Attendee.objects.filter(conference__organisation_id=guest.organisation_id)
    rows = ATTENDEE.filter(actor, Action.READ, seats).select_related(
        "conference__organisation",
        "conference__person",
        "member",
        "grant__consent__person",
        "grant__consent__organisation",
    )
    return rows.order_by("-conference__created_at", "-pk")


def seats_to_come(actor: Actor, *, since: datetime) -> QuerySet[Attendee]:
    """The actor's own seats at meetings of which the date is fixed, or under way, soonest first."""
    to_come = (ConferenceState.FIXED, ConferenceState.LIVE)
    rows = _own_seats(actor).filter(conference__state__in=to_come, conference__fixed_at__gte=since)
    return rows.order_by("conference__fixed_at", "pk")


def seats_to_answer(actor: Actor) -> QuerySet[Attendee]:
    """The actor's own seats for which they have not said when they can come."""
    said = Availability.objects.filter(attendee=OuterRef("pk"))
    rows = _own_seats(actor).filter(~Exists(said), conference__state=ConferenceState.INVITED)
    return rows.order_by("conference__invited_at", "pk")


def minutes_to_read(actor: Actor) -> QuerySet[Attendee]:
    """The actor's own seats whose minutes they have not answered."""
    rows = _own_seats(actor).filter(
        conference__state=ConferenceState.MINUTES, conference__minutes__isnull=False, answered_at=None
    )
    return rows.order_by("conference__ended_at", "pk").distinct()


def _own_seats(actor: Actor) -> QuerySet[Attendee]:
    """Where the actor sits in person, or by an opening, and may still read."""
    mine = Q(user_id=actor.user_id) | sits_by_my_opening.where(actor)
    rows = ATTENDEE.filter(actor, Action.READ, Attendee.objects.filter(mine))
    return rows.select_related("conference__person", "conference__organisation", "grant")
