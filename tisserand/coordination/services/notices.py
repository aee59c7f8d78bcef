"""Telling people that a message waits: by e-mail, without a word of it, when they work and not before."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Least
from django.utils.timezone import localdate

from tisserand.accounts.actors import Actor
from tisserand.accounts.mail import MailNotSent, post
from tisserand.accounts.models import User
from tisserand.accounts.queries import Hours, actors_of, hours_of
from tisserand.accounts.working_hours import last_working_moment, next_working_moment
from tisserand.coordination.models import Message, Notice
from tisserand.coordination.queries.threads import waiting_for
from tisserand.coordination.readers import Readers

log = structlog.get_logger(__name__)
# Time enough to take a message back, and for whoever is in front of the screen to read it there.
SETTLING = timedelta(minutes=5)
AGAIN = timedelta(minutes=10)
GIVEN_UP = timedelta(days=2)
# Whoever was told and has not come is not told of each message that follows.
TOLD_AGAIN_AFTER = timedelta(days=3)


def tell_concerned(readers: Readers, message: Message, *, now: datetime) -> None:
    """Have a notice sent to each person whom a new message concerns, at their hours; of an urgent one, at once."""
    concerned = [one for one in readers.concerned() if one.user_id != message.author_id]
    hours = hours_of(one.user_id for one in concerned)
    for one in concerned:
        theirs = hours[one.user_id]
        if theirs.wants_mail:
            due_at = (
                now
                if message.is_urgent
                else next_working_moment(theirs.spans, now + SETTLING, theirs.holidays)
            )
            _put_in_line(one, due_at, is_urgent=message.is_urgent, now=now)


def _put_in_line(actor: Actor, due_at: datetime, *, is_urgent: bool, now: datetime) -> None:
    """One notice at a time for each person: the earliest."""
    Notice.objects.bulk_create([Notice(user_id=actor.user_id, due_at=due_at)], ignore_conflicts=True)
    mine = Notice.objects.filter(user_id=actor.user_id)
    mine.filter(due_at__isnull=False).update(due_at=Least("due_at", due_at))
    may_tell_again = Q() if is_urgent else Q(told_at__lt=now - TOLD_AGAIN_AFTER)
    mine.filter(may_tell_again, due_at=None).update(due_at=due_at)


def forget_told(actor: Actor) -> None:
    """They have come: the next message may be told again."""
    Notice.objects.filter(user_id=actor.user_id, due_at=None).delete()


def send_due_notices(*, now: datetime) -> int:
    """Send what is due; returns how many went. What was read meanwhile, or may not be read any more, goes unsaid."""
    due = list(Notice.objects.filter(due_at__lte=now).order_by("due_at").values_list("pk", flat=True))
    return sum(_send(notice_id, now) for notice_id in due)


@transaction.atomic
def _send(notice_id: object, now: datetime) -> bool:
    rows = Notice.objects.select_for_update(skip_locked=True, of=("self",)).select_related("user")
    notice = rows.filter(pk=notice_id, due_at__lte=now).first()
    if notice is None:
        return False
    user = notice.user
    hours = hours_of([user.pk])[user.pk]
    if not (user.is_active and hours.wants_mail and something_waits(user, hours, now=now)):
        notice.delete()
        return False
    try:
        post("message_waits", user.email, {})
    except MailNotSent as error:
        log.warning("notice_not_sent", error=type(error.__cause__).__name__)
        _put_off(notice, now)
        return False
    notice.due_at, notice.told_at = None, now
    notice.save(update_fields=["due_at", "told_at"])
    return True


def _put_off(notice: Notice, now: datetime) -> None:
    if notice.due_at and now - notice.created_at < GIVEN_UP:
        notice.due_at = now + AGAIN
        notice.save(update_fields=["due_at"])
    else:
        notice.delete()


def something_waits(user: User, hours: Hours, *, now: datetime) -> bool:
    """Whether a message counts for them as of now, whatever the organisation they act for."""
    heard_until = last_working_moment(hours.spans, now, hours.holidays)
    hats = actors_of(user, today=localdate(now)).values()
    return any(waiting_for(actor, heard_until=heard_until).exists() for actor in hats)
