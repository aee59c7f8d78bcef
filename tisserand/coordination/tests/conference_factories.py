"""Meetings made in one line, at any moment of their life."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.cast import World
from tisserand.coordination.choices import ConferenceState, Presence, Seat, Stance
from tisserand.coordination.models import AgendaItem, Attendee, Conference, Decision, ProposedTime
from tisserand.sharing.choices import MemberKind, Topic
from tisserand.sharing.models import CircleMember, Grant
from tisserand.sharing.tests.factories import make_consent, make_member
from tisserand.support.models import Goal, Plan

State = ConferenceState
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
SOON = datetime(2027, 1, 12, 13, 0, tzinfo=UTC)
TOLD = (State.INVITED, State.FIXED, State.LIVE, State.MINUTES, State.CLOSED)
DATED = (State.FIXED, State.LIVE, State.MINUTES, State.CLOSED)


def make_conference(world: World, state: State = State.INVITED, **said: Any) -> Conference:
    """A meeting around the person of the open dossier, who comes; the referent leads it. One point, on housing."""
    fields: dict[str, Any] = {
        "person": world.person,
        "organisation": world.ccas,
        "purpose": "garder l’appartement",
        "stance": Stance.COMES,
        "stance_on": NOW.date(),
        "prepared_by": world.cast.referent,
        "state": state,
        "invited_at": NOW if state in TOLD else None,
        "fixed_at": SOON if state in DATED else None,
        "opened_at": NOW if state in DATED and state != State.FIXED else None,
        "ended_at": NOW if state in (State.MINUTES, State.CLOSED) else None,
    }
    conference = Conference.objects.create(**fields | said)
    sit(conference, Seat.PERSON)
    sit(conference, Seat.COLLEAGUE, user=world.cast.referent, leads=True)
    make_item(conference)
    return conference


def sit(conference: Conference, seat: Seat, **said: Any) -> Attendee:
    """Someone at the table."""
    return Attendee.objects.create(conference=conference, person_id=conference.person_id, seat=seat, **said)


def make_item(
    conference: Conference, words: str = "Le loyer", topics: Any = (Topic.HOUSING,), **said: Any
) -> AgendaItem:
    """A point."""
    return AgendaItem.objects.create(
        conference=conference, person_id=conference.person_id, words=words, topics=list(topics), **said
    )


def make_time(conference: Conference, days: int = 0) -> ProposedTime:
    """A proposed time."""
    return ProposedTime.objects.create(
        conference=conference, person_id=conference.person_id, starts_at=SOON + timedelta(days=days)
    )


def make_decision(conference: Conference, **said: Any) -> Decision:
    """What was decided: the person takes charge of it, unless said."""
    owner = conference.attendees.get(seat=Seat.PERSON)
    fields: dict[str, Any] = {"words": "Appeler le bailleur", "owner": owner}
    return Decision.objects.create(conference=conference, person_id=conference.person_id, **fields | said)


def invite_partner(world: World, conference: Conference, **said: Any) -> tuple[Attendee, Grant]:
    """The association, by an opening: about housing, as far as the plan, unless said."""
    fields: dict[str, Any] = {"topics": [Topic.HOUSING.value]} | said
    grant = make_consent(world, **fields).grants.get()
    return sit(conference, Seat.PARTNER, grant=grant), grant


def make_sister(world: World) -> CircleMember:
    """A relative in the circle."""
    return make_member(world, name="Samira", kind=MemberKind.RELATIVE)


def make_goal(world: World, title: str = "Rester chez moi") -> Goal:
    """A goal of the plan of the person of the open dossier."""
    plan, _ = Plan.objects.get_or_create(dossier=world.dossier, person=world.person)
    return Goal.objects.create(plan=plan, person=world.person, title=title)


def everyone_there(conference: Conference) -> None:
    """All of them came."""
    conference.attendees.update(presence=Presence.PRESENT)
