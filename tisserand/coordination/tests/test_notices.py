"""The e-mail that says that a message waits: when people work, one at a time, without a word of what."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from django.core import mail

from tests.cast import World
from tisserand.accounts.models import User, WorkingSpan, WorkingWeek
from tisserand.coordination.models import Notice
from tisserand.coordination.services.notices import SETTLING, TOLD_AGAIN_AFTER, send_due_notices
from tisserand.coordination.services.threads import read_thread, send_message
from tisserand.coordination.tests.factories import make_thread
from tisserand.sharing.services.consents import withdraw_consent
from tisserand.sharing.tests.factories import make_consent

pytestmark = pytest.mark.django_db
# In Paris: Tuesday, 11 o'clock; Friday, 19 o'clock; the Monday after, half past eight.
TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 27, 18, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 30, 7, 30, tzinfo=UTC)


@pytest.fixture(autouse=True)
def mailbox(settings: object) -> None:
    """Messages are kept in memory."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"  # type: ignore[attr-defined]


def write(world: World, who: str, now: datetime, **said: object) -> None:
    """Someone writes in the only thread."""
    thread = make_thread(world) if "thread" not in said else said.pop("thread")
    send_message(actor=world.cast.actor(who), thread=thread, text="Expulsion prévue.", now=now, **said)  # type: ignore[arg-type]


def due(user: User) -> datetime | None:
    """When someone is to be told."""
    return Notice.objects.values_list("due_at", flat=True).get(user=user)


def told() -> list[str]:
    """Who was written to."""
    return [address for message in mail.outbox for address in message.to]


def test_it_says_nothing_of_anyone(world: World) -> None:
    write(world, "colleague", TUESDAY)
    assert due(world.cast.referent) == TUESDAY + SETTLING
    assert send_due_notices(now=TUESDAY) == 0
    assert send_due_notices(now=TUESDAY + SETTLING) == 1
    (message,) = mail.outbox
    assert message.to == [world.cast.referent.email]
    assert message.subject == "Un message vous attend dans Tisserand"
    text = message.subject + str(message.body)
    for secret in ("Nadia", "Referent", "Essai", "Relogement", "Expulsion", "CCAS", "Colleague", "http"):
        assert secret not in text
    assert send_due_notices(now=TUESDAY + SETTLING) == 0


def test_it_waits_for_working_hours_unless_urgent(world: World) -> None:
    thread = make_thread(world)
    write(world, "colleague", FRIDAY, thread=thread)
    assert due(world.cast.referent) == MONDAY
    write(world, "colleague", FRIDAY + timedelta(hours=2), thread=thread, urgent_reason="à la rue ce soir")
    assert due(world.cast.referent) == FRIDAY + timedelta(hours=2)
    assert send_due_notices(now=FRIDAY + timedelta(hours=2)) == 1


def test_it_follows_the_hours_one_said(world: World) -> None:
    week = WorkingWeek.objects.create(user=world.cast.referent)
    WorkingSpan.objects.create(week=week, weekday=5, starts_at=time(21), ends_at=time(6))
    write(world, "colleague", TUESDAY)
    assert due(world.cast.referent) == datetime(2026, 11, 28, 20, 0, tzinfo=UTC)


def test_whoever_wants_none_gets_none(world: World) -> None:
    WorkingWeek.objects.create(user=world.cast.referent, wants_mail=False)
    write(world, "colleague", TUESDAY, urgent_reason="à la rue ce soir")
    assert not Notice.objects.filter(user=world.cast.referent).exists()


def test_told_once_until_they_come(world: World) -> None:
    thread = make_thread(world)
    later = TUESDAY + timedelta(hours=1)
    write(world, "colleague", TUESDAY, thread=thread)
    send_due_notices(now=TUESDAY + SETTLING)
    write(world, "colleague", later, thread=thread)
    assert send_due_notices(now=later + SETTLING) == 0
    read_thread(actor=world.cast.actor("referent"), thread=thread, until=later, now=later)
    write(world, "colleague", later + SETTLING, thread=thread)
    assert send_due_notices(now=later + 2 * SETTLING) == 1
    again = TUESDAY + TOLD_AGAIN_AFTER + timedelta(days=3)
    write(world, "colleague", again, thread=thread)
    assert send_due_notices(now=again + SETTLING) == 1


def test_what_was_read_or_taken_back_goes_unsaid(world: World) -> None:
    consent = make_consent(world)
    thread = make_thread(world)
    write(world, "colleague", TUESDAY, thread=thread)
    assert {notice.user for notice in Notice.objects.all()} >= {world.cast.referent, world.cast.partner}
    read_thread(actor=world.cast.actor("referent"), thread=thread, until=TUESDAY, now=TUESDAY)
    withdraw_consent(actor=world.cast.actor("referent"), consent=consent, words="", now=TUESDAY)
    assert send_due_notices(now=TUESDAY + SETTLING) == 0
    assert told() == []
    assert not Notice.objects.exists()
