"""What a list shows is exactly what the object rule allows: referrals, in every state, for everybody."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import TODAY, World
from tisserand.accounts.actors import Actor
from tisserand.coordination.models import Referral
from tisserand.coordination.policies.referrals import RECEIVED, REFERRAL
from tisserand.coordination.queries.referrals import received_referrals, referrals_visible_to
from tisserand.coordination.referral_choices import ReferralState
from tisserand.coordination.tests.referral_factories import make_referral
from tisserand.sharing.choices import Basis
from tisserand.sharing.models import Guest
from tisserand.sharing.tests.factories import guest_actor, make_consent, make_guest, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def furnished(world: World) -> World:
    """Every state, to every sort of place, with and without an agreement, fresh and long over."""
    doctor, team = make_member(world), world.association.teams.get()
    for state in ReferralState:
        make_referral(world, state)
        make_referral(world, state, to_organisation=None, to_name="Dr Exemple", member=doctor)
    make_referral(world, ReferralState.ENDED, closed_on=TODAY - timedelta(31))
    make_referral(world, ReferralState.ENDED, closed_on=TODAY - timedelta(30))
    make_referral(world, consent=make_consent(world))
    make_referral(world, consent=make_consent(world, team=team, user=None))
    make_referral(world, consent=make_consent(world, user=world.cast.two_hats))
    make_referral(world, consent=make_consent(world, ends_on=TODAY - timedelta(1)))
    make_referral(
        world, consent=make_consent(world, informed_on=None, basis=Basis.DANGER, not_informed_reason="danger")
    )
    make_referral(world, dossier=world.restricted)
    make_guest(world, doctor)
    make_guest(world)
    return world


def _actors(world: World) -> dict[str, Actor]:
    guests = {guest.called: guest_actor(guest) for guest in Guest.objects.select_related("member")}
    there = {"two_hats_there": world.cast.actor("two_hats", world.association)}
    return world.cast.actors() | there | guests


def test_list_and_object_agree(furnished: World) -> None:
    rows = list(Referral.objects.all())
    for who, actor in _actors(furnished).items():
        for action in REFERRAL.rules:
            listed = set(referrals_visible_to(actor, action))
            assert listed == {row for row in rows if REFERRAL.may(actor, action, row)}, (who, action)


def test_received_is_what_others_sent_and_still_give(furnished: World) -> None:
    rows = list(Referral.objects.all())
    found = {}
    for who, actor in _actors(furnished).items():
        found[who] = set(received_referrals(actor))
        assert found[who] == {row for row in rows if RECEIVED.may(actor, "read", row)}, who
    assert found["partner"]
    assert found["two_hats_there"] > found["partner"]
    for row in found["partner"]:
        assert row.state not in ("preparing", "revoked", "expired")
        assert row.closed_on is None or row.closed_on >= TODAY - timedelta(30)
    for who in (
        "nobody",
        "neighbour",
        "reception",
        "administrator",
        "peer",
        "former",
        "stranger",
        "referent",
    ):
        assert found[who] == set(), who
