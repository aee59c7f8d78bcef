"""The answer to a referral: given by who receives it, or noted for them; taken back, assigned, kept."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate

from tisserand.accounts.actors import Actor
from tisserand.accounts.models import User
from tisserand.accounts.queries import actors_in
from tisserand.audit.choices import Verb
from tisserand.common.access import Action
from tisserand.coordination.models import Referral, ReferralMove
from tisserand.coordination.policies.referrals import RECEIVED
from tisserand.coordination.referral_choices import ANSWERS, Gesture, ReferralState, RefusalReason, Side
from tisserand.coordination.services.referral_holding import (
    MOVED,
    NOTHING,
    Said,
    check_possible,
    hold_referral,
    move,
    name_of,
    side_of,
    trace_referral,
    was_just_done,
)
from tisserand.support.choices import EntryKind, StepState
from tisserand.support.services.journal import write_entry
from tisserand.support.services.plan import complete_step

# What counts as an answer, for the time it took.
ANSWERING = (Gesture.ACCEPT, Gesture.REFUSE, Gesture.REDIRECT)
NEEDS_WORDS = {
    Gesture.ASK_MORE: "Dites ce qu’il manque.",
    Gesture.REDIRECT: "Dites vers qui, ou vers quoi, adresser la personne.",
}


@transaction.atomic
def answer_referral(
    *, actor: Actor, referral: Referral, gesture: Gesture, said: Said = NOTHING, now: datetime
) -> Referral:
    """One gesture of the receiver; the same one sent twice changes nothing."""
    held = hold_referral(actor, referral, Action.MANAGE)
    if gesture not in ANSWERS:
        raise ValidationError(MOVED)
    if was_just_done(held, gesture, name_of(actor)):
        return held
    side = side_of(actor, held)
    check_possible(held, gesture, side)
    _check_said(gesture, said)
    fields = ["words", "reasons", "outcome", "in_charge", "answered_at"]
    held.words, held.reasons, held.outcome = said.words.strip(), list(said.reasons), said.outcome
    if gesture in ANSWERING and held.answered_at is None:
        held.answered_at = now
    if side == Side.RECEIVER and held.in_charge_id is None and actor.user_id:
        held.in_charge_id = actor.user_id
    return move(actor, held, gesture, said=said, for_them=side == Side.SENDER, now=now, also=fields)


def _check_said(gesture: Gesture, said: Said) -> None:
    if gesture == Gesture.REFUSE and not said.reasons:
        raise ValidationError({"reasons": "Choisissez au moins une raison."})
    if gesture == Gesture.REFUSE and RefusalReason.OTHER in said.reasons and not said.words.strip():
        raise ValidationError({"words": "Dites quelle autre raison."})
    if gesture == Gesture.END and not said.outcome:
        raise ValidationError({"outcome": "Dites ce qui en est sorti."})
    if gesture in NEEDS_WORDS and not said.words.strip():
        raise ValidationError({"words": NEEDS_WORDS[gesture]})


def last_answer(referral: Referral) -> ReferralMove | None:
    """The answer that may still be taken back: the last gesture, when it is one."""
    last = ReferralMove.objects.filter(referral=referral).last()
    return last if last and last.gesture in ANSWERS else None


@transaction.atomic
def take_back_answer(*, actor: Actor, referral: Referral, now: datetime) -> Referral:
    """It was a mistake: the referral stands where it stood before it. The gesture and its undoing both stay told."""
    held = hold_referral(actor, referral, Action.MANAGE)
    if was_just_done(held, Gesture.TAKE_BACK, name_of(actor)):
        return held
    last = last_answer(held)
    if last is None:
        raise ValidationError(MOVED)
    before = ReferralState(last.before)
    if last.gesture in ANSWERING and before in (
        ReferralState.SENT,
        ReferralState.RECEIVED,
        ReferralState.TO_COMPLETE,
    ):
        held.answered_at = None
    held.words, held.reasons, held.outcome = "", [], ""
    fields = ("words", "reasons", "outcome", "answered_at")
    for_them = side_of(actor, held) == Side.SENDER
    return move(actor, held, Gesture.TAKE_BACK, to=before, for_them=for_them, now=now, also=fields)


@transaction.atomic
def assign_referral(*, actor: Actor, referral: Referral, user: User, now: datetime) -> Referral:
    """Someone of the receiving team takes charge of it: the actor themself, or a colleague."""
    RECEIVED.check(actor, Action.EDIT, referral)
    held = Referral.objects.select_for_update().get(pk=referral.pk)
    known = actors_in(actor.organisation_id, today=localdate(now), users=[user.pk])
    if not any(one.is_accompanying for one in known):
        raise ValidationError({"user": "Choisissez quelqu’un qui accompagne ici."})
    if held.in_charge_id != user.pk:
        held.in_charge = user
        held.save_gesture("in_charge")
        trace_referral(actor, held, Verb.CHANGE, reason="confiée")
    if held.state == ReferralState.SENT:
        move(actor, held, Gesture.RECEIVE, now=now)
    return held


@transaction.atomic
def keep_answer(*, actor: Actor, referral: Referral, body: str, ticks_step: bool, now: datetime) -> Any:
    """The answer goes into the journal and to the plan: a note tied to the goal and the step, which it may tick."""
    held = hold_referral(actor, referral, Action.EDIT)
    held = type(held).objects.select_related("dossier", "goal", "step__goal__plan__dossier").get(pk=held.pk)
    entry = write_entry(
        actor=actor,
        dossier=held.dossier,
        body=body,
        kind=EntryKind.ADMINISTRATIVE,
        happened_at=now,
        now=now,
        goals=[held.goal] if held.goal else [],
        steps=[held.step] if held.step else [],
    )
    if ticks_step and held.step and held.step.state not in (StepState.DONE, StepState.ABANDONED):
        complete_step(actor=actor, step=held.step, now=now)
    if held.seen_at is None:
        held.seen_at = now
        held.save_gesture("seen_at")
    return entry
