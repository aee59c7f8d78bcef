"""The minutes: each version kept as it was read, confirmed or corrected by those who came, closed for good."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.utils import DatabaseError
from django.http import Http404

from tests.cast import World
from tisserand.common.clock import now, today
from tisserand.coordination.choices import ConferenceState, Presence, Seat
from tisserand.coordination.minutes_content import digest_of, holds, minutes_content
from tisserand.coordination.minutes_page import shown
from tisserand.coordination.minutes_pdf import minutes_pdf
from tisserand.coordination.models import AgendaItem, Conference, Minutes
from tisserand.coordination.services.agenda import write_said
from tisserand.coordination.services.minutes import answer_minutes, close_minutes, issue_minutes
from tisserand.coordination.tests.conference_factories import (
    everyone_there,
    invite_partner,
    make_conference,
    make_decision,
    sit,
)
from tisserand.coordination.tests.doors.conferences import issued

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(world: World) -> Conference:
    """A meeting that is over: the person and the referent were there."""
    conference = make_conference(world, ConferenceState.MINUTES)
    everyone_there(conference)
    return conference


def rewrite(world: World, meeting: Conference, words: str) -> None:
    """Say of the first point what was said."""
    item = AgendaItem.objects.select_related("conference__person").filter(conference=meeting).get()
    item.said = words
    write_said(actor=world.cast.actor("referent"), item=item, expected=item.revision, now=now())


def confirm(world: World, meeting: Conference, seat: Seat, correction: str = "", version: int = 1) -> None:
    """What one of them said after reading."""
    answer_minutes(
        actor=world.cast.actor("referent"),
        attendee=meeting.attendees.get(seat=seat),
        version=version,
        correction=correction,
        now=now(),
    )


def close(world: World, meeting: Conference, later: timedelta = timedelta(0)) -> Conference:
    """Nobody changes them any more."""
    return close_minutes(actor=world.cast.actor("referent"), conference=meeting, now=now() + later)


def test_confirmed_by_all_they_are_closed_and_nothing_is_rewritten(world: World, meeting: Conference) -> None:
    issued(world, meeting)
    confirm(world, meeting, Seat.PERSON)
    with pytest.raises(ValidationError, match="pas encore relu"):
        close(world, meeting)
    confirm(world, meeting, Seat.COLLEAGUE)
    assert close(world, meeting).state == ConferenceState.CLOSED
    with pytest.raises(ValidationError):
        rewrite(world, meeting, "Autre chose")


def test_a_correction_asks_for_a_new_version_that_all_read_again(world: World, meeting: Conference) -> None:
    issued(world, meeting)
    confirm(world, meeting, Seat.COLLEAGUE)
    confirm(world, meeting, Seat.PERSON, correction="Je n’ai pas dit que je partais.")
    with pytest.raises(ValidationError, match="correction"):
        close(world, meeting)
    rewrite(world, meeting, "Nadia veut rester.")
    issued(world, meeting)
    assert list(meeting.minutes.values_list("version", flat=True)) == [2, 1]
    assert not meeting.attendees.exclude(read_version=None), "a new version is read again"
    with pytest.raises(ValidationError, match="plus récente"):
        confirm(world, meeting, Seat.PERSON, version=1)


def test_after_the_term_silence_does_not_hold_them_back(world: World, meeting: Conference) -> None:
    issued(world, meeting)
    assert close(world, meeting, timedelta(days=11)).state == ConferenceState.CLOSED


def test_whoever_did_not_come_is_not_waited_for(world: World, meeting: Conference) -> None:
    sit(meeting, Seat.COLLEAGUE, user=world.cast.colleague, presence=Presence.EXCUSED)
    issued(world, meeting)
    confirm(world, meeting, Seat.PERSON)
    answer_minutes(
        actor=world.cast.actor("referent"),
        attendee=meeting.attendees.get(user=world.cast.referent),
        version=1,
        now=now(),
    )
    assert close(world, meeting).state == ConferenceState.CLOSED


def test_the_same_text_given_twice_is_one_version_and_a_moved_text_is_read_first(
    world: World, meeting: Conference
) -> None:
    shown_before = digest_of(minutes_content(meeting))
    issued(world, meeting)
    issued(world, meeting)
    assert meeting.minutes.count() == 1
    rewrite(world, meeting, "Ajouté entre-temps.")
    with pytest.raises(ValidationError, match="a changé"):
        issue_minutes(
            actor=world.cast.actor("referent"),
            conference=meeting,
            shown=shown_before,
            term_on=today() + timedelta(days=5),
            now=now(),
        )


def test_the_database_refuses_any_change(world: World, meeting: Conference) -> None:
    issued(world, meeting)
    minutes = Minutes.objects.get()
    assert holds(minutes)
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        Minutes.objects.update(content={})


def test_a_partner_confirms_through_their_opening_and_no_other(world: World, meeting: Conference) -> None:
    partner, grant = invite_partner(world, meeting)
    issued(world, meeting)
    actor = world.cast.actor("partner")
    answer_minutes(actor=actor, attendee=partner, version=1, now=now())
    partner.refresh_from_db()
    assert partner.confirms(1)
    with pytest.raises(Http404):
        answer_minutes(actor=actor, attendee=meeting.attendees.get(seat=Seat.PERSON), version=1, now=now())
    grant.cut_at = now()
    grant.save()
    partner.refresh_from_db()
    with pytest.raises(Http404):
        answer_minutes(actor=actor, attendee=partner, version=1, correction="Non.", now=now())


def test_paper_says_what_it_is(world: World, meeting: Conference) -> None:
    rewrite(world, meeting, "Nadia veut rester.\n\nLe bailleur attend un appel.")
    decision = make_decision(meeting, item=meeting.items.get(), due_on=today())
    content = minutes_content(meeting)
    words = shown(content, {str(decision.owner_id): "Nadia Essai"})
    assert words.points[0].decisions[0].owner == "Nadia Essai"
    meeting.organisation = world.ccas
    pdf = minutes_pdf(meeting, content, {}, latest=None, is_part=True, today=today())
    assert pdf.startswith(b"%PDF")
