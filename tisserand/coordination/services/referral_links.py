"""Who receives a referral without an account comes into the circle: links are for those in it (docs/adr/0012)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from tisserand.accounts.actors import Actor
from tisserand.common.access import Action
from tisserand.coordination.choices import NoticeOf
from tisserand.coordination.models import Referral
from tisserand.coordination.referral_choices import ReferralState, Urgency
from tisserand.coordination.services.referral_holding import hold_referral
from tisserand.coordination.services.referral_notices import tell_receivers
from tisserand.sharing.choices import MemberKind, Ring
from tisserand.sharing.models import CircleMember
from tisserand.sharing.services.circle import add_circle_member


@transaction.atomic
def member_for(*, actor: Actor, referral: Referral, now: datetime) -> CircleMember:
    """The one who answers for it: made once, or the same place already in the circle. They read this alone."""
    held = hold_referral(actor, referral, Action.EDIT)
    if held.member is not None:
        return held.member
    around = CircleMember.objects.filter(
        person_id=held.person_id, organisation_id=held.organisation_id, user=None, until_on=None
    )
    name = (held.service.structure.name if held.service else held.to_name)[:160]
    member = around.filter(name__iexact=name).first()
    if member is None:
        member = add_circle_member(
            actor=actor,
            person=held.person,
            member=CircleMember(
                kind=MemberKind.PROFESSIONAL,
                name=name,
                role=held.asked[:300],
                ring=Ring.FURTHER,
                phone=held.to_phone,
                email=held.to_email,
                since_on=localdate(now),
            ),
            now=now,
        )
    held.member = member
    held.save_gesture("member")
    if held.state == ReferralState.SENT:
        # They may hold a link already, for another referral: it leads to this one from now on.
        is_urgent = held.urgency == Urgency.TODAY
        tell_receivers(held, NoticeOf.RECEIVED, is_urgent=is_urgent, now=now)
    return member
