"""One's own account, and on whose behalf one acts."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from tests.cast import World, client_of
from tisserand.accounts.middleware import ORGANISATION_KEY
from tisserand.audit.models import AccessEvent


def choose(client: Client, organisation: object, following: str = "/") -> object:
    data = {"organisation": str(organisation), "next": following}
    return client.post(reverse("accounts:organisation_choose"), data)


def test_someone_with_two_hats_is_nobody_until_they_choose(world: World) -> None:
    client = client_of(world.cast.two_hats)
    page = client.get("/administration/")
    assert page.status_code == 404
    assert "Dites d’abord pour qui vous travaillez" in page.content.decode()
    answer = choose(client, world.association.pk, "/travaux/")
    assert answer.url == "/travaux/"
    assert "Association d’essai" in client.get("/travaux/").content.decode()
    assert AccessEvent.objects.get(part="accounts.hat").organisation_id == world.association.pk


def test_one_switches_at_will_but_only_to_a_hat_one_has(world: World) -> None:
    client = client_of(world.cast.two_hats)
    choose(client, world.ccas.pk)
    choose(client, world.association.pk)
    assert client.session[ORGANISATION_KEY] == str(world.association.pk)
    partner = client_of(world.cast.partner)
    assert choose(partner, world.ccas.pk).status_code == 200
    assert ORGANISATION_KEY not in partner.session


def test_the_choice_never_leads_outside(world: World) -> None:
    answer = choose(client_of(world.cast.two_hats), world.ccas.pk, "https://ailleurs.test/")
    assert answer.url == "/"


def test_a_hat_that_ended_is_taken_off_at_once(world: World) -> None:
    client = client_of(world.cast.two_hats)
    choose(client, world.ccas.pk)
    world.cast.two_hats.memberships.filter(organisation=world.ccas).delete()
    assert "Association d’essai" in client.get(reverse("accounts:profile")).content.decode()


def test_without_any_role_one_is_told_why(world: World) -> None:
    page = client_of(world.cast.former).get("/administration/")
    assert page.status_code == 404
    assert "rattaché à aucune structure" in page.content.decode()


def test_one_amends_one_s_own_details(world: World) -> None:
    client = client_of(world.cast.referent)
    said = {"first_name": "Anne", "last_name": "Essai", "job_title": "éducatrice", "phone": "0387000000"}
    assert client.post(reverse("accounts:profile"), said).status_code == 302
    world.cast.referent.refresh_from_db()
    assert (world.cast.referent.get_full_name(), world.cast.referent.job_title) == (
        "Anne Essai",
        "éducatrice",
    )
