"""Referrals: what leaves, who may answer, what each answer leads to, what is taken back, what returns to the plan."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404

from tests.cast import TODAY, World
from tisserand.coordination.models import Referral
from tisserand.coordination.queries.referrals import received_in, received_referrals, waiting_too_long
from tisserand.coordination.referral_choices import (
    ANSWERS,
    TRANSITIONS,
    Gesture,
    GivenPart,
    ReferralOutcome,
    ReferralState,
    RefusalReason,
    Side,
    Urgency,
)
from tisserand.coordination.referral_content import digest_of, referral_content
from tisserand.coordination.referral_days import answer_day, last_day
from tisserand.coordination.services import referring
from tisserand.coordination.services.referral_answers import (
    answer_referral,
    assign_referral,
    keep_answer,
    take_back_answer,
)
from tisserand.coordination.services.referral_holding import Said
from tisserand.coordination.tests.conference_factories import make_goal
from tisserand.coordination.tests.referral_factories import make_referral
from tisserand.people.choices import ContactKind, Safety
from tisserand.people.models import ContactPoint
from tisserand.people.phones import shown
from tisserand.sharing.choices import BlockReach, Expression, InformedHow, ShareLevel, Topic
from tisserand.sharing.tests.factories import NOW, make_block, make_consent
from tisserand.support.choices import StepState
from tisserand.support.models import Entry
from tisserand.support.services.plan import add_step

pytestmark = pytest.mark.django_db
State = ReferralState
AGREED: dict[str, Any] = {
    "informed_how": InformedHow.EXPLAINED,
    "expression": Expression.SPOKEN,
    "agreed_on": TODAY,
}
WORDS = Said("Oui", (RefusalReason.FULL,), ReferralOutcome.OBTAINED)


def prepare(world: World, **said: Any) -> Referral:
    """As the form does."""
    fields: dict[str, Any] = {
        "to_organisation": world.association,
        "topic": Topic.HOUSING,
        "why": "Le loyer",
        "asked": "Un rendez-vous",
        "answer_by": TODAY + timedelta(3),
    }
    said = {**AGREED, **fields, **said}
    referral = Referral(**said)
    return referring.prepare_referral(
        actor=world.cast.actor("referent"),
        person=world.person,
        dossier=world.dossier,
        referral=referral,
        now=NOW,
    )


def send(world: World, referral: Referral) -> Referral:
    """As the page does: what was shown leaves."""
    digest = digest_of(referral_content(referral))
    return referring.send_referral(
        actor=world.cast.actor("referent"), referral=referral, shown=digest, now=NOW
    )


def safe_phone(world: World, safety: Safety = Safety.SAFE, **said: Any) -> ContactPoint:
    """A way of reaching the person."""
    return ContactPoint.objects.create(
        person=world.person, kind=ContactKind.PHONE, value="+33612345678", safety=safety, **said
    )


def test_what_leaves_is_what_was_chosen_and_no_more(world: World) -> None:
    make_block(world)
    make_block(world, Topic.HEALTH, text="Ses nuits sont courtes.")
    make_block(world, Topic.MONEY, text="Notre secret.", reach=BlockReach.TEAM)
    chosen = [Topic.HOUSING.value, Topic.MONEY.value]
    sent = send(world, prepare(world, topics=chosen, contact=safe_phone(world), parts=[GivenPart.CONTACT]))
    assert sent.state == State.SENT
    assert [block["text"] for block in sent.content["blocks"]] == ["Expulsion prévue au printemps."]
    assert sent.content["contact"] == shown("+33612345678")
    assert "birth" not in sent.content
    assert digest_of(sent.content) == sent.digest


@pytest.mark.parametrize("safety", [Safety.UNKNOWN, Safety.FORBIDDEN])
def test_a_way_that_is_not_said_to_be_safe_never_leaves(world: World, safety: Safety) -> None:
    with pytest.raises(ValidationError) as refused:
        prepare(world, contact=safe_phone(world, safety), parts=[GivenPart.CONTACT])
    assert "contact" in refused.value.message_dict


def test_a_way_that_became_unsafe_stops_the_sending(world: World) -> None:
    phone = safe_phone(world)
    referral = prepare(world, contact=phone, parts=[GivenPart.CONTACT])
    ContactPoint.objects.update(safety=Safety.FORBIDDEN)
    with pytest.raises(ValidationError):
        send(world, Referral.objects.get(pk=referral.pk))


def test_what_changed_since_it_was_shown_does_not_leave(world: World) -> None:
    referral = prepare(world, topics=[Topic.HOUSING.value])
    before = digest_of(referral_content(referral))
    make_block(world)
    with pytest.raises(ValidationError, match="a changé"):
        referring.send_referral(actor=world.cast.actor("referent"), referral=referral, shown=before, now=NOW)
    assert Referral.objects.get().state == State.PREPARING


def test_without_the_person_nothing_is_prepared(world: World) -> None:
    with pytest.raises(ValidationError) as refused:
        prepare(world, informed_how="", expression="", agreed_on=None)
    assert {"informed_how", "expression", "agreed_on"} == set(refused.value.message_dict)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_referral(world, informed_how="")


def test_under_an_agreement_only_what_it_covers(world: World) -> None:
    make_block(world)
    make_block(world, Topic.HEALTH, text="Ses nuits sont courtes.")
    consent = make_consent(world, topics=[Topic.HOUSING], level=ShareLevel.ACCOUNT)
    bare = {"informed_how": "", "expression": "", "agreed_on": None, "consent": consent}
    sent = send(world, prepare(world, **bare, topics=[Topic.HOUSING.value, Topic.HEALTH.value]))
    assert [block["topic"] for block in sent.content["blocks"]] == ["logement"]
    with pytest.raises(ValidationError, match="ne couvre pas"):
        prepare(world, **bare | {"topic": Topic.HEALTH})
    # A way of reaching someone is in no agreement: the person says yes to that as well.
    with pytest.raises(ValidationError):
        prepare(world, **bare, contact=safe_phone(world), parts=[GivenPart.CONTACT])


def test_an_agreement_taken_back_closes_the_page(world: World) -> None:
    consent = make_consent(world)
    referral = make_referral(world, consent=consent)
    partner = world.cast.actor("partner")
    assert referral in received_referrals(partner)
    consent.grants.update(cut_at=NOW)
    assert referral not in received_referrals(partner)
    with pytest.raises(Http404):
        answer_referral(actor=partner, referral=referral, gesture=Gesture.ACCEPT, now=NOW)


@pytest.mark.parametrize("gesture", ANSWERS)
@pytest.mark.parametrize("state", list(ReferralState))
def test_the_table_decides(world: World, state: State, gesture: Gesture) -> None:
    referral = make_referral(world, state)
    rule = TRANSITIONS[gesture]
    if state not in rule.froms:
        with pytest.raises((ValidationError, Http404)):
            answer_referral(
                actor=world.cast.actor("partner"), referral=referral, gesture=gesture, said=WORDS, now=NOW
            )
        assert Referral.objects.get().state == state
        return
    answer_referral(
        actor=world.cast.actor("partner"), referral=referral, gesture=gesture, said=WORDS, now=NOW
    )
    kept = Referral.objects.get()
    assert kept.state == rule.to
    last = kept.moves.last()
    assert last is not None
    assert (last.gesture, last.before, last.after) == (gesture, state, rule.to)
    assert "Association" in last.by_name


def test_sent_twice_is_answered_once(world: World) -> None:
    referral, partner = make_referral(world), world.cast.actor("partner")
    for _ in range(2):
        answer_referral(actor=partner, referral=referral, gesture=Gesture.REFUSE, said=WORDS, now=NOW)
    assert referral.moves.filter(gesture=Gesture.REFUSE).count() == 1


def test_a_refusal_says_why(world: World) -> None:
    referral, partner = make_referral(world), world.cast.actor("partner")
    for said in (Said("non"), Said("", (RefusalReason.OTHER,))):
        with pytest.raises(ValidationError):
            answer_referral(actor=partner, referral=referral, gesture=Gesture.REFUSE, said=said, now=NOW)


def test_an_answer_is_taken_back_with_a_trace(world: World) -> None:
    referral, partner = make_referral(world, State.RECEIVED), world.cast.actor("partner")
    answer_referral(actor=partner, referral=referral, gesture=Gesture.REFUSE, said=WORDS, now=NOW)
    take_back_answer(actor=partner, referral=referral, now=NOW)
    kept = Referral.objects.get()
    assert (kept.state, kept.closed_on, kept.reasons, kept.answered_at) == (State.RECEIVED, None, [], None)
    assert [move.gesture for move in kept.moves.all()][-2:] == [Gesture.REFUSE, Gesture.TAKE_BACK]


def test_the_receiver_neither_edits_nor_takes_back(world: World) -> None:
    referral, partner = make_referral(world), world.cast.actor("partner")
    with pytest.raises(PermissionDenied):
        referring.revoke_referral(actor=partner, referral=referral, words="", now=NOW)


def test_revoked_it_is_read_there_no_more(world: World) -> None:
    referral = make_referral(world, State.ACCEPTED)
    for _ in range(2):
        referring.revoke_referral(
            actor=world.cast.actor("referent"), referral=referral, words="Elle a changé d’avis", now=NOW
        )
    assert referral not in received_referrals(world.cast.actor("partner"))
    assert referral.moves.filter(gesture=Gesture.REVOKE).count() == 1


def test_what_is_missing_is_asked_then_answered(world: World) -> None:
    referral, partner = make_referral(world), world.cast.actor("partner")
    answer_referral(actor=partner, referral=referral, gesture=Gesture.ASK_MORE, said=Said("Le bail"), now=NOW)
    referring.complete_referral(
        actor=world.cast.actor("referent"), referral=referral, words="Il est de mars 2024.", now=NOW
    )
    assert Referral.objects.get().state == State.RECEIVED


def test_a_colleague_takes_charge(world: World) -> None:
    referral, partner = make_referral(world), world.cast.actor("partner")
    assign_referral(actor=partner, referral=referral, user=world.cast.two_hats, now=NOW)
    kept = Referral.objects.get()
    assert (kept.in_charge, kept.state) == (world.cast.two_hats, State.RECEIVED)
    with pytest.raises(ValidationError):
        assign_referral(actor=partner, referral=referral, user=world.cast.referent, now=NOW)
    there = world.cast.actor("two_hats", world.association)
    assert list(received_in(there, "miennes", TODAY)) == [referral]
    assert not received_in(partner, "nouvelles", TODAY).exists()


def test_noted_for_them_it_is_said_so(world: World) -> None:
    referral = make_referral(world, to_organisation=None, to_name="Épicerie")
    answer_referral(actor=world.cast.actor("colleague"), referral=referral, gesture=Gesture.ACCEPT, now=NOW)
    kept = Referral.objects.get()
    last = kept.moves.last()
    assert last is not None
    assert last.is_noted_for_them
    assert kept.seen_at is not None  # they know of what they wrote themselves
    assert kept.in_charge is None


def test_the_outcome_returns_to_the_plan(world: World) -> None:
    referent, goal = world.cast.actor("referent"), make_goal(world)
    step = add_step(actor=referent, goal=goal, title="Demander une place", doer="worker", now=NOW)
    referral = make_referral(world, State.ENDED, goal=goal, step=step)
    keep_answer(actor=referent, referral=referral, body="Une place obtenue.", ticks_step=True, now=NOW)
    step.refresh_from_db()
    entry = Entry.objects.get()
    assert step.state == StepState.DONE
    assert list(entry.goals.all()) == [goal]
    assert Referral.objects.get().seen_at == NOW


def test_late_it_stands_before_who_sent_it(world: World) -> None:
    late = make_referral(world, answer_by=TODAY - timedelta(1))
    expired = make_referral(world, State.EXPIRED)
    make_referral(world)
    assert set(waiting_too_long(world.cast.actor("referent"), TODAY)) == {late, expired}
    assert not waiting_too_long(world.cast.actor("neighbour"), TODAY).exists()
    again = referring.send_again(
        actor=world.cast.actor("referent"), referral=expired, answer_by=TODAY + timedelta(2), now=NOW
    )
    assert (again.state, again.closed_on) == (State.SENT, None)


@pytest.mark.parametrize(
    ("urgency", "today", "expected"),
    [
        (Urgency.TODAY, date(2026, 11, 22), date(2026, 11, 22)),  # a Sunday
        (Urgency.QUICK, date(2026, 11, 26), date(2026, 12, 1)),  # over a week-end
        (Urgency.QUICK, date(2026, 12, 23), date(2026, 12, 29)),  # over Christmas and a week-end
        (Urgency.ORDINARY, date(2026, 11, 2), date(2026, 11, 17)),  # over the 11th of November
    ],
)
def test_working_days_are_counted(urgency: Urgency, today: date, expected: date) -> None:
    assert answer_day(urgency, today) == expected
    assert last_day(urgency, expected) > expected


def test_every_gesture_is_in_the_table_but_the_one_that_goes_back() -> None:
    assert set(Gesture) - TRANSITIONS.keys() == {Gesture.TAKE_BACK}
    reached = {rule.to for rule in TRANSITIONS.values()}
    assert reached == set(State) - {State.PREPARING}
    assert all(
        Side.NOBODY not in rule.sides or gesture == Gesture.EXPIRE for gesture, rule in TRANSITIONS.items()
    )
