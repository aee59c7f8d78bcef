"""What every gesture on a referral does: ask the policy, hold the row, check, keep the gesture, leave a trace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from tisserand.accounts.actors import Actor
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action
from tisserand.coordination.models import Referral, ReferralMove
from tisserand.coordination.policies.referrals import REFERRAL
from tisserand.coordination.referral_choices import (
    LIVE,
    TRANSITIONS,
    Gesture,
    ReferralState,
    Side,
)
from tisserand.coordination.services.referral_notices import tell_of_gesture

PART = "coordination.referral"
MOVED = "Cette orientation n’en est plus là\u00a0: rouvrez sa page."
# Of these, the sender learns on coming: they have not read the answer yet.
NEWS = (
    Gesture.ACCEPT, Gesture.REFUSE, Gesture.REDIRECT, Gesture.ASK_MORE, Gesture.START, Gesture.END,
    Gesture.EXPIRE, Gesture.TAKE_BACK,
)  # fmt: skip


@dataclass(frozen=True)
class Said:
    """What goes with a gesture."""

    words: str = ""
    reasons: Sequence[str] = field(default_factory=tuple)
    outcome: str = ""


NOTHING = Said()


def hold_referral(actor: Actor, referral: Referral, action: Action) -> Referral:
    """The row as it is kept, held until the end of the transaction."""
    REFERRAL.check(actor, action, referral)
    return Referral.objects.select_for_update().get(pk=referral.pk)


def side_of(actor: Actor, referral: Referral) -> Side:
    """On which side of it the actor stands."""
    if actor.is_member and actor.organisation_id == referral.organisation_id:
        return Side.SENDER
    return Side.RECEIVER


def check_possible(held: Referral, gesture: Gesture, side: Side) -> None:
    """Raise unless the table of transitions allows it."""
    rule = TRANSITIONS[gesture]
    if held.state not in rule.froms or side not in rule.sides:
        raise ValidationError(MOVED)


def was_just_done(held: Referral, gesture: Gesture, name: str) -> bool:
    """The same gesture by the same hand was the last one: a form sent twice."""
    last = ReferralMove.objects.filter(referral=held).last()
    return last is not None and (last.gesture, last.by_name) == (gesture, name) and held.state == last.after


def name_of(actor: Actor) -> str:
    """Under what name the gesture is kept."""
    return " · ".join(filter(None, [actor.name, actor.organisation_name]))[:200] or "Tisserand"


def move(
    actor: Actor,
    held: Referral,
    gesture: Gesture,
    *,
    to: ReferralState | None = None,
    said: Said = NOTHING,
    for_them: bool = False,
    now: datetime,
    also: Sequence[str] = (),
) -> Referral:
    """Lead it to its next state and keep the gesture. `also`: other fields that the caller has set."""
    before, after = held.state, to or TRANSITIONS[gesture].to
    held.state = after
    held.closed_on = None if after in (*LIVE, ReferralState.PREPARING) else localdate(now)
    if gesture in NEWS:
        held.seen_at = now if for_them else None
    held.save_gesture("state", "closed_on", "seen_at", *also)
    ReferralMove.objects.create(
        referral=held,
        person_id=held.person_id,
        gesture=gesture,
        before=before,
        after=after,
        by_id=actor.user_id,
        by_name=name_of(actor),
        is_noted_for_them=for_them,
        words=said.words.strip(),
        reasons=list(said.reasons),
        outcome=said.outcome,
        created_at=now,
    )
    trace_referral(actor, held, Verb.CHANGE, reason=str(gesture.label))
    tell_of_gesture(actor, held, gesture, for_them=for_them, now=now)
    return held


def trace_referral(
    actor: Actor, referral: Referral, verb: Verb, *, reason: str = "", right: str = ""
) -> None:
    """One line of the trail about a referral."""
    record(
        actor=actor,
        verb=verb,
        part=PART,
        person_id=referral.person_id,
        object_id=referral.pk,
        reason=reason,
        right=right,
    )
