"""The doors of meetings: inside, those around the dossier; outside, those whom an opening seats there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.cast import World
from tests.doors import SIGNED_IN, THOSE_AROUND, Door, to, with_person
from tisserand.common.clock import now, today
from tisserand.coordination.choices import ConferenceState, Seat
from tisserand.coordination.minutes_content import digest_of, minutes_content
from tisserand.coordination.models import Conference, ProposedPoint
from tisserand.coordination.services.decisions import make_step
from tisserand.coordination.services.minutes import issue_minutes
from tisserand.coordination.services.rounds import start_round
from tisserand.coordination.tests.conference_factories import (
    invite_partner,
    make_conference,
    make_decision,
    make_goal,
    make_item,
    make_time,
    sit,
)

State = ConferenceState


def _of(conference: Conference) -> dict[str, Any]:
    return {"person_id": conference.person_id, "conference_id": conference.pk}


def at(state: State) -> Any:
    """A meeting that has got there, as arguments."""
    return lambda world: _of(make_conference(world, state))


def ready(world: World) -> dict[str, Any]:
    """A meeting about to be announced."""
    conference = make_conference(world, State.PREPARING)
    make_time(conference)
    return _of(conference)


def with_time(world: World) -> dict[str, Any]:
    """One of its times."""
    conference = make_conference(world)
    return _of(conference) | {"time_id": make_time(conference).pk}


def with_colleague(state: State = State.INVITED) -> Any:
    """A colleague at the table."""

    def args(world: World) -> dict[str, Any]:
        conference = make_conference(world, state)
        make_time(conference)
        colleague = sit(conference, Seat.COLLEAGUE, user=world.cast.colleague)
        return _of(conference) | {"attendee_id": colleague.pk}

    return args


def with_item(state: State = State.INVITED) -> Any:
    """One of its points."""

    def args(world: World) -> dict[str, Any]:
        conference = make_conference(world, state)
        return _of(conference) | {"item_id": make_item(conference, "Les dettes").pk}

    return args


def with_goals(world: World) -> dict[str, Any]:
    """A plan to draw from."""
    make_goal(world)
    return _of(make_conference(world))


def with_decision(world: World) -> dict[str, Any]:
    """Something decided, and a plan where it may go."""
    make_goal(world)
    make_goal(world, "Souffler")
    conference = make_conference(world, State.MINUTES)
    return _of(conference) | {"decision_id": make_decision(conference).pk}


def with_step(world: World) -> dict[str, Any]:
    """The same, a step already."""
    conference = make_conference(world, State.MINUTES)
    decision = make_decision(conference)
    make_step(actor=world.cast.actor("referent"), decision=decision, goal=make_goal(world), now=now())
    return _of(conference) | {"decision_id": decision.pk}


def with_round(world: World) -> dict[str, Any]:
    """A round under way."""
    conference = make_conference(world, State.LIVE)
    first = conference.attendees.get(seat=Seat.PERSON)
    start_round(actor=world.cast.actor("referent"), conference=conference, first=first, now=now())
    return _of(conference)


def with_turn(world: World) -> dict[str, Any]:
    """The turn of the person."""
    args = with_round(world)
    turn = Conference.objects.get(pk=args["conference_id"]).turns.get(position=0)
    return args | {"turn_id": turn.pk}


def issued(world: World, conference: Conference) -> None:
    """Given to read."""
    issue_minutes(
        actor=world.cast.actor("referent"),
        conference=conference,
        shown=digest_of(minutes_content(conference)),
        term_on=today() + timedelta(days=10),
        now=now(),
    )


def with_minutes(world: World) -> dict[str, Any]:
    """Minutes to read again."""
    conference = make_conference(world, State.MINUTES)
    issued(world, conference)
    return _of(conference)


def with_reader(world: World) -> dict[str, Any]:
    """The same, and one of those who read them."""
    args = with_minutes(world)
    conference = Conference.objects.get(pk=args["conference_id"])
    return args | {"attendee_id": conference.attendees.get(seat=Seat.PERSON).pk}


def shared(state: State = State.INVITED) -> Any:
    """A meeting at which the association has a seat."""

    def args(world: World) -> dict[str, Any]:
        conference = make_conference(world, state)
        make_time(conference)
        _, grant = invite_partner(world, conference)
        if state == State.MINUTES:
            issued(world, conference)
        return {"grant_id": grant.pk, "conference_id": conference.pk}

    return args


def invited_doctor(state: State = State.INVITED) -> Any:
    """A meeting of which the doctor who came in by a link (see `doctor_client`) knows nothing: they sit elsewhere."""

    def args(world: World) -> dict[str, Any]:
        return {"conference_id": make_conference(world, state).pk}

    return args


def shared_with_point(world: World) -> dict[str, Any]:
    """The same, and a point that the association proposed."""
    args = shared()(world)
    conference = Conference.objects.get(pk=args["conference_id"])
    seat = conference.attendees.get(grant_id=args["grant_id"])
    ProposedPoint.objects.create(
        conference=conference, person=world.person, attendee=seat, words="Le préavis"
    )
    return args


def with_point(world: World) -> dict[str, Any]:
    """A point that waits for an answer."""
    args = shared_with_point(world)
    point = ProposedPoint.objects.get()
    return with_person(world) | {"conference_id": args["conference_id"], "point_id": point.pk}


def the_point(world: World) -> dict[str, Any]:
    """The one that is taken back."""
    return {"point": ProposedPoint.objects.get().pk}


READ, POSTED = to(THOSE_AROUND), to(THOSE_AROUND, 302)
PARTNER = to(("partner",))


DOORS = {
    "coordination:conference_panel": Door(allowed=to(SIGNED_IN)),  # empty when nothing is to come
    "coordination:conference_list": Door(with_person, allowed=READ),
    "coordination:conference_create": Door(with_person, allowed=READ),
    "coordination:conference_detail": Door(at(State.INVITED), allowed=READ),
    "coordination:conference_edit": Door(at(State.INVITED), allowed=READ),
    "coordination:stance_note": Door(at(State.PREPARING), allowed=READ),
    "coordination:time_propose": Door(at(State.INVITED), allowed=READ),
    "coordination:time_withdraw": Door(with_time, "post", POSTED),
    "coordination:conference_invite": Door(ready, allowed=READ),
    "coordination:conference_fix": Door(at(State.INVITED), allowed=READ),
    "coordination:conference_call_off": Door(at(State.INVITED), allowed=READ),
    "coordination:conference_restore": Door(at(State.CALLED_OFF), "post", POSTED),
    "coordination:conference_calendar": Door(at(State.FIXED), allowed=READ),
    "coordination:attendee_add": Door(at(State.PREPARING), allowed=READ),
    "coordination:attendee_edit": Door(with_colleague(), allowed=READ),
    "coordination:attendee_remove": Door(with_colleague(), "post", POSTED),
    "coordination:attendee_available": Door(with_colleague(), allowed=READ),
    "coordination:attendee_mark": Door(
        with_colleague(State.LIVE), "post", POSTED, data=lambda world: {"presence": "present"}
    ),
    "coordination:item_add": Door(at(State.PREPARING), allowed=READ),
    "coordination:item_draw": Door(with_goals, allowed=READ),
    "coordination:item_edit": Door(with_item(), allowed=READ),
    "coordination:item_remove": Door(with_item(), "post", POSTED),
    "coordination:item_place": Door(with_item(), "post", POSTED, data=lambda world: {"place": "up"}),
    "coordination:item_write": Door(with_item(State.LIVE), allowed=READ),
    "coordination:more_write": Door(at(State.MINUTES), allowed=READ),
    "coordination:conference_open": Door(at(State.FIXED), "post", POSTED),
    "coordination:conference_live": Door(at(State.LIVE), allowed=READ),
    "coordination:conference_screen": Door(with_round, allowed=READ),
    "coordination:conference_end": Door(at(State.LIVE), "post", POSTED),
    "coordination:conference_resume": Door(at(State.MINUTES), "post", POSTED),
    "coordination:round_start": Door(at(State.LIVE), "post", POSTED),
    "coordination:round_panel": Door(with_round, allowed=READ),
    "coordination:round_stop": Door(with_round, "post", POSTED),
    "coordination:turn_take_back": Door(with_round, "post", POSTED),
    "coordination:turn_end": Door(with_turn, "post", POSTED, data=lambda world: {"move": "spoken"}),
    "coordination:decision_add": Door(at(State.LIVE), allowed=READ),
    "coordination:decision_edit": Door(with_decision, allowed=READ),
    "coordination:decision_remove": Door(with_decision, "post", POSTED),
    "coordination:decision_plan": Door(with_decision, allowed=READ),
    "coordination:decision_unplan": Door(with_step, "post", POSTED),
    "coordination:minutes_detail": Door(with_minutes, allowed=READ),
    "coordination:minutes_issue": Door(at(State.MINUTES), allowed=READ),
    "coordination:minutes_answer": Door(with_reader, allowed=READ),
    "coordination:minutes_close": Door(with_minutes, "post", POSTED),
    "coordination:minutes_print": Door(with_minutes, allowed=READ),
    "coordination:shared_conference": Door(shared(), allowed=PARTNER),
    "coordination:shared_availability": Door(shared(), allowed=PARTNER),
    "coordination:point_decide": Door(with_point, allowed=READ),
    "coordination:shared_point_propose": Door(shared(), allowed=PARTNER),
    "coordination:shared_point_take_back": Door(shared_with_point, "post", {"partner": 302}, data=the_point),
    "coordination:shared_answer": Door(shared(State.MINUTES), allowed=PARTNER),
    "coordination:shared_round": Door(shared(State.LIVE), allowed=PARTNER),
    "coordination:shared_minutes_print": Door(shared(State.MINUTES), allowed=PARTNER),
    "coordination:shared_calendar": Door(shared(State.FIXED), allowed=PARTNER),
    "coordination:guest_point_take_back": Door(
        invited_doctor(), "post", otherwise=403, nobody=403, guest=404
    ),
    # Whoever is not inside by a link is asked for it; the guest of this table has no seat there.
    **{
        f"coordination:guest_{page}": Door(invited_doctor(), otherwise=302, nobody=302, guest=404)
        for page in (
            "conference",
            "availability",
            "answer",
            "round",
            "minutes_print",
            "calendar",
            "point_propose",
        )
    },
}
