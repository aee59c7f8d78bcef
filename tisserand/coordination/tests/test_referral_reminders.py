"""Reminders of referrals: each goes once, to whom it should; without an answer it ends; figures tell of nobody."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail

from tests.cast import World
from tisserand.coordination.models import Referral, ServiceFigures
from tisserand.coordination.referral_choices import Gesture, ReferralState
from tisserand.coordination.services.notices import SETTLING, send_due_notices
from tisserand.coordination.services.referral_figures import count_figures
from tisserand.coordination.services.referral_reminders import remind_all
from tisserand.coordination.tests.referral_factories import make_referral
from tisserand.directory.tests.factories import make_service
from tisserand.sharing.tests.factories import NOW

pytestmark = pytest.mark.django_db
State = ReferralState
DUE = date(2026, 11, 26)  # a Thursday


def at(day: date) -> datetime:
    """At eleven, that day."""
    return datetime(day.year, day.month, day.day, 10, tzinfo=UTC)


def remind(day: date) -> None:
    """What the worker does at eleven that day, and minutes later."""
    remind_all(now=at(day))
    send_due_notices(now=at(day) + SETTLING)


def told() -> list[tuple[str, str]]:
    """To whom what was said since the last time."""
    found = sorted((message.to[0].partition("@")[0], str(message.subject)) for message in mail.outbox)
    mail.outbox.clear()
    return found


WAITS, LATE, EXPIRED = (
    "Une orientation attend votre réponse",
    "Une orientation est sans réponse",
    "Une orientation est restée sans réponse",
)


def test_each_is_told_once_in_their_turn(world: World, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    make_referral(world, answer_by=DUE)
    remind(DUE - timedelta(2))
    assert told() == []
    for day in (DUE - timedelta(1), DUE):
        for _ in range(2):
            remind(day)
        assert told() == [("partner", WAITS), ("two_hats", WAITS)]
    for _ in range(2):
        remind(DUE + timedelta(1))
    assert told() == [("referent", LATE)]
    assert Referral.objects.get().state == State.SENT
    for _ in range(2):
        remind(DUE + timedelta(20))
    assert told() == [("referent", EXPIRED)]
    kept = Referral.objects.get()
    assert (kept.state, kept.seen_at) == (State.EXPIRED, None)
    assert kept.moves.filter(gesture=Gesture.EXPIRE).count() == 1


def test_whoever_took_charge_is_reminded_alone(world: World, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    make_referral(world, State.RECEIVED, answer_by=DUE, in_charge=world.cast.two_hats)
    remind(DUE)
    assert told() == [("two_hats", WAITS)]


def test_a_message_names_nobody(world: World, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    make_referral(world, answer_by=DUE)
    remind(DUE)
    assert mail.outbox
    assert not any("Nadia" in message.body or "loyer" in message.body for message in mail.outbox)


@pytest.mark.parametrize(
    "state", [State.ACCEPTED, State.REFUSED, State.REVOKED, State.ENDED, State.PREPARING]
)
def test_what_does_not_wait_is_left_alone(world: World, state: State) -> None:
    make_referral(world, state, answer_by=DUE)
    assert remind_all(now=at(DUE + timedelta(60))) == 0


def test_figures_tell_of_no_fewer_than_five(world: World) -> None:
    service = make_service()
    for number in range(4):
        make_referral(world, State.ACCEPTED, service=service, answered_at=NOW + timedelta(days=number))
    assert count_figures(now=NOW + timedelta(days=30)) == 0
    make_referral(world, State.REFUSED, service=service, answered_at=NOW + timedelta(days=9))
    assert count_figures(now=NOW + timedelta(days=30)) == 1
    figures = ServiceFigures.objects.get()
    assert (figures.answered, figures.accepted, figures.median_days) == (5, 4, 2)
    assert count_figures(now=NOW + timedelta(days=500)) == 0
    assert not ServiceFigures.objects.exists()
