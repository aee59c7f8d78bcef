"""What a list shows is exactly what the object rule allows: referrals, in every state, for everybody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import TODAY, World, client_of
from tisserand.accounts.actors import Actor
from tisserand.accounts.models import User
from tisserand.coordination.models import Referral
from tisserand.coordination.policies.referrals import RECEIVED, REFERRAL
from tisserand.coordination.queries.referrals import received_referrals, referrals_visible_to
from tisserand.coordination.referral_choices import ReferralState
from tisserand.coordination.tests.referral_factories import make_referral
from tisserand.sharing.choices import Basis
from tisserand.sharing.models import Guest
from tisserand.sharing.tests.factories import guest_actor, guest_client, make_consent, make_guest, make_member

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


@pytest.mark.parametrize("state", list(ReferralState))
def test_every_page_of_it_opens_in_every_state(world: World, state: ReferralState) -> None:
    referral = make_referral(world, state, member=make_member(world))
    keys = [world.person.pk, referral.pk]
    referent = client_of(world.cast.referent)
    if state == ReferralState.PREPARING:
        assert referent.get(reverse("coordination:referral_edit", args=keys)).status_code == 200
    for name in ("referral_detail", "referral_standing"):
        assert referent.get(reverse(f"coordination:{name}", args=keys)).status_code == 200
    there = 200 if RECEIVED.may(world.cast.actor("partner"), "read", referral) else 404
    page = reverse("coordination:received_detail", args=[referral.pk])
    assert client_of(world.cast.partner).get(page).status_code == there
    _, number, code = make_guest(world)
    own = guest_client(number, code).get(reverse("coordination:guest_referral", args=[referral.pk]))
    assert own.status_code == (404 if state == ReferralState.PREPARING else 200)


def test_ten_more_ask_the_database_no_more(world: World) -> None:
    def asked(user: User, name: str, *args: Any) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client_of(user).get(reverse(f"coordination:{name}", args=args)).status_code == 200
        return len(queries)

    pages = [
        (world.cast.partner, "received_list"),
        (world.cast.partner, "referral_panel"),
        (world.cast.referent, "sent_list"),
        (world.cast.referent, "referral_list", world.person.pk),
    ]
    make_referral(world)
    before = [asked(*page) for page in pages]
    for _ in range(10):
        make_referral(world)
    assert [asked(*page) for page in pages] == before
