"""Who sees which point: the same rule for the table « qui verra quoi », the round, pages and paper."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.cast import World, client_of
from tisserand.common.clock import now, today
from tisserand.coordination.choices import ConferenceState, Seat
from tisserand.coordination.minutes_content import minutes_content, seen_by
from tisserand.coordination.models import AgendaItem, Attendee, Conference, Decision
from tisserand.coordination.queries.conferences import points_of, table_of
from tisserand.coordination.seen import Point, eyes_of, for_relatives, in_order, matrix, within
from tisserand.coordination.services import rounds
from tisserand.coordination.services.decisions import add_decision
from tisserand.coordination.tests.conference_factories import (
    NOW,
    invite_partner,
    make_conference,
    make_decision,
    make_goal,
    make_item,
    make_sister,
    sit,
)
from tisserand.coordination.tests.doors.conferences import issued
from tisserand.sharing.choices import ShareLevel, Topic
from tisserand.sharing.scope import of_grant
from tisserand.sharing.tests.factories import make_consent

pytestmark = pytest.mark.django_db
State = ConferenceState
HOUSING, HEALTH = Topic.HOUSING.value, Topic.HEALTH.value
ALL = [topic.value for topic in Topic]


@pytest.fixture
def meeting(world: World) -> Conference:
    """Points on housing, health, nothing in particular, and one that the person keeps from her sister."""
    conference = make_conference(world, State.LIVE)
    make_item(conference, "Mes nuits", [HEALTH])
    make_item(conference, "La suite", [])
    make_item(conference, "Mon frère", [Topic.FAMILY.value], is_for_relatives=False)
    sit(conference, Seat.RELATIVE, member=make_sister(world))
    return conference


def seen_of(conference: Conference, attendee: Attendee) -> list[str]:
    """The points that the table shows as seen by one attendee."""
    who = table_of(conference).get(pk=attendee.pk)
    return [row.item.words for row in matrix(points_of(conference), [who], today()) if row.cells[0][1]]


def test_each_sees_their_part(world: World, meeting: Conference) -> None:
    seats = {who.seat: who for who in meeting.attendees.all()}
    everything = ["Le loyer", "Mes nuits", "La suite", "Mon frère"]
    assert seen_of(meeting, seats[Seat.PERSON]) == everything
    assert seen_of(meeting, seats[Seat.COLLEAGUE]) == everything
    assert seen_of(meeting, seats[Seat.RELATIVE]) == everything[:3]
    partner, grant = invite_partner(world, meeting)
    assert seen_of(meeting, partner) == ["Le loyer"]
    grant.cut_at = NOW
    grant.save()
    assert seen_of(meeting, partner) == []
    doctor = sit(meeting, Seat.PARTNER, member=make_sister(world))
    assert seen_of(meeting, doctor) == [], "in the circle, nothing open"


def test_what_comes_from_the_plan_asks_for_the_plan(world: World, meeting: Conference) -> None:
    make_item(meeting, "Rester chez moi", [HOUSING], goal=make_goal(world))
    account, _ = invite_partner(world, meeting, level=ShareLevel.ACCOUNT)
    assert seen_of(meeting, account) == ["Le loyer"]
    account.delete()
    knows, _ = invite_partner(world, meeting, level=ShareLevel.KNOWS, topics=ALL)
    assert seen_of(meeting, knows) == []
    knows.delete()
    plan, _ = invite_partner(world, meeting, level=ShareLevel.PLAN)
    assert seen_of(meeting, plan) == ["Le loyer", "Rester chez moi"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    topics=st.frozensets(st.sampled_from(ALL), max_size=3),
    agreed=st.one_of(st.frozensets(st.sampled_from(ALL)), st.just(frozenset(ALL))),
    level=st.sampled_from(ShareLevel),
    is_of_plan=st.booleans(),
)
def test_a_point_is_seen_if_and_only_if_it_is_covered(
    world: World, topics: frozenset[str], agreed: frozenset[str], level: ShareLevel, is_of_plan: bool
) -> None:
    grant = make_consent(world, topics=sorted(agreed), level=level).grants.get()
    covered = (topics <= agreed if topics else len(agreed) == len(Topic)) and level >= (
        ShareLevel.PLAN if is_of_plan else ShareLevel.ACCOUNT
    )
    point = Point(tuple(topics), is_of_plan, True)
    assert within(of_grant(grant))(point) == covered
    grant.consent.delete()


def test_the_points_that_the_person_brings_come_first(meeting: Conference) -> None:
    hers = meeting.attendees.get(seat=Seat.PERSON)
    AgendaItem.objects.filter(words="La suite").update(proposed_by=hers)
    assert next(iter(in_order(points_of(meeting)))).words == "La suite"


def test_minutes_are_read_within_the_same_bounds(world: World, meeting: Conference) -> None:
    meeting.said_more = "En partant, elle a pleuré."
    meeting.save()
    make_decision(meeting, item=meeting.items.get(words="Mes nuits"), words="Prendre rendez-vous")
    make_decision(meeting, words="Se revoir")
    partner, _ = invite_partner(world, meeting)
    content = minutes_content(meeting)
    assert "Essai" not in str(content), "no name is kept in what can never be changed"
    part = seen_by(content, eyes_of(table_of(meeting).get(pk=partner.pk), today()))
    assert [item["words"] for item in part["items"]] == ["Le loyer"]
    assert not any(word in str(part) for word in ("nuits", "pleuré", "rendez-vous", "revoir"))
    hers = seen_by(content, for_relatives)
    assert [item["words"] for item in hers["items"]] == ["Le loyer", "Mes nuits", "La suite"]


def test_nobody_is_given_charge_of_what_they_may_not_see(world: World, meeting: Conference) -> None:
    partner, _ = invite_partner(world, meeting)
    actor = world.cast.actor("referent")
    for words, is_seen in (("Le loyer", True), ("Mes nuits", False), ("", False)):
        item = meeting.items.get(words=words) if words else None
        decision = Decision(words="Appeler", owner=table_of(meeting).get(pk=partner.pk), item=item)
        if is_seen:
            add_decision(actor=actor, conference=meeting, decision=decision, now=now())
        else:
            with pytest.raises(ValidationError):
                add_decision(actor=actor, conference=meeting, decision=decision, now=now())


def test_a_round_about_a_point_is_among_those_who_may_hear_of_it(world: World, meeting: Conference) -> None:
    partner, _ = invite_partner(world, meeting)
    first, item = meeting.attendees.get(seat=Seat.PERSON), meeting.items.get(words="Mes nuits")
    known = rounds.start_round(
        actor=world.cast.actor("referent"), conference=meeting, first=first, item=item, now=now()
    )
    assert partner.pk not in {turn.attendee_id for turn in known.turns}
    client, args = client_of(world.cast.partner), [partner.grant_id, meeting.pk]
    assert "Nadia" not in client.get(reverse("coordination:shared_round", args=args)).content.decode()


def page(client: Client, name: str, *args: object) -> str:
    """A page, as text."""
    answer = client.get(reverse(f"coordination:{name}", args=args))
    assert answer.status_code == 200, name
    return answer.content.decode()


def test_a_partner_s_pages_hold_their_part_until_the_opening_closes(
    world: World, meeting: Conference
) -> None:
    _, grant = invite_partner(world, meeting)
    client = client_of(world.cast.partner)
    text = page(client, "shared_conference", grant.pk, meeting.pk)
    assert "Le loyer" in text
    assert not any(words in text for words in ("Mes nuits", "La suite", "Mon frère"))
    assert "Réunions" in client.get(reverse("sharing:opening_detail", args=[grant.pk])).content.decode()
    Conference.objects.filter(pk=meeting.pk).update(state=State.MINUTES)
    meeting.refresh_from_db()
    issued(world, meeting)
    text = page(client, "shared_conference", grant.pk, meeting.pk)
    assert "Le loyer" in text
    assert "Mes nuits" not in text
    grant.cut_at = now()
    grant.save()
    for name in ("shared_conference", "shared_availability", "shared_answer", "shared_minutes_print"):
        address = reverse(f"coordination:{name}", args=[grant.pk, meeting.pk])
        assert client.get(address).status_code == 404, name
    assert not client.get(reverse("coordination:conference_panel")).content


def test_the_screen_for_everyone_shows_what_everyone_there_may_see(world: World, meeting: Conference) -> None:
    invite_partner(world, meeting)
    text = page(client_of(world.cast.referent), "conference_screen", meeting.person_id, meeting.pk)
    assert "Le loyer" in text
    assert not any(words in text for words in ("Mes nuits", "Mon frère"))


def test_ten_more_seats_and_points_ask_no_more_questions(world: World, meeting: Conference) -> None:
    client = client_of(world.cast.referent)
    make_decision(meeting, item=meeting.items.first())
    invite_partner(world, meeting)
    page(client, "conference_detail", meeting.person_id, meeting.pk)  # the session is new
    counts = []
    for _ in range(2):
        for name in ("conference_detail", "conference_live"):
            with CaptureQueriesContext(connection) as asked:
                page(client, name, meeting.person_id, meeting.pk)
            counts.append(len(asked))
        for rank in range(10):
            make_decision(meeting, item=make_item(meeting, f"Point {rank}"))
            invite_partner(world, meeting, ends_on=today() + timedelta(rank + 1))
    assert counts[:2] == counts[2:]
