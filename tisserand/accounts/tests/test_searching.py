"""What was typed in a search: sealed in the address, for its author, for a few days."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import World, client_of
from tests.searching import searched
from tisserand.accounts import searching

pytestmark = pytest.mark.django_db
EXPIRED = "Cette recherche a expiré\u00a0: retapez-la."
NAME = "Nadia Essai"


@pytest.fixture
def client(world: World) -> Client:
    return client_of(world.cast.referent)


@pytest.fixture
def address() -> str:
    return reverse("people:person_list")


def test_what_was_typed_is_found_again_and_in_no_address(client: Client, address: str) -> None:
    shown = searched(client, address, texte=NAME, parmi="tout")
    assert "Nadia" not in shown
    assert "parmi=tout" in shown
    page = client.get(shown).content.decode()
    assert 'value="Nadia Essai"' in page
    token = parse_qs(urlsplit(shown).query)["mots"][0]
    for link in ("tri=-nom", "format=csv"):
        assert f"mots={token}&amp;" in page.partition(link)[0].rpartition("href")[2], link


def test_the_same_search_never_looks_the_same_and_stays_short(client: Client, address: str) -> None:
    first, second = (searched(client, address, texte=NAME) for _ in range(2))
    assert first != second
    assert len(first) < 160
    assert "%" not in first, "nothing to be written otherwise in an address"


def test_another_account_reads_nothing_of_it(client: Client, address: str, world: World) -> None:
    shown = searched(client, address, texte=NAME)
    page = client_of(world.cast.colleague).get(shown).content.decode()
    assert EXPIRED in page
    assert 'value="Nadia' not in page
    assert not re.search(r'href="[^"]*mots=', page), "no link goes on with it"


@pytest.mark.parametrize("age", [timedelta(), timedelta(seconds=-1)])
def test_it_expires(client: Client, address: str, age: timedelta, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = searched(client, address, texte=NAME)
    assert EXPIRED not in client.get(shown).content.decode()
    monkeypatch.setattr(searching, "READABLE_FOR", age - timedelta(seconds=1))
    page = client.get(shown)
    assert page.status_code == 200
    assert EXPIRED in page.content.decode()


@pytest.mark.parametrize(
    "name",
    ["people:person_search", "coordination:thread_list", "sharing:opening_list", "support:welcome_list"],
)
def test_a_search_that_makes_no_sense_shows_the_list(client: Client, name: str) -> None:
    page = client.get(reverse(name), {"mots": "n’importe\x00quoi" * 400})
    assert page.status_code == 200


def test_what_an_address_says_in_clear_is_not_looked_at(client: Client, address: str) -> None:
    page = client.get(address, {"texte": "introuvable"}).content.decode()
    assert "Nadia" in page
    assert 'value="introuvable' not in page
    assert "texte=introuvable&amp;" not in page, "no link goes on with it"


def test_an_empty_search_leads_to_the_list_itself(client: Client, address: str) -> None:
    assert searched(client, address, texte="  \x00 ") == address


def test_letters_beyond_any_name_are_cut(client: Client, address: str) -> None:
    assert len(searched(client, address, texte="é" * 5000)) < 700


def test_the_forgery_check_stands_before_a_search(world: World) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client_of(world.cast.referent).cookies
    for name in ("people:person_search", "people:person_list"):
        answer = strict.post(reverse(name), {"q": NAME}, headers={"HX-Request": "true"})
        assert answer.status_code == 403
    page = strict.get(reverse("people:person_list"))
    token = page.content.decode().partition('name="csrf-token" content="')[2].partition('"')[0]
    headers = {"HX-Request": "true", "X-CSRFToken": token}
    assert strict.post(reverse("people:person_search"), {"q": NAME}, headers=headers).status_code == 200


def test_sealing_asks_the_database_nothing_more(client: Client, address: str) -> None:
    shown = searched(client, address, texte=NAME)
    client.get(shown)
    with CaptureQueriesContext(connection) as plain:
        client.get(address, {"depuis": "2020-01-01"})
    with CaptureQueriesContext(connection) as sealed:
        client.get(shown)
    assert len(sealed) <= len(plain)
