"""Behind the second wall, a referral goes its whole way: who receives it reads nothing else of the person."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import TODAY, World, client_of
from tisserand.accounts.walled import working_for
from tisserand.coordination.models import Referral, ReferralMove
from tisserand.coordination.referral_choices import ReferralState
from tisserand.coordination.referral_content import digest_of, referral_content
from tisserand.coordination.tests.referral_factories import make_referral
from tisserand.people.models import Person
from tisserand.sharing.tests.factories import guest_client, make_guest, make_member

pytestmark = pytest.mark.django_db
State = ReferralState


@pytest.fixture(autouse=True)
def wall(settings: Any) -> None:
    """Asked for."""
    settings.WALL = True


def do(client: Client, name: str, *args: Any, **said: Any) -> Any:
    """One gesture, on its page."""
    return client.post(reverse(f"coordination:{name}", args=args), said)


def state() -> str:
    """Where the only one stands, as the owner of the database sees it."""
    return Referral.objects.get().state


def test_a_partner_answers_and_knows_nothing_else(world: World) -> None:
    referral, partner = make_referral(world), client_of(world.cast.partner)
    page = partner.get(reverse("coordination:received_detail", args=[referral.pk]))
    assert "Le loyer" in page.content.decode()
    assert "Nadia Essai" in partner.get(reverse("coordination:received_list")).content.decode()
    with working_for(world.cast.actor("partner")):
        assert not Person.objects.exists()
        assert Referral.objects.count() == 1
    do(partner, "received_assign", referral.pk, user=world.cast.partner.pk)
    assert state() == State.RECEIVED
    do(partner, "received_answer", referral.pk, "refuser", reasons=["full"])
    assert state() == State.REFUSED
    do(partner, "received_take_back", referral.pk)
    assert state() == State.RECEIVED
    do(partner, "received_answer", referral.pk, "accepter")
    do(partner, "received_answer", referral.pk, "terminer", outcome="obtained", words="Fait.")
    assert state() == State.ENDED
    assert ReferralMove.objects.count() == 6


def test_whoever_sends_does_it_all_from_their_side(world: World) -> None:
    referral, referent = make_referral(world, State.PREPARING), client_of(world.cast.referent)
    keys = (world.person.pk, referral.pk)
    do(referent, "referral_send", *keys, shown=digest_of(referral_content(referral)))
    assert state() == State.SENT
    do(referent, "referral_answer", *keys, "demander", words="Le bail")
    do(referent, "referral_complete", *keys, words="Il est de mars.")
    assert state() == State.RECEIVED
    do(referent, "referral_send_again", *keys, answer_by=TODAY.replace(year=2099).isoformat())
    assert state() == State.SENT
    do(referent, "referral_revoke", *keys, words="")
    assert state() == State.REVOKED
    page = client_of(world.cast.partner).get(reverse("coordination:received_detail", args=[referral.pk]))
    assert page.status_code == 404


def test_by_a_link_they_answer_and_the_person_reads(world: World) -> None:
    place = make_member(world, name="Épicerie")
    referral = make_referral(world, to_organisation=None, to_name="Épicerie", member=place)
    _, number, code = make_guest(world, place)
    there = guest_client(number, code)
    assert (
        "Le loyer" in there.get(reverse("coordination:guest_referral", args=[referral.pk])).content.decode()
    )
    do(there, "guest_referral_answer", referral.pk, "accepter", words="Vendredi")
    assert state() == State.ACCEPTED
    _, number, code = make_guest(world)
    own = guest_client(number, code)
    said = own.get(reverse("coordination:guest_referral", args=[referral.pk])).content.decode()
    assert "Épicerie a dit oui." in said
    assert do(own, "guest_referral_answer", referral.pk, "refuser", reasons=["full"]).status_code == 404
