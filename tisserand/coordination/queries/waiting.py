"""Whether something still waits for someone when they are about to be told: by what they may read at that moment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.timezone import localdate

from tisserand.accounts.actors import Actor
from tisserand.accounts.models import Membership, User
from tisserand.accounts.queries import Hours, actors_of
from tisserand.accounts.working_hours import last_working_moment
from tisserand.coordination.choices import NoticeOf
from tisserand.coordination.models import Referral, ReferralMove
from tisserand.coordination.queries.referrals import (
    answers_to_read,
    guest_referrals,
    mine_to_follow,
    received_referrals,
    waiting_too_long,
)
from tisserand.coordination.queries.threads import waiting_for
from tisserand.coordination.referral_choices import WAITING, Gesture, ReferralState
from tisserand.coordination.referral_days import working_day
from tisserand.sharing.choices import Channel
from tisserand.sharing.guest_actors import actor_of
from tisserand.sharing.models import Guest

State = ReferralState
Rows = QuerySet[Referral]


def something_waits(user: User, hours: Hours, what: NoticeOf, *, now: datetime) -> bool:
    """Whether something counts for them as of now, whatever the organisation they act for."""
    today = localdate(now)
    hats = actors_of(user, today=today).values()
    if what == NoticeOf.MESSAGE:
        heard_until = last_working_moment(hours.spans, now, hours.holidays)
        return any(waiting_for(actor, heard_until=heard_until).exists() for actor in hats)
    return any(_REFERRALS[what](actor, today).exists() for actor in hats)


def link_address(guest: Guest, what: NoticeOf, *, now: datetime) -> str:
    """The address at which whoever comes by a link is told; empty when nothing waits, or the link goes another way."""
    member = guest.member
    if member is None or guest.link_channel != Channel.EMAIL or not guest.is_standing(now):
        return ""
    rows = guest_referrals(actor_of(guest, today=localdate(now)), guest)
    return member.email if _untouched(rows, what, localdate(now)).exists() else ""


def _untouched(rows: Rows, what: NoticeOf, today: date) -> Rows:
    """Just come, or just completed; for a reminder, whatever waits and is near its day."""
    if what == NoticeOf.REMINDER:
        return rows.filter(state__in=WAITING, answer_by__lte=working_day(today, after=1))
    latest = ReferralMove.objects.filter(referral=OuterRef("pk")).order_by("-created_at", "-id")
    completed = Q(state=State.RECEIVED, latest=Gesture.COMPLETE)
    rows = rows.annotate(latest=Subquery(latest.values("gesture")[:1]))
    return rows.filter(Q(state=State.SENT) | completed)


def _received(what: NoticeOf) -> Callable[[Actor, date], Rows]:
    def rows(actor: Actor, today: date) -> Rows:
        for_them = Q(in_charge=None) | Q(in_charge_id=actor.user_id)
        return _untouched(received_referrals(actor).filter(for_them), what, today)

    return rows


def _theirs(actor: Actor, rows: Rows) -> Rows:
    """Those that they prepared, or hold, or whose preparer does not work here any more."""
    still_here = Membership.objects.current(actor.today or date.min).filter(
        user_id=OuterRef("prepared_by_id"), organisation_id=OuterRef("organisation_id")
    )
    orphaned = rows.filter(~Exists(still_here))
    return orphaned if orphaned.exists() else mine_to_follow(actor, rows)


def _answered(actor: Actor, today: date) -> Rows:
    return _theirs(actor, answers_to_read(actor))


def _unanswered(actor: Actor, today: date) -> Rows:
    return _theirs(actor, waiting_too_long(actor, today))


_REFERRALS: dict[NoticeOf, Callable[[Actor, date], Rows]] = {
    NoticeOf.RECEIVED: _received(NoticeOf.RECEIVED),
    NoticeOf.REMINDER: _received(NoticeOf.REMINDER),
    NoticeOf.ANSWERED: _answered,
    NoticeOf.UNANSWERED: _unanswered,
    NoticeOf.EXPIRED: lambda actor, today: _unanswered(actor, today).filter(state=State.EXPIRED),
}
