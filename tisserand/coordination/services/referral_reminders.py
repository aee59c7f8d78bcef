"""No referral rots: who received it is reminded, who sent it is told, and without an answer it ends, said so."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from tisserand.accounts.actors import system_actor
from tisserand.coordination.choices import NoticeOf
from tisserand.coordination.models import Referral
from tisserand.coordination.referral_choices import WAITING, Gesture
from tisserand.coordination.referral_days import Told, last_day, stage_of
from tisserand.coordination.services.referral_holding import move
from tisserand.coordination.services.referral_notices import tell_receivers, tell_senders

SYSTEM = "Relances des orientations"
AT_ONCE = 200


def remind_all(*, now: datetime) -> int:
    """Do what is due of every referral that waits; returns how many were moved on."""
    today = localdate(now)
    rows = Referral.objects.filter(state__in=WAITING).order_by("answer_by", "pk")
    due = [
        row.pk
        for row in rows.only("pk", "answer_by", "urgency", "reminded").iterator(AT_ONCE)
        if stage_of(row.answer_by, today) > row.reminded or last_day(row.urgency, row.answer_by) < today
    ]
    return sum(_remind(referral_id, now) for referral_id in due)


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
        tell_senders(referral, NoticeOf.EXPIRED, now=now)
        return True
    stage = stage_of(referral.answer_by, today)
    if stage <= referral.reminded:
        return False
    referral.reminded = stage
    referral.save(update_fields=["reminded"])
    if stage == Told.LATE:
        tell_senders(referral, NoticeOf.UNANSWERED, now=now)
    else:
        tell_receivers(referral, NoticeOf.REMINDER, now=now)
    return True
