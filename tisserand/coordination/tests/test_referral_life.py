"""The life of a referral, whatever is done in whatever order: no forbidden state, nothing read beyond what was shown.

The table below says what leads where, written apart from the product's own.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.http import Http404
from django.utils.timezone import localdate
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.cast import World
from tisserand.accounts.actors import Actor
from tisserand.accounts.queries import actors_of
from tisserand.accounts.walled import working_for
from tisserand.coordination.models import Referral, ReferralMove
from tisserand.coordination.queries.referrals import received_referrals
from tisserand.coordination.referral_choices import (
    Gesture,
    ReferralOutcome,
    ReferralState,
    RefusalReason,
    steps,
)
from tisserand.coordination.referral_content import digest_of, referral_content
from tisserand.coordination.services import referring
from tisserand.coordination.services.referral_answers import answer_referral, take_back_answer
from tisserand.coordination.services.referral_holding import Said
from tisserand.coordination.services.referral_reminders import remind_all
from tisserand.coordination.tests.referral_factories import make_referral
from tisserand.sharing.choices import ConsentState, Topic
from tisserand.sharing.models import AccountBlock
from tisserand.sharing.services.consents import withdraw_consent
from tisserand.sharing.tests.factories import NOW, make_block, make_consent

pytestmark = pytest.mark.django_db
WAITING = ("sent", "received", "to_complete")
# What whoever receives may say, from where, and what comes of it. Everything else is refused.
LEADS = {
    "receive": (("sent",), "received"),
    "ask_more": (("sent", "received"), "to_complete"),
    "accept": (WAITING, "accepted"),
    "refuse": ((*WAITING, "accepted"), "refused"),
    "redirect": ((*WAITING, "accepted"), "redirected"),
    "start": (("accepted",), "started"),
    "end": (("accepted", "started"), "ended"),
}
OVER = ("refused", "redirected", "ended", "revoked", "expired")
LACKING = {"refuse": "reasons", "end": "outcome", "ask_more": "words", "redirect": "words"}
REFUSED = (ValidationError, PermissionDenied, Http404)
SECRET = "Ses nuits sont courtes."


class Life(RuleBasedStateMachine):
    """One referral to the association; those who sent and those who received do what they like, days go by."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.now: datetime = NOW
        make_block(self.world)
        self.consent = make_consent(self.world, level=30)
        self.pk = make_referral(self.world, ReferralState.PREPARING, topics=[Topic.HOUSING.value]).pk
        self.state, self.path = "preparing", ["preparing"]
        self.expected: Any = None  # what was shown, once sent
        self.closed_at: datetime | None = None
        self.by: list[str] = []  # the gestures since it left

    def teardown(self) -> None:
        """Nothing of it stays."""
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)

    def row(self) -> Referral:
        """As the database holds it."""
        return Referral.objects.get(pk=self.pk)

    def actor(self, name: str) -> Actor:
        """Someone, that day."""
        (actor,) = actors_of(getattr(self.world.cast, name), today=localdate(self.now)).values()
        return actor

    @contextmanager
    def trying(self, is_allowed: bool, to: str, gesture: str) -> Any:
        """Done if the table allows it; else refused, and nothing changed."""
        before = Referral.objects.values().get(pk=self.pk)
        if is_allowed:
            yield
            self.reach(to, gesture)
            return
        last = ReferralMove.objects.filter(referral=self.pk).last()
        with transaction.atomic():
            try:
                yield
            except REFUSED:
                pass
            else:  # the same one, sent twice: it was done already
                assert self.by
                assert last is not None
                assert (self.by[-1], self.state) == (gesture, last.after)
        assert Referral.objects.values().get(pk=self.pk) == before

    def reach(self, to: str, gesture: str) -> None:
        """It stands there now."""
        self.state = to
        self.path.append(to)
        self.by.append(gesture)
        self.closed_at = self.now if to in OVER else None

    @rule(why=st.sampled_from(["Le loyer", "Une dette de loyer"]))
    @precondition(lambda self: self.state == "preparing" and self.row().answer_by >= localdate(self.now))
    def write(self, why: str) -> None:
        referral = self.row()
        referral.why = why
        actor = self.actor("referent")
        referring.edit_referral(actor=actor, referral=referral, expected=referral.revision, now=self.now)

    @rule(is_stale=st.booleans())
    def send(self, is_stale: bool) -> None:
        shown = referral_content(self.row())
        digest = digest_of(shown | {"why": "autre chose"} if is_stale else shown)
        may = self.state == "preparing" and not is_stale and self.row().answer_by >= localdate(self.now)
        with self.trying(may, "sent", "send"):
            referring.send_referral(
                actor=self.actor("referent"), referral=self.row(), shown=digest, now=self.now
            )
        if may:
            self.expected = shown

    @rule(
        name=st.sampled_from(["referent", "partner", "stranger_there"]), said=st.sampled_from(sorted(LEADS))
    )
    def answer(self, name: str, said: str) -> None:
        self.say(name, said, is_complete=True)

    @rule(said=st.sampled_from(sorted(LACKING)))
    def answer_by_half(self, said: str) -> None:
        self.say("partner", said, is_complete=False)

    def say(self, name: str, said: str, *, is_complete: bool) -> None:
        """One answer, with all that it asks for or without."""
        full: dict[str, Any] = {
            "words": "Le bail",
            "reasons": (RefusalReason.FULL,),
            "outcome": ReferralOutcome.OBTAINED,
        }
        words = Said(**full) if is_complete else Said(**{k: v for k, v in full.items() if k != LACKING[said]})
        froms, to = LEADS[said]
        is_there = name == "referent" or (name == "partner" and self.is_readable())
        may = self.state in froms and is_complete and is_there
        actor = self.actor("neighbour" if name == "stranger_there" else name)
        with self.trying(may and name != "stranger_there", to, said):
            answer_referral(actor=actor, referral=self.row(), gesture=Gesture(said), said=words, now=self.now)

    @rule(name=st.sampled_from(["referent", "partner"]))
    def take_back(self, name: str) -> None:
        may = bool(self.by) and self.by[-1] in LEADS and (name == "referent" or self.is_readable())
        before = self.path[-2] if len(self.path) > 1 else ""
        with self.trying(may, before, "take_back"):
            take_back_answer(actor=self.actor(name), referral=self.row(), now=self.now)

    @rule()
    def complete(self) -> None:
        with self.trying(self.state == "to_complete", "received", "complete"):
            referring.complete_referral(
                actor=self.actor("referent"), referral=self.row(), words="De mars", now=self.now
            )

    @rule(days=st.integers(-2, 9))
    def send_again(self, days: int) -> None:
        day = localdate(self.now) + timedelta(days)
        # For the same day, by the same hand: the same form sent twice.
        is_said = self.by[-1:] == ["send_again"] and self.row().answer_by == day
        may = (self.state in WAITING or self.state == "expired") and days >= 0 and not is_said
        with self.trying(may, "sent", "send_again"):
            referring.send_again(
                actor=self.actor("referent"), referral=self.row(), answer_by=day, now=self.now
            )

    @rule()
    def revoke(self) -> None:
        may = self.state in (*WAITING, "accepted", "started")
        with self.trying(may, "revoked", "revoke"):
            referring.revoke_referral(
                actor=self.actor("referent"), referral=self.row(), words="", now=self.now
            )

    @rule(days=st.sampled_from([0, 1, 5, 20, 40]))
    def time_goes_by(self, days: int) -> None:
        self.now += timedelta(days)
        remind_all(now=self.now)
        if self.row().state == "expired" != self.state:
            assert self.state in WAITING
            assert self.row().answer_by < localdate(self.now)
            self.reach("expired", "expire")

    @rule()
    @precondition(lambda self: self.state != "preparing")
    def something_new_is_written_of_them(self) -> None:
        """What changes in the record does not follow."""
        AccountBlock.objects.filter(person=self.world.person).update(text=SECRET)

    @rule(to=st.sampled_from(sorted(ReferralState.values)))
    def force(self, to: str) -> None:
        """Nobody leads it where the table does not, were it by hand in the database."""
        if to == self.state or (self.state, to) in steps():
            return
        with pytest.raises(DatabaseError), transaction.atomic():
            Referral.objects.filter(pk=self.pk).update(state=to)

    def is_readable(self) -> bool:
        """Whether those who received it still read it."""
        if self.state in ("preparing", "revoked", "expired"):
            return False
        return self.closed_at is None or localdate(self.now) <= localdate(self.closed_at) + timedelta(30)

    @invariant()
    def stands_where_it_was_led(self) -> None:
        row = self.row()
        assert row.state == self.state
        moves = list(ReferralMove.objects.filter(referral=row).values_list("before", "after"))
        assert [after for _, after in moves] == self.path[1:]
        assert [before for before, _ in moves] == self.path[:-1]

    @invariant()
    def tells_what_was_shown(self) -> None:
        row = self.row()
        assert row.content == self.expected
        assert SECRET not in str(row.content)
        if row.content:
            assert row.digest == digest_of(row.content)

    @invariant()
    def is_read_there_only_while_it_may_be(self) -> None:
        partner = self.actor("partner")
        assert received_referrals(partner).filter(pk=self.pk).exists() == self.is_readable()
        django_settings.WALL = True  # and by the second wall alone
        try:
            with working_for(partner):
                assert Referral.objects.filter(pk=self.pk).exists() == self.is_readable()
        finally:
            django_settings.WALL = False


class LifeUnderAnAgreement(Life):
    """The same, resting on an agreement to share, which may be taken back: it shuts what rests on it."""

    def __init__(self) -> None:
        super().__init__()
        Referral.objects.filter(pk=self.pk).update(
            consent=self.consent, informed_how="", expression="", agreed_on=None
        )

    @rule()
    @precondition(lambda self: self.state != "preparing")
    def withdraw(self) -> None:
        withdraw_consent(actor=self.actor("referent"), consent=self.consent, words="", now=self.now)
        self.consent.refresh_from_db()

    def is_readable(self) -> bool:
        return super().is_readable() and self.consent.state == ConsentState.GIVEN


@pytest.mark.parametrize("life", [Life, LifeUnderAnAgreement])
def test_whatever_is_done_in_whatever_order(world: World, life: type[Life]) -> None:
    life.world = world
    # Made shorter, a failing life would be lived hundreds of times: it is told as it was found.
    told = settings(
        max_examples=12, stateful_step_count=14, phases=[Phase.explicit, Phase.reuse, Phase.generate]
    )
    run_state_machine_as_test(life, settings=told)
