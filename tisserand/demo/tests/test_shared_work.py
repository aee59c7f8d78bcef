"""What the demonstration shows of sharing: links, meetings, emergencies, a peer; in order, whatever the day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import Model

from tisserand.accounts.actors import Actor
from tisserand.accounts.models import User
from tisserand.accounts.queries import actors_of
from tisserand.audit.models import AccessEvent
from tisserand.audit.queries import broken_links
from tisserand.coordination.choices import ConferenceState
from tisserand.coordination.minutes_content import holds
from tisserand.coordination.models import (
    AgendaItem,
    Attendee,
    Availability,
    Conference,
    Decision,
    Minutes,
    Referral,
    Thread,
)
from tisserand.coordination.queries.referrals import received_referrals
from tisserand.coordination.referral_content import digest_of
from tisserand.demo.territory import HERE, Territory, read_toml
from tisserand.people.emergencies import openings_to_look_at
from tisserand.people.models import EmergencyOpening
from tisserand.sharing.choices import GuestWord
from tisserand.sharing.guest_trail import own_trail
from tisserand.sharing.models import Guest, GuestMessage
from tisserand.sharing.queries import opened_people
from tisserand.support.choices import ReportState, StepState
from tisserand.support.models import Dossier, Entry, StepReport

TODAY = date(2026, 11, 23)
STORIES = sorted((HERE / "stories").glob("*.toml"))


@pytest.fixture
def told(db: None) -> None:
    call_command("demo_create", "--today", TODAY.isoformat(), "--stories-only", stdout=StringIO())


def actor_named(key: str) -> Actor:
    (actor,) = actors_of(User.objects.get(email=f"{key}@valmont.example"), today=TODAY).values()
    return actor


def moments_of(source: Any) -> Iterator[list[tuple[int, str]]]:
    """What each story tells in a row, as (day, hour)."""
    for guest in source.get("guests", []):
        yield [(guest["at"], guest["t"]), *((one["d"], one["t"]) for one in guest["told"])]
    for meeting in source.get("meetings", []):
        asked = [one["at"] for one in meeting["free"]]
        read = [one["at"] for one in meeting.get("confirmed", [])]
        after = [meeting[name] for name in ("fixed", "held", "ended", "issued") if name in meeting]
        closed = [meeting["closed"]] if "closed" in meeting else []
        row = [meeting["at"], meeting["invited"], *asked, *after, *read, *closed]
        yield [(day, hour) for day, hour in row]
    for emergency in source.get("emergencies", []):
        yield [(emergency["at"], hour) for hour in emergency["hours"]]


def test_it_happens_in_order_on_whatever_day_it_is_filled() -> None:
    """Days are brought back to working days: a Sunday's becomes Friday's, and must still come after Friday's."""
    rows = [row for path in STORIES for row in moments_of(read_toml(path))]
    assert len(rows) >= 6
    for day in range(7):
        territory = Territory(TODAY + timedelta(days=day))
        for row in rows:
            moments = [territory.moment(*when) for when in row]
            assert moments == sorted(moments), (territory.today, row)
            assert max(moments).date() < territory.today


@pytest.mark.parametrize("day", range(1, 7))
@pytest.mark.django_db
def test_it_can_be_filled_any_day_of_the_week(day: int) -> None:
    on = TODAY + timedelta(days=day)
    call_command("demo_create", "--today", on.isoformat(), "--stories-only", stdout=StringIO())
    assert Minutes.objects.count() == 1


def test_her_landlord_came_by_his_link_and_answered(told: None) -> None:
    guest = Guest.objects.get(member__name="M. Castel")
    assert guest.is_standing(guest.last_used_at)
    words = list(GuestMessage.objects.filter(guest=guest).values_list("kind", "seen_at"))
    assert [kind for kind, _ in words] == [GuestWord.MESSAGE, GuestWord.ANSWER, GuestWord.MESSAGE]
    assert words[0][1] is not None
    assert words[-1][1] is None, "his last words wait for her referent"
    report = StepReport.objects.get(guest=guest)
    assert report.state == ReportState.PROPOSED
    assert report.created_at.date() < TODAY


def test_a_meeting_was_held_and_what_was_decided_stands_in_the_plan(told: None) -> None:
    held = Conference.objects.get(state=ConferenceState.CLOSED)
    assert holds(held.minutes.get())
    there = [seat for seat in held.attendees.all() if seat.is_there]
    assert len(there) == 5
    assert all(seat.confirms(1) for seat in there)
    steps = [decision.step for decision in Decision.objects.filter(conference=held)]
    assert len(steps) == 4
    assert {step.state for step in steps} == {StepState.DONE, StepState.PLANNED}


def test_referrals_stand_in_many_places_and_some_came_here(told: None) -> None:
    states = set(Referral.objects.values_list("state", flat=True))
    assert states == {"sent", "to_complete", "accepted", "refused", "redirected", "started", "ended"}
    late = [row for row in Referral.objects.all() if row.is_late(TODAY)]
    assert [row.to_name for row in late] == ["Centre social des Hauts-Vents"]
    assert {row.to_name for row in received_referrals(actor_named("sophie"))} == {"CCAS de Valmont"}
    assert all(digest_of(row.content) == row.digest for row in Referral.objects.all())
    assert all(row.reasons for row in Referral.objects.filter(state="refused"))


def test_another_is_to_come_and_asks_when_each_can(told: None) -> None:
    coming = Conference.objects.get(state=ConferenceState.INVITED)
    assert [time.starts_at.date() > TODAY for time in coming.times.all()] == [True] * 3
    assert Availability.objects.filter(time__conference=coming).values("attendee").distinct().count() == 3
    points = coming.items.all()
    assert {bool(point.map_item_id or point.goal_id) for point in points} == {True, False}
    assert coming.attendees.get(member__name="M. Castel").grant is not None


def test_she_reads_who_looked_by_her_own_link(told: None) -> None:
    guest = Guest.objects.get(member=None)
    lines = list(own_trail(guest))
    assert len({line.actor_name for line in lines}) >= 5
    days = {line.at.date() for line in lines if line.at.date() < TODAY}
    assert len(days) > 10, "months of it, not the minute when it was filled"
    assert not [line for line in lines if "santé" in line.reason]


def test_one_emergency_was_looked_at_and_one_waits(told: None) -> None:
    marc = actor_named("marc")
    (waiting,) = openings_to_look_at(marc)
    assert waiting.told_at is not None
    reviewed = EmergencyOpening.objects.exclude(pk=waiting.pk).get()
    assert reviewed.reviewed_by_id == marc.user_id
    assert reviewed.reviewed_at.date() < TODAY
    for opening in (waiting, reviewed):
        assert opening.person.last_name not in opening.reason
        assert opening.person.first_name not in opening.reason, (
            "who administers reads it, and knows of nobody"
        )


def test_a_peer_accompanies_someone_and_reads_nobody_else(told: None) -> None:
    djamel = actor_named("djamel")
    assert [grant.person.first_names for grant in opened_people(djamel)] == ["Kévin"]
    voices = Entry.objects.filter(author_id=djamel.user_id)
    assert voices.count() == 3
    assert all(voice.voice.is_peer for voice in voices)


def test_nobody_is_shown_the_woman_who_hides(told: None) -> None:
    """Neither link, meeting, message, emergency nor reading names her; her places are in no other words."""
    hers = Dossier.objects.get(person__first_names="Anaïs")
    tables: list[type[Model]] = [
        *(Guest, GuestMessage, StepReport, EmergencyOpening, Conference, Attendee, AgendaItem, Thread)
    ]
    assert not any(table._default_manager.filter(person=hers.person).exists() for table in tables)
    read = AccessEvent.objects.filter(person_id=hers.person_id)
    assert set(read.values_list("actor_name", flat=True)) <= {"Claire Lemoine", "Marc Thévenet"}
    assert set(read.values_list("organisation_id", flat=True)) == {hers.organisation_id}
    places = [*hers.person.contacts.values_list("value", flat=True), "Anaïs", "Delcourt"]
    words = [path.read_text() for path in STORIES if path.stem != "ana"]
    assert places
    assert not [place for place in places for text in words if place in text]


def test_the_trail_of_the_demonstration_holds(told: None) -> None:
    assert list(broken_links()) == []
    assert Minutes.objects.count() == 1
