"""What is sent or answered reaches the other side: a notice without content, as soon as they work."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.urls import reverse

from tests.cast import TODAY, World, client_of
from tisserand.accounts.models import WorkingSpan, WorkingWeek
from tisserand.accounts.walled import working_for
from tisserand.common.clock import today
from tisserand.coordination.models import Notice, Referral
from tisserand.coordination.referral_choices import Gesture, ReferralOutcome, ReferralState, Urgency
from tisserand.coordination.referral_content import digest_of, referral_content
from tisserand.coordination.services.notices import A_WHILE, SETTLING, send_due_notices
from tisserand.coordination.services.referral_answers import answer_referral, assign_referral
from tisserand.coordination.services.referral_holding import Said
from tisserand.coordination.services.referral_links import member_for
from tisserand.coordination.services.referral_reminders import remind_all
from tisserand.coordination.services.referring import complete_referral, revoke_referral, send_referral
from tisserand.coordination.tests.referral_factories import make_referral
from tisserand.sharing.choices import Channel
from tisserand.sharing.models import Guest
from tisserand.sharing.tests.factories import make_guest, make_member

pytestmark = pytest.mark.django_db
State = ReferralState
# In Paris: Tuesday, 11 o'clock; Friday, 19 o'clock; the Monday after, half past eight.
TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 27, 18, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 30, 7, 30, tzinfo=UTC)
CAME, ANSWERED = "Une orientation vous est adressée", "Une réponse à une orientation vous attend"
ALL_THERE = [("partner", CAME), ("two_hats", CAME)]


@pytest.fixture(autouse=True)
def mailbox(settings: Any) -> None:
    """Messages are kept in memory."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def told(now: datetime) -> list[tuple[str, str]]:
    """To whom what is said at that moment."""
    send_due_notices(now=now)
    found = sorted((message.to[0].partition("@")[0], str(message.subject)) for message in mail.outbox)
    mail.outbox.clear()
    return found


def sent(world: World, now: datetime, **said: Any) -> Referral:
    """Prepared by the referent, and gone."""
    said = {"answer_by": TODAY + timedelta(20)} | said
    referral = make_referral(world, State.PREPARING, **said)
    digest = digest_of(referral_content(referral))
    return send_referral(actor=world.cast.actor("referent"), referral=referral, shown=digest, now=now)


def answer(world: World, referral: Referral, gesture: Gesture, now: datetime, who: str = "partner") -> None:
    """One gesture of someone."""
    said = Said("Le bail", (), ReferralOutcome.OBTAINED)
    actor = world.cast.actor(who)
    answer_referral(
        actor=actor, referral=Referral.objects.get(pk=referral.pk), gesture=gesture, said=said, now=now
    )


def test_what_is_sent_reaches_those_who_receive_at_once_and_says_nothing(world: World) -> None:
    sent(world, TUESDAY)
    assert told(TUESDAY) == []  # time enough to take it back
    send_due_notices(now=TUESDAY + SETTLING)
    text = "".join(f"{message.subject}{message.body}" for message in mail.outbox)
    assert not any(secret in text for secret in ("Nadia", "Essai", "loyer", "CCAS", "http"))
    assert told(TUESDAY + SETTLING) == ALL_THERE


def test_out_of_their_hours_it_waits_for_them_and_is_not_lost(world: World) -> None:
    week = WorkingWeek.objects.create(user=world.cast.partner)
    WorkingSpan.objects.create(week=week, weekday=1, starts_at=time(9), ends_at=time(12))
    sent(world, FRIDAY)
    assert told(FRIDAY + timedelta(hours=1)) == []
    assert told(MONDAY) == [("two_hats", CAME)]
    assert told(MONDAY + timedelta(days=1, hours=1)) == [("partner", CAME)]


def test_for_today_does_not_wait(world: World) -> None:
    sent(world, FRIDAY, urgency=Urgency.TODAY, answer_by=FRIDAY.date())
    assert told(FRIDAY) == ALL_THERE
    remind_all(now=FRIDAY + timedelta(hours=1))
    assert told(FRIDAY + timedelta(hours=1)) == []  # what they were told is not told again an hour later


def test_an_answer_reaches_whoever_sent(world: World) -> None:
    referral = sent(world, TUESDAY)
    told(TUESDAY + SETTLING)
    answer(world, referral, Gesture.ACCEPT, TUESDAY + timedelta(hours=1))
    assert told(TUESDAY + timedelta(hours=1) + SETTLING) == [("referent", ANSWERED)]
    answer(world, referral, Gesture.END, FRIDAY)
    assert told(FRIDAY + timedelta(hours=1)) == []
    assert told(MONDAY) == [("referent", ANSWERED)]


def test_behind_the_second_wall_too(world: World, settings: Any) -> None:
    referral = sent(world, TUESDAY)
    settings.WALL = True
    with working_for(world.cast.actor("partner")):
        answer(world, referral, Gesture.ACCEPT, TUESDAY)
    settings.WALL = False
    assert ("referent", ANSWERED) in told(TUESDAY + SETTLING)


def test_what_they_noted_themselves_tells_nobody(world: World) -> None:
    referral = sent(world, TUESDAY)
    told(TUESDAY + SETTLING)
    answer(world, referral, Gesture.ACCEPT, TUESDAY, who="referent")
    assert told(TUESDAY + timedelta(hours=2)) == []


def test_what_was_read_taken_or_taken_back_goes_unsaid(world: World) -> None:
    taken, back = sent(world, TUESDAY), sent(world, TUESDAY)
    assign_referral(actor=world.cast.actor("partner"), referral=taken, user=world.cast.partner, now=TUESDAY)
    revoke_referral(actor=world.cast.actor("referent"), referral=back, words="", now=TUESDAY)
    assert told(TUESDAY + SETTLING) == []
    assert not Notice.objects.exists()


def test_what_was_asked_for_reaches_whoever_took_charge(world: World) -> None:
    referral = sent(world, TUESDAY)
    told(TUESDAY + SETTLING)
    answer(world, referral, Gesture.ASK_MORE, TUESDAY)
    assert told(TUESDAY + SETTLING) == [("referent", ANSWERED)]
    complete_referral(actor=world.cast.actor("referent"), referral=referral, words="Mars", now=FRIDAY)
    assert told(MONDAY) == [("partner", CAME)]


def test_those_that_come_close_together_are_told_once_an_hour(world: World) -> None:
    for minutes in (0, 1, 20, 30):
        sent(world, TUESDAY + timedelta(minutes=minutes))
        expected = ALL_THERE if minutes == 1 else []
        got = told(TUESDAY + timedelta(minutes=minutes) + (SETTLING if minutes else timedelta()))
        assert got == expected, (minutes, list(Notice.objects.values("due_at", "told_at")))
    assert told(TUESDAY + timedelta(minutes=6) + A_WHILE) == ALL_THERE


def test_nobody_is_told_who_wants_no_mail(world: World) -> None:
    for user in (world.cast.partner, world.cast.two_hats):
        WorkingWeek.objects.create(user=user, wants_mail=False)
    sent(world, TUESDAY, urgency=Urgency.TODAY, answer_by=TODAY + timedelta(3))
    assert not Notice.objects.exists()


def by_link(world: World, channel: Channel) -> Referral:
    """A place written by hand, that holds a link given that way, asked for what lacks."""
    place = make_member(world, name="Épicerie", email="epicerie@exemple.test")
    make_guest(
        world,
        place,
        link_channel=channel,
        code_channel=Channel.PHONE,
        expires_at=MONDAY + timedelta(days=20),
    )
    return make_referral(
        world, State.TO_COMPLETE, to_organisation=None, to_name="Épicerie", member=place, answer_by=TODAY
    )


@pytest.mark.parametrize(("channel", "is_told"), [(Channel.EMAIL, True), (Channel.HAND, False)])
def test_by_a_link_given_by_mail_they_are_told_the_same_way(
    world: World, channel: Channel, is_told: bool
) -> None:
    referral = by_link(world, channel)
    complete_referral(actor=world.cast.actor("referent"), referral=referral, words="Mars", now=FRIDAY)
    assert told(FRIDAY + timedelta(hours=1)) == []
    expected = [("epicerie", "Une demande attend votre réponse")] if is_told else []
    assert told(MONDAY) == expected


def test_whoever_answered_meanwhile_by_their_link_is_not_told(world: World) -> None:
    referral = by_link(world, Channel.EMAIL)
    complete_referral(actor=world.cast.actor("referent"), referral=referral, words="Mars", now=TUESDAY)
    answer(world, referral, Gesture.ACCEPT, TUESDAY, who="referent")
    assert told(TUESDAY + SETTLING) == []


def test_when_whoever_sent_left_those_who_hold_the_dossier_are_told(world: World) -> None:
    referral = sent(world, TUESDAY, prepared_by=world.cast.former)
    told(TUESDAY + SETTLING)
    answer(world, referral, Gesture.REDIRECT, TUESDAY)
    assert told(TUESDAY + SETTLING) == [("referent", ANSWERED)]


def test_from_a_referral_the_link_leaves_by_mail_and_the_code_stays_here(world: World) -> None:
    referral = make_referral(
        world, to_organisation=None, to_name="Épicerie", to_email="epicerie@exemple.test"
    )
    client = client_of(world.cast.referent)
    page = reverse("coordination:referral_detail", args=[world.person.pk, referral.pk])
    assert "epicerie@exemple.test" in client.get(page).content.decode()
    asked = client.post(reverse("coordination:referral_link", args=[world.person.pk, referral.pk])).url
    said = client.get(asked).context["form"].initial
    said |= {"until_on": (today() + timedelta(20)).isoformat(), "_once": str(uuid4())}
    assert (said["link_channel"], said["is_posted"], said["code_channel"]) == ("email", True, "phone")
    for _ in range(2):  # sent twice, it leaves once
        card = client.post(asked, said).content.decode()
    (message,) = mail.outbox
    number, code = re.findall(r"share-code-letters[^>]*>([0-9A-Z-]+)<", card)
    assert message.to == ["epicerie@exemple.test"]
    assert f"#{number}" in message.body
    assert code not in message.body
    assert not any(secret in message.subject + message.body for secret in ("Nadia", "loyer"))
    again = client.post(reverse("coordination:referral_link", args=[world.person.pk, referral.pk])).url
    assert again == reverse("sharing:guest_detail", args=[world.person.pk, Guest.objects.get().pk])


def test_another_referral_to_a_place_that_holds_a_link_is_told_there(world: World) -> None:
    by_link(world, Channel.EMAIL)
    other = make_referral(world, to_organisation=None, to_name="épicerie", answer_by=TODAY + timedelta(20))
    member_for(actor=world.cast.actor("referent"), referral=other, now=TUESDAY)
    assert told(TUESDAY + SETTLING) == [("epicerie", "Une demande attend votre réponse")]


def test_a_link_is_not_posted_where_no_address_is_noted(world: World) -> None:
    place = make_member(world, name="Épicerie")
    said = {"who": str(place.pk), "link_channel": "email", "is_posted": "on", "code_channel": "phone"}
    said |= {"until_on": (today() + timedelta(20)).isoformat(), "_once": str(uuid4())}
    address = reverse("sharing:guest_invite", args=[world.person.pk])
    answer = client_of(world.cast.referent).post(address, said)
    assert answer.status_code == 422
    assert "Aucune adresse" in answer.content.decode()
    assert not Guest.objects.exists()
