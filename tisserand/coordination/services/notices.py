"""Telling people that something waits: by e-mail, without a word of it, when they work and not before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest, Least

from tisserand.accounts.actors import Actor
from tisserand.accounts.mail import MailNotSent, post
from tisserand.accounts.queries import hours_of
from tisserand.accounts.working_hours import next_working_moment
from tisserand.coordination.choices import NoticeOf
from tisserand.coordination.models import Message, Notice
from tisserand.coordination.queries.waiting import link_address, something_waits
from tisserand.coordination.readers import Readers
from tisserand.sharing.models import Guest

log = structlog.get_logger(__name__)
# Time enough to take a message back, and for whoever is in front of the screen to read it there.
SETTLING = timedelta(minutes=5)
AGAIN = timedelta(minutes=10)
GIVEN_UP = timedelta(days=2)
# Whoever was told and has not come is not told of each message that follows.
TOLD_AGAIN_AFTER = timedelta(days=3)
# A referral calls for an answer of its own: each is told, those that come close together at once.
A_WHILE = timedelta(hours=1)
ALWAYS = Q()
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)  # what begins a line: never told

MAILS = {
    NoticeOf.MESSAGE: "message_waits",
    NoticeOf.RECEIVED: "referral_received",
    NoticeOf.REMINDER: "referral_waits",
    NoticeOf.ANSWERED: "referral_answered",
    NoticeOf.UNANSWERED: "referral_unanswered",
    NoticeOf.EXPIRED: "referral_expired",
}
GUEST_MAIL = "referral_waits_by_link"


def tell_concerned(readers: Readers, message: Message, *, now: datetime) -> None:
    """Have a notice sent to each person whom a new message concerns, at their hours; of an urgent one, at once."""
    concerned = [one.user_id for one in readers.concerned() if one.user_id != message.author_id]
    may_tell_again = Q() if message.is_urgent else Q(told_at__lt=now - TOLD_AGAIN_AFTER)
    for user_id, due_at in _due(concerned, message.is_urgent, now):
        _put_in_line(due_at, now, may_tell_again, user_id=user_id, what=NoticeOf.MESSAGE)


def tell_people(users: Iterable[UUID], what: NoticeOf, *, is_urgent: bool = False, now: datetime) -> None:
    """Have each of these accounts told of `what` at their hours, some minutes later; of what is urgent, at once.

    Each time something comes, at most one e-mail an hour: what came meanwhile waits for the next, it is not lost.
    """
    for user_id, due_at in _due(users, is_urgent, now):
        _put_in_line(_spaced(due_at, is_urgent), now, user_id=user_id, what=what)


def tell_guest(guest: Guest, what: NoticeOf, *, is_urgent: bool = False, now: datetime) -> None:
    """The same for whoever comes by a link: in the hours of an ordinary week."""
    due_at = now if is_urgent else next_working_moment((), now + SETTLING)
    _put_in_line(_spaced(due_at, is_urgent), now, guest=guest, what=what)


def _due(users: Iterable[UUID], is_urgent: bool, now: datetime) -> Iterator[tuple[UUID, datetime]]:
    """When each of those who want notices is to be told."""
    asked = list(users)
    for user_id, theirs in hours_of(asked).items():
        if theirs.wants_mail:
            later = next_working_moment(theirs.spans, now + SETTLING, theirs.holidays)
            yield user_id, now if is_urgent else later


def _spaced(due_at: datetime, is_urgent: bool) -> Any:
    return Value(due_at) if is_urgent else Greatest(Value(due_at), F("told_at") + A_WHILE)


def _put_in_line(due_at: Any, now: datetime, may_tell_again: Q = ALWAYS, **whose: Any) -> None:
    """One notice of a sort at a time for each one: the earliest."""
    Notice.objects.bulk_create([Notice(told_at=LONG_AGO, **whose)], ignore_conflicts=True)
    mine = Notice.objects.filter(**whose)
    mine.filter(due_at__isnull=False).update(due_at=Least("due_at", due_at))
    mine.filter(may_tell_again, due_at=None).update(due_at=due_at, created_at=now)


def forget_told(actor: Actor) -> None:
    """They have come: the next message may be told again."""
    Notice.objects.filter(user_id=actor.user_id, what=NoticeOf.MESSAGE, due_at=None).delete()


def send_due_notices(*, now: datetime) -> int:
    """Send what is due; returns how many went. What was read meanwhile, or may not be read any more, goes unsaid."""
    due = list(Notice.objects.filter(due_at__lte=now).order_by("due_at").values_list("pk", flat=True))
    return sum(_send(notice_id, now) for notice_id in due)


@transaction.atomic
def _send(notice_id: object, now: datetime) -> bool:
    rows = Notice.objects.select_for_update(skip_locked=True, of=("self",))
    rows = rows.select_related("user", "guest__member", "guest__person", "guest__organisation")
    notice = rows.filter(pk=notice_id, due_at__lte=now).first()
    if notice is None:
        return False
    name, address = _mail_of(notice, now)
    if not address:
        notice.delete()
        return False
    try:
        post(name, address, {})
    except MailNotSent as error:
        log.warning("notice_not_sent", error=type(error.__cause__).__name__)
        _put_off(notice, now)
        return False
    notice.due_at, notice.told_at = None, now
    notice.save(update_fields=["due_at", "told_at"])
    return True


def _mail_of(notice: Notice, now: datetime) -> tuple[str, str]:
    """Which e-mail, and to which address: none when they want none, or when nothing waits for them any more."""
    what = NoticeOf(notice.what)
    if notice.guest is not None:
        return GUEST_MAIL, link_address(notice.guest, what, now=now)
    user = notice.user
    assert user is not None
    hours = hours_of([user.pk])[user.pk]
    waits = user.is_active and hours.wants_mail and something_waits(user, hours, what, now=now)
    return MAILS[what], user.email if waits else ""


def _put_off(notice: Notice, now: datetime) -> None:
    if notice.due_at and now - notice.created_at < GIVEN_UP:
        notice.due_at = now + AGAIN
        notice.save(update_fields=["due_at"])
    else:
        notice.delete()
