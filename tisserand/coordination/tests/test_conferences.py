"""The life of a meeting: the person first, nobody told before what lacks is there, one choice at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404

from tests.cast import World
from tisserand.common.rows import StaleRevision
from tisserand.coordination.calendar import calendar_of
from tisserand.coordination.choices import ConferenceState, Says, Seat, Stance
from tisserand.coordination.models import Conference
from tisserand.coordination.services import attendees, conferences
from tisserand.coordination.tests.conference_factories import (
    NOW,
    SOON,
    invite_partner,
    make_conference,
    make_sister,
    make_time,
    sit,
)
from tisserand.sharing.tests.factories import make_consent

pytestmark = pytest.mark.django_db
State = ConferenceState


def _begun(world: World, who: str = "referent") -> Conference:
    meeting = Conference(purpose="garder l’appartement")
    actor = world.cast.actor(who)
    return conferences.prepare_conference(actor=actor, person=world.person, conference=meeting, now=NOW)


def test_the_person_sits_first_and_whoever_prepares_leads(world: World) -> None:
    seats = [(who.seat, who.user, who.leads) for who in _begun(world).attendees.all()]
    assert seats == [(Seat.PERSON, None, False), (Seat.COLLEAGUE, world.cast.referent, True)]


@pytest.mark.parametrize("who", ["neighbour", "reception", "administrator", "partner"])
def test_only_those_around_the_dossier_prepare_one(world: World, who: str) -> None:
    with pytest.raises(Http404):
        _begun(world, who)


def test_nobody_is_told_before_the_person_was_asked(world: World) -> None:
    conference = make_conference(world, State.PREPARING, stance=Stance.NOT_ASKED)
    make_time(conference)
    assert conferences.missing_of(conference) == ["demander à la personne ce qu’elle en dit"]
    with pytest.raises(ValidationError, match="Il manque encore"):
        conferences.invite_conference(actor=world.cast.actor("referent"), conference=conference, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Conference.objects.filter(pk=conference.pk).update(state=State.INVITED, invited_at=NOW)


def test_against_their_will_one_says_why_and_who_knows(world: World) -> None:
    conference, actor = make_conference(world, State.PREPARING), world.cast.actor("referent")
    conference.stance = Stance.AGAINST
    with pytest.raises(ValidationError) as refused:
        conferences.note_stance(actor=actor, conference=conference, expected=1, now=NOW)
    assert refused.value.message_dict.keys() == {"without_reason", "told"}
    conference.without_reason, conference.told = "un enfant est en danger", "Nadia, par lettre"
    conferences.note_stance(actor=actor, conference=conference, expected=1, now=NOW)
    # Once they agree, what was said without them is not kept.
    conference.stance = Stance.COMES
    conferences.note_stance(actor=actor, conference=conference, expected=2, now=NOW)
    conference.refresh_from_db()
    assert (conference.without_reason, conference.told) == ("", "")


def test_invited_fixed_called_off_and_taken_up_again(world: World) -> None:
    conference, actor = make_conference(world, State.PREPARING), world.cast.actor("referent")
    make_time(conference)
    conference = conferences.invite_conference(actor=actor, conference=conference, now=NOW)
    assert conferences.invite_conference(actor=actor, conference=conference, now=NOW).invited_at == NOW
    conference = conferences.fix_conference(
        actor=actor, conference=conference, starts_at=SOON, place="Salle bleue", expected=2, now=NOW
    )
    with pytest.raises(StaleRevision):
        conferences.fix_conference(
            actor=actor, conference=conference, starts_at=NOW, place="", expected=2, now=NOW
        )
    conference = conferences.call_off_conference(actor=actor, conference=conference, reason="malade", now=NOW)
    assert conference.state == State.CALLED_OFF
    conference = conferences.restore_conference(actor=actor, conference=conference, now=NOW)
    assert (conference.state, conference.fixed_at, conference.called_off_reason) == (State.FIXED, SOON, "")


def test_it_begins_once_its_date_is_fixed_and_ends_once(world: World) -> None:
    actor = world.cast.actor("referent")
    with pytest.raises(ValidationError):
        conferences.open_conference(actor=actor, conference=make_conference(world), now=NOW)
    conference = make_conference(world, State.FIXED)
    for _ in range(2):
        conference = conferences.open_conference(actor=actor, conference=conference, now=NOW)
    for later in range(2):
        conference = conferences.end_conference(
            actor=actor, conference=conference, now=NOW + timedelta(hours=later)
        )
    assert (conference.state, conference.ended_at) == (State.MINUTES, NOW)
    assert conferences.resume_conference(actor=actor, conference=conference, now=NOW).state == State.LIVE


def test_a_time_that_is_past_is_not_proposed(world: World) -> None:
    conference, actor = make_conference(world), world.cast.actor("referent")
    with pytest.raises(ValidationError):
        conferences.propose_time(actor=actor, conference=conference, starts_at=NOW, now=NOW)
    for _ in range(2):
        conferences.propose_time(actor=actor, conference=conference, starts_at=SOON, now=NOW)
    assert conference.times.count() == 1


# Who


def test_each_sits_once_and_the_person_keeps_their_seat(world: World) -> None:
    conference, actor = make_conference(world), world.cast.actor("referent")
    sister = make_sister(world)
    seats = [
        attendees.add_attendee(actor=actor, conference=conference, member=sister, now=NOW) for _ in range(2)
    ]
    assert seats[0] == seats[1]
    assert seats[0].seat == Seat.RELATIVE
    attendees.remove_attendee(actor=actor, attendee=seats[0], now=NOW)
    with pytest.raises(ValidationError):
        attendees.remove_attendee(actor=actor, attendee=conference.attendees.get(seat=Seat.PERSON), now=NOW)


def test_only_an_opening_of_today_or_a_colleague_of_today_may_be_seated(world: World) -> None:
    conference, actor = make_conference(world), world.cast.actor("referent")
    closed = make_consent(world, ends_on=NOW.date() - timedelta(1)).grants.get()
    for who in ({"grant": closed}, {"user_id": world.cast.partner.pk}, {}):
        with pytest.raises(ValidationError):
            attendees.add_attendee(actor=actor, conference=conference, now=NOW, **who)  # type: ignore[arg-type]


def test_one_leads_at_a_time(world: World) -> None:
    conference, actor = make_conference(world), world.cast.actor("referent")
    colleague = sit(conference, Seat.COLLEAGUE, user=world.cast.colleague)
    colleague.leads = True
    attendees.edit_attendee(actor=actor, attendee=colleague, expected=1, now=NOW)
    assert conference.attendees.get(leads=True) == colleague


def test_a_partner_answers_for_themself_alone(world: World) -> None:
    conference = make_conference(world)
    time = make_time(conference)
    mine, _ = invite_partner(world, conference)
    partner = world.cast.actor("partner")
    attendees.note_availability(actor=partner, attendee=mine, answers={time.pk: Says.YES}, now=NOW)
    attendees.note_availability(actor=partner, attendee=mine, answers={time.pk: Says.NO}, now=NOW)
    assert mine.availabilities.get().says == Says.NO
    for other in conference.attendees.exclude(pk=mine.pk):
        with pytest.raises((Http404, PermissionDenied)):
            attendees.note_availability(actor=partner, attendee=other, answers={time.pk: Says.NO}, now=NOW)


def test_the_calendar_names_nobody(world: World) -> None:
    conference = make_conference(world, State.FIXED, place="Chez Nadia Essai, 3 rue des Lilas")
    text = calendar_of(conference, made_at=NOW)
    assert "DTSTART:20270112T130000Z\r\nDTEND:20270112T143000Z" in text
    assert not any(word in text for word in ("Nadia", "Essai", "Lilas", "appartement"))
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
