"""Meetings by a link: the person sees all of theirs, someone of the circle their part, nobody what is not theirs."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import World
from tisserand.common.clock import now, today
from tisserand.coordination.choices import ConferenceState, Says, Seat
from tisserand.coordination.models import Attendee, Conference
from tisserand.coordination.policies.conferences import ATTENDEE
from tisserand.coordination.services.attendees import add_attendee, renew_openings
from tisserand.coordination.tests.conference_factories import (
    make_conference,
    make_item,
    make_sister,
    make_time,
    sit,
)
from tisserand.coordination.tests.doors.conferences import issued
from tisserand.sharing.choices import Topic
from tisserand.sharing.models import CircleMember
from tisserand.sharing.tests.factories import guest_actor, guest_client, make_consent, make_guest, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(world: World) -> Conference:
    """Housing, health, and a point that the person keeps from her sister; announced."""
    conference = make_conference(world)
    make_item(conference, "Mes nuits", [Topic.HEALTH])
    make_item(conference, "Mon frère", [Topic.FAMILY], is_for_relatives=False)
    return conference


def come_in(world: World, member: CircleMember | None = None) -> Client:
    """A browser in which they came in."""
    _, number, code = make_guest(world, member)
    return guest_client(number, code)


def page(client: Client, meeting: Conference, name: str = "guest_conference") -> str:
    """A page of the meeting, as text."""
    answer = client.get(reverse(f"coordination:{name}", args=[meeting.pk]))
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_person_finds_their_meeting_and_all_its_points(world: World, meeting: Conference) -> None:
    client = come_in(world)
    assert "garder l’appartement" in client.get(reverse("sharing:guest_home")).content.decode()
    text = page(client, meeting)
    assert all(words in text for words in ("Le loyer", "Mes nuits", "Mon frère"))


def test_a_relative_comes_without_any_agreement_and_sees_what_the_person_shows(
    world: World, meeting: Conference
) -> None:
    sister = make_sister(world)
    sit(meeting, Seat.RELATIVE, member=sister)
    text = page(come_in(world, sister), meeting)
    assert "Mes nuits" in text
    assert "Mon frère" not in text


def test_a_doctor_sees_what_their_agreement_covers(world: World, meeting: Conference) -> None:
    doctor = make_member(world)
    make_consent(world, member=doctor, topics=[Topic.HEALTH.value])
    add_attendee(actor=world.cast.actor("referent"), conference=meeting, member=doctor, now=now())
    text = page(come_in(world, doctor), meeting)
    assert "Mes nuits" in text
    assert "Le loyer" not in text


def test_they_answer_for_themselves(world: World, meeting: Conference) -> None:
    time = make_time(meeting)
    client = come_in(world)
    said = {f"time_{time.pk}": Says.YES}
    client.post(reverse("coordination:guest_availability", args=[meeting.pk]), said)
    hers = meeting.attendees.get(seat=Seat.PERSON)
    assert hers.availabilities.get().says == Says.YES
    Conference.objects.filter(pk=meeting.pk).update(
        state=ConferenceState.MINUTES, fixed_at=now(), opened_at=now()
    )
    meeting.refresh_from_db()
    issued(world, meeting)
    said = {"answer": "no", "correction": "Je n’ai pas dit cela.", "version": 1}
    client.post(reverse("coordination:guest_answer", args=[meeting.pk]), said)
    hers.refresh_from_db()
    assert hers.correction == "Je n’ai pas dit cela."


def test_before_it_is_announced_it_does_not_exist(world: World, meeting: Conference) -> None:
    sister, other = make_sister(world), make_conference(world, ConferenceState.PREPARING)
    for conference in (meeting, other):
        sit(conference, Seat.RELATIVE, member=sister)
    client = come_in(world, sister)
    page(client, meeting)
    assert client.get(reverse("coordination:guest_conference", args=[other.pk])).status_code == 404


def test_list_and_object_agree_for_guests(world: World, meeting: Conference) -> None:
    sister = make_sister(world)
    doctor = make_member(world)
    make_consent(world, member=doctor)
    for conference in (meeting, make_conference(world, ConferenceState.PREPARING)):
        sit(conference, Seat.RELATIVE, member=sister)
    make_conference(world, person=world.restricted.person)
    rows = list(Attendee.objects.all())
    seen = {}
    for who, member in (("person", None), ("sister", sister), ("doctor", doctor)):
        actor = guest_actor(make_guest(world, member)[0])
        listed = set(ATTENDEE.filter(actor, "read", Attendee.objects.all()))
        assert listed == {row for row in rows if ATTENDEE.may(actor, "read", row)}, who
        seen[who] = {row.conference_id for row in listed}
    assert seen == {"person": {meeting.pk}, "sister": {meeting.pk}, "doctor": set()}


def test_an_agreement_given_later_seats_by_it(world: World, meeting: Conference) -> None:
    doctor = make_member(world)
    seat = sit(meeting, Seat.PARTNER, member=doctor)
    grant = make_consent(world, member=doctor).grants.get()
    renew_openings(meeting, today())
    seat.refresh_from_db()
    assert seat.grant == grant
