"""A recent proof of identity: asked before what matters, then what was asked for goes on without retyping."""

from __future__ import annotations

from time import time
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import path, reverse

from config import urls as house
from tests.cast import PASSWORD, World, client_of, prove_identity
from tisserand.accounts import confirmation, idle, suspended
from tisserand.accounts.confirmation import confirm_identity
from tisserand.accounts.queries import drafts_of
from tisserand.accounts.services.drafts import keep_draft
from tisserand.audit.choices import Verb
from tisserand.audit.models import AccessEvent
from tisserand.common.clock import now


@confirm_identity(methods=("POST",))
def _relay(request: Any) -> HttpResponse:
    """A bulk action of the tests: says what it received."""
    return HttpResponse("|".join(f"{name}={','.join(v)}" for name, v in sorted(request.POST.lists())))


urlpatterns = [*house.urlpatterns, path("essai/relais/", _relay)]


@pytest.fixture(autouse=True)
def _here(settings: Any, db: None) -> None:
    settings.ROOT_URLCONF = __name__
    cache.clear()


def later(world: World, minutes: float = 11) -> Client:
    """The referent, who gave their password some time ago."""
    client = client_of(world.cast.referent)
    prove_identity(client, world.cast.referent, seconds_ago=minutes * 60)
    return client


def give_password(client: Client, address: str, password: str = PASSWORD) -> Any:
    door, _, following = address.partition("?next=")
    return client.post(door, {"password": password, "next": unquote(following)})


def export_address() -> str:
    return reverse("people:person_export") + "?parmi=tout&format=xlsx"


def test_within_ten_minutes_nothing_is_asked(world: World) -> None:
    assert later(world, 9).get(export_address()).headers["Content-Disposition"]


def test_an_export_waits_for_the_password_then_goes_on_with_its_filters(world: World) -> None:
    client = later(world)
    asked = client.get(export_address(), headers={"Referer": "http://testserver/personnes/?parmi=tout"})
    assert asked.url.startswith(reverse("account_reauthenticate"))
    assert not AccessEvent.objects.filter(verb=Verb.EXPORT).exists()
    assert 'href="/personnes/?parmi=tout"' in client.get(asked.url).content.decode(), "the way back"

    page = client.get(give_password(client, asked.url).url)
    assert page.context["waiting"]["address"] == export_address()
    assert 'http-equiv="refresh"' in page.content.decode()
    assert client.get(page.context["waiting"]["address"]).headers["Content-Disposition"]
    assert AccessEvent.objects.filter(verb=Verb.EXPORT).count() == 1


def test_a_wrong_password_opens_nothing(world: World) -> None:
    client = later(world)
    asked = client.get(export_address()).url
    assert "pas votre mot de passe" in give_password(client, asked, "faux").content.decode()
    again = client.get(export_address())
    assert again.url.startswith(reverse("account_reauthenticate"))


def test_knowing_the_address_of_what_waits_is_no_proof(world: World) -> None:
    client = later(world)
    client.get(export_address())
    (token,) = client.session[suspended.SUSPENDED]
    refused = client.get(reverse("accounts:identity_confirmed", args=[token]))
    assert refused.url.startswith(reverse("account_reauthenticate"))


def test_a_form_goes_on_with_all_it_held(world: World) -> None:
    client = later(world)
    sent = {"ids": ["3", "1"], "mot": "« à l’équipe »\n deux lignes ", "next": "/"}
    asked = client.post("/essai/relais/", sent)
    page = client.get(give_password(client, asked.url).url)
    assert page.context["waiting"]["is_form"]
    fields: dict[str, list[str]] = {}
    for name, value in page.context["fields"]:
        fields.setdefault(name, []).append(value)
    token = fields[confirmation.RESUMED][0]
    assert fields == {"ids": ["3", "1"], "mot": [sent["mot"]], "next": ["/"], confirmation.RESUMED: [token]}
    arrived = client.post(page.context["waiting"]["address"], fields).content.decode()
    assert arrived == f"_resumed={token}|ids=3,1|mot={sent['mot']}|next=/"
    assert client.session[suspended.SUSPENDED] == {}, "what arrived is kept no longer"


def test_what_a_form_held_is_unreadable_in_the_database(world: World) -> None:
    client = later(world)
    client.post("/essai/relais/", {"mot": "un secret de Nadia"})
    assert "Nadia" not in str(dict(client.session))


def test_a_file_or_a_very_long_text_is_said_not_to_be_kept(world: World) -> None:
    client = later(world)
    for sent in (
        {"piece": SimpleUploadedFile("a.txt", b"x")},
        {"mot": "x" * (suspended.CARRIED_AT_MOST + 1)},
    ):
        prove_identity(client, world.cast.referent, seconds_ago=700)
        asked = client.post("/essai/relais/", sent, headers={"Referer": "http://testserver/la-page/"})
        page = client.get(give_password(client, asked.url).url).content.decode()
        assert "n’a pas pu être gardé" in page
        assert 'href="/la-page/"' in page
        assert 'http-equiv="refresh"' not in page


def test_several_tabs_may_wait_at_once_but_not_for_ever(world: World, monkeypatch: Any) -> None:
    client = later(world)
    for number in range(suspended.AT_ONCE + 2):
        client.get(f"{export_address()}&page={number}")
    waiting = client.session[suspended.SUSPENDED]
    assert [one["address"][-1] for one in waiting.values()] == ["2", "3", "4", "5", "6"]
    token = next(iter(waiting))
    monkeypatch.setattr(suspended, "time", lambda: time() + suspended.PATIENCE + 1)
    assert client.get(reverse("accounts:identity_confirmed", args=[token])).url == "/"


def test_a_script_is_led_to_the_page_that_asks_then_back_to_its_page(world: World) -> None:
    client = later(world)
    asked = client.post(
        "/essai/relais/",
        {"mot": "x"},
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/la-page/?a=1"},
    )
    page = client.get(give_password(client, asked.headers["HX-Redirect"]).url)
    assert page.context["waiting"]["address"] == "/la-page/?a=1"


def test_while_it_waits_the_draft_is_kept(world: World) -> None:
    client = later(world)
    token = uuid4()
    keep_draft(
        actor=world.cast.actor("referent"),
        token=token,
        address="/essai/relais/",
        form="/essai/relais/#0",
        title="Essai",
        fields=[("mot", "x", "Mot")],
        now=now(),
    )
    client.post("/essai/relais/", {"mot": "x", "draft_token": f"{token} /essai/relais/#0"})
    assert drafts_of(world.cast.actor("referent"), now=now()).count() == 1


def test_another_site_is_no_way_back(world: World) -> None:
    client = later(world)
    client.get(export_address(), headers={"Referer": "https://ailleurs.test/"})
    assert client.session[suspended.BACK] == "/"


def test_the_page_that_only_shows_the_form_passes(world: World) -> None:
    assert later(world).get("/essai/relais/").status_code == 200


def test_people_of_the_demonstration_are_not_asked(world: World, settings: Any) -> None:
    world.cast.referent.is_demonstration = True
    world.cast.referent.save()
    client = later(world)
    assert client.get(export_address()).status_code == 200
    settings.DEMO = False
    assert later(world).get(export_address()).status_code == 302


def test_coming_back_from_the_lock_is_a_proof(world: World) -> None:
    client = later(world)
    session = client.session
    session[idle.LOCKED] = True
    session.save()
    client.post(reverse("accounts:unlock"), {idle.ANSWER: "1", idle.PASSWORD: PASSWORD})
    assert client.get(export_address()).status_code == 200


def test_attempts_are_limited(world: World) -> None:
    client = later(world)
    asked = client.get(export_address()).url
    answers = [give_password(client, asked, "faux") for _ in range(11)]
    assert "Trop d’essais" in answers[6].content.decode()
    assert answers[-1].status_code == 429
