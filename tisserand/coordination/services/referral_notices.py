"""Who is told of a gesture on a referral: the other side, by a notice without content, as soon as they work."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.timezone import localdate

from tisserand.accounts.actors import Actor
from tisserand.accounts.queries import actors_in
from tisserand.accounts.walled import past_the_wall
from tisserand.coordination.choices import NoticeOf
from tisserand.coordination.models import Referral
from tisserand.coordination.referral_choices import Gesture, Urgency
from tisserand.coordination.services.notices import tell_guest, tell_people
from tisserand.sharing.choices import Channel
from tisserand.sharing.keepers import who_keeps
from tisserand.sharing.models import Guest
from tisserand.support.models import Referent

TO_RECEIVERS = (Gesture.SEND, Gesture.SEND_AGAIN, Gesture.COMPLETE)
TO_SENDERS = (
    Gesture.ACCEPT, Gesture.REFUSE, Gesture.REDIRECT, Gesture.ASK_MORE, Gesture.START, Gesture.END,
)  # fmt: skip


def tell_of_gesture(
    actor: Actor, referral: Referral, gesture: Gesture, *, for_them: bool, now: datetime
) -> None:
    """What was sent or completed is told there; what was answered, here, unless those who sent noted it themselves."""
    if gesture in TO_RECEIVERS:
        is_urgent = referral.urgency == Urgency.TODAY
        tell_receivers(referral, NoticeOf.RECEIVED, is_urgent=is_urgent, now=now)
    elif gesture in TO_SENDERS and not for_them:
        tell_senders(referral, NoticeOf.ANSWERED, now=now)


def tell_receivers(referral: Referral, what: NoticeOf, *, is_urgent: bool = False, now: datetime) -> None:
    """Whoever took charge of it; nobody yet, those who accompany there; without an account, by their link."""
    if referral.to_organisation_id is None:
        guest = link_by_mail(referral, now)
        if guest is not None:
            tell_guest(guest, what, is_urgent=is_urgent, now=now)
        return
    tell_people(receivers(referral, localdate(now)), what, is_urgent=is_urgent, now=now)


def tell_senders(referral: Referral, what: NoticeOf, *, now: datetime) -> None:
    """Those who are to know of the answer. Who accompanies someone is not for whoever answers to read."""
    with past_the_wall():
        told = senders(referral, localdate(now))
    tell_people(told, what, now=now)


def receivers(referral: Referral, today: date) -> list[UUID]:
    """Whoever took charge of it, as long as they work there; else all those who accompany there."""
    there: Any = referral.to_organisation_id
    known = [one.user_id for one in actors_in(there, today=today) if one.is_accompanying and one.user_id]
    return [each for each in known if each == referral.in_charge_id] or known


def senders(referral: Referral, today: date) -> list[UUID]:
    """Whoever prepared it, as long as they accompany the person; else who holds the dossier; else all who do."""
    known = [one.user_id for one in who_keeps(referral.person_id, referral.organisation_id, on=today)]
    around = [each for each in known if each]
    if referral.prepared_by_id in around:
        return [referral.prepared_by_id]
    holding = Referent.objects.filter(dossier_id=referral.dossier_id, until_on=None, user_id__in=around)
    return list(holding.values_list("user_id", flat=True)) or around


def link_by_mail(referral: Referral, now: datetime) -> Guest | None:
    """The link by which they answer, if it stands and was given by e-mail: they are told at the same address."""
    if referral.member_id is None:
        return None
    rows = Guest.objects.filter(member_id=referral.member_id, link_channel=Channel.EMAIL, ended_at=None)
    guest = rows.select_related("member").first()
    return guest if guest and guest.is_standing(now) and guest.member and guest.member.email else None
