"""Referrals made in one line, at any moment of their life."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.cast import TODAY, World
from tisserand.coordination.models import Referral, ReferralMove
from tisserand.coordination.referral_choices import (
    LIVE,
    Gesture,
    ReferralOutcome,
    ReferralState,
    RefusalReason,
)
from tisserand.sharing.choices import Expression, InformedHow, Topic
from tisserand.sharing.tests.factories import NOW

State = ReferralState
CONTENT = {
    "name": "Nadia Essai",
    "why": "Le loyer",
    "asked": "Un rendez-vous",
    "blocks": [],
    "from": "CCAS d’essai",
}
GESTURES = {
    State.SENT: Gesture.SEND,
    State.RECEIVED: Gesture.RECEIVE,
    State.TO_COMPLETE: Gesture.ASK_MORE,
    State.ACCEPTED: Gesture.ACCEPT,
    State.REFUSED: Gesture.REFUSE,
    State.REDIRECTED: Gesture.REDIRECT,
    State.STARTED: Gesture.START,
    State.ENDED: Gesture.END,
    State.REVOKED: Gesture.REVOKE,
    State.EXPIRED: Gesture.EXPIRE,
}
ANSWERED = (State.ACCEPTED, State.REFUSED, State.REDIRECTED, State.STARTED, State.ENDED)


def make_referral(world: World, state: State = State.SENT, **said: Any) -> Referral:
    """Of the person of the open dossier, to the association unless said, agreed on by itself."""
    dossier = said.pop("dossier", world.dossier)
    fields: dict[str, Any] = {
        "person": dossier.person,
        "organisation": dossier.organisation,
        "dossier": dossier,
        "state": state,
        "to_organisation": world.association,
        "to_name": world.association.name,
        "topic": Topic.HOUSING,
        "why": "Le loyer n’est plus payé depuis trois mois.",
        "asked": "Un rendez-vous",
        "answer_by": TODAY + timedelta(10),
        "prepared_by": world.cast.referent,
        "closed_on": None if state in (*LIVE, State.PREPARING) else TODAY,
        "reasons": [RefusalReason.FULL] if state == State.REFUSED else [],
        "outcome": ReferralOutcome.OBTAINED if state == State.ENDED else "",
        "answered_at": NOW if state in ANSWERED else None,
    }
    if not said.get("consent"):
        fields |= {
            "informed_how": InformedHow.EXPLAINED,
            "expression": Expression.SPOKEN,
            "agreed_on": TODAY,
        }
    if state != State.PREPARING:
        fields |= {"sent_at": NOW, "content": CONTENT, "digest": "-"}
    referral = Referral.objects.create(**fields | said)
    if state != State.PREPARING:
        make_move(referral, Gesture.SEND, State.PREPARING, State.SENT)
    if state not in (State.PREPARING, State.SENT):
        make_move(referral, GESTURES[state], State.SENT, state)
    return referral


def make_move(referral: Referral, gesture: Gesture, before: State, after: State, **said: Any) -> ReferralMove:
    """One gesture, by the referent unless said."""
    kept = {"referral": referral, "person_id": referral.person_id, "created_at": NOW}
    said = {"by_name": "Referent Essai", **said}
    return ReferralMove.objects.create(**kept, gesture=gesture, before=before, after=after, **said)
