"""A round of listening: whose turn, whom they say back first; one may pass, go back, press twice."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from tests.cast import World, client_of
from tisserand.common.clock import now
from tisserand.coordination.choices import ConferenceState, Presence, Seat, TurnState
from tisserand.coordination.listening import Round, round_table
from tisserand.coordination.models import Conference
from tisserand.coordination.services import rounds
from tisserand.coordination.tests.conference_factories import make_conference, make_sister, sit

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(world: World) -> Conference:
    """The person, the referent, a sister, a colleague who could not come."""
    conference = make_conference(world, ConferenceState.LIVE)
    sit(conference, Seat.RELATIVE, member=make_sister(world))
    sit(conference, Seat.COLLEAGUE, user=world.cast.colleague, presence=Presence.EXCUSED)
    return conference


def begin(world: World, conference: Conference, seat: Seat = Seat.PERSON) -> Round:
    """A round that begins by this one."""
    return rounds.start_round(
        actor=world.cast.actor("referent"),
        conference=conference,
        first=conference.attendees.filter(seat=seat).first(),
        now=now(),
    )


def end(world: World, known: Round, state: TurnState = TurnState.SPOKEN) -> Round:
    """The turn ends."""
    assert known.current
    return rounds.end_turn(actor=world.cast.actor("referent"), turn=known.current, state=state, now=now())


def test_the_order_of_the_table_from_whoever_begins() -> None:
    assert round_table(["a", "b", "c"], "b") == ["b", "c", "a"]


def test_each_says_back_the_one_before_then_speaks(world: World, meeting: Conference) -> None:
    known = begin(world, meeting)
    assert [turn.attendee.seat for turn in known.turns] == [Seat.PERSON, Seat.COLLEAGUE, Seat.RELATIVE]
    assert known.heard is None, "the first one has nobody to say back"
    known = end(world, known)
    assert known.heard
    assert known.heard.attendee.seat == Seat.PERSON
    assert known.asks_back
    assert known.current
    known = rounds.find_right(actor=world.cast.actor("referent"), turn=known.current, now=now())
    assert not known.asks_back
    assert known.current
    assert known.current.attendee.seat == Seat.COLLEAGUE


def test_silence_is_respected_and_who_passed_is_not_said_back(world: World, meeting: Conference) -> None:
    known = end(world, begin(world, meeting))
    known = end(world, known, TurnState.PASSED)
    assert known.heard
    assert known.heard.attendee.seat == Seat.PERSON, "the last who spoke"
    known = end(world, known)
    assert known.is_over


def test_pressed_twice_one_turn_ends(world: World, meeting: Conference) -> None:
    known = begin(world, meeting)
    for _ in range(2):
        again = end(world, known)
    assert again.current
    assert again.current.position == 1


def test_too_quick_is_taken_back(world: World, meeting: Conference) -> None:
    end(world, begin(world, meeting))
    known = rounds.take_back_turn(actor=world.cast.actor("referent"), conference=meeting, now=now())
    assert known.current
    assert known.current.position == 0


def test_one_round_at_a_time(world: World, meeting: Conference) -> None:
    begin(world, meeting)
    with pytest.raises(ValidationError):
        begin(world, meeting)
    rounds.stop_round(actor=world.cast.actor("referent"), conference=meeting, now=now())
    assert begin(world, meeting, Seat.RELATIVE).number == 2


def test_an_open_screen_is_answered_only_when_something_moved(world: World, meeting: Conference) -> None:
    known, client = begin(world, meeting), client_of(world.cast.referent)
    address = reverse("coordination:round_panel", args=[meeting.person_id, meeting.pk])
    assert client.get(f"{address}?vu={known.stamp}").status_code == 204
    end(world, known)
    moved = client.get(f"{address}?vu={known.stamp}")
    assert "Reformulez d’abord" in moved.content.decode()
