"""No referral rots: who received it is reminded, who sent it is told, and without an answer it ends, said so."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import IntEnum

import structlog
from django.db import transaction
from django.utils.timezone import localdate

from tisserand.accounts.actors import system_actor
from tisserand.accounts.mail import MailNotSent, post
from tisserand.accounts.models import User
from tisserand.accounts.queries import actors_in, hours_of
from tisserand.accounts.working_hours import is_working
from tisserand.coordination.models import Referral
from tisserand.coordination.referral_choices import WAITING, Gesture
from tisserand.coordination.referral_days import last_day, working_day_before
from tisserand.coordination.services.referral_holding import move
from tisserand.sharing.keepers import who_keeps

log = structlog.get_logger(__name__)
SYSTEM = "Relances des orientations"
AT_ONCE = 200


class Told(IntEnum):
    """How far reminders went; each goes out once, whatever happens to the machine meanwhile."""

    NOTHING = 0
    COMING = 1  # the day before, to whoever received it
    TODAY = 2  # the day itself, to them again
    LATE = 3  # the day after, to whoever sent it


def remind_all(*, now: datetime) -> int:
    """Do what is due of every referral that waits; returns how many were moved on."""
    today = localdate(now)
    rows = Referral.objects.filter(state__in=WAITING).order_by("answer_by", "pk")
    due = [
        row.pk
        for row in rows.only("pk", "answer_by", "urgency", "reminded").iterator(AT_ONCE)
        if stage_of(row, today) > row.reminded or last_day(row.urgency, row.answer_by) < today
    ]
    return sum(_remind(referral_id, now) for referral_id in due)


def stage_of(referral: Referral, today: date) -> Told:
    """How far reminders should have gone by today."""
    if referral.answer_by < today:
        return Told.LATE
    if referral.answer_by == today:
        return Told.TODAY
    return Told.COMING if working_day_before(referral.answer_by) <= today else Told.NOTHING


@transaction.atomic
def _remind(referral_id: object, now: datetime) -> bool:
    rows = Referral.objects.select_for_update(skip_locked=True).filter(pk=referral_id, state__in=WAITING)
    referral = rows.first()
    if referral is None:
        return False
    today = localdate(now)
    if last_day(referral.urgency, referral.answer_by) < today:
        actor = system_actor(SYSTEM, organisation_id=referral.organisation_id)
        move(actor, referral, Gesture.EXPIRE, now=now)
        _tell(senders(referral, today), "referral_expired", now)
        return True
    stage = stage_of(referral, today)
    if stage <= referral.reminded:
        return False
    referral.reminded = stage
    referral.save(update_fields=["reminded"])
    if stage == Told.LATE:
        _tell(senders(referral, today), "referral_unanswered", now)
    else:
        _tell(receivers(referral, today), "referral_waits", now)
    return True


def receivers(referral: Referral, today: date) -> list[User]:
    """Whoever took charge of it; nobody yet, those who accompany there."""
    if referral.to_organisation_id is None:
        return []
    known = [one for one in actors_in(referral.to_organisation_id, today=today) if one.is_accompanying]
    named = [one for one in known if one.user_id == referral.in_charge_id]
    return list(User.objects.filter(pk__in=[one.user_id for one in named or known], is_active=True))


def senders(referral: Referral, today: date) -> list[User]:
    """Whoever prepared it, as long as they accompany the person; else those who do today."""
    around = who_keeps(referral.person_id, referral.organisation_id, on=today)
    named = [one for one in around if one.user_id == referral.prepared_by_id]
    return list(User.objects.filter(pk__in=[one.user_id for one in named or around], is_active=True))


def _tell(users: Iterable[User], name: str, now: datetime) -> None:
    """By e-mail, without a word of it; *Aujourd’hui* shows it anyway to whoever wants none."""
    people = list(users)
    hours = hours_of([user.pk for user in people])
    for user in people:
        theirs = hours[user.pk]
        if theirs.wants_mail and is_working(theirs.spans, now, theirs.holidays):
            try:
                post(name, user.email, {})
            except MailNotSent as error:
                log.warning("referral_notice_not_sent", error=type(error.__cause__).__name__)
