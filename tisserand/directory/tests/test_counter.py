"""The desk: from a need in words to a sheet, without a name."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import World, client_of
from tisserand.directory.tests.factories import make_service
from tisserand.support.models import FirstWelcome

pytestmark = pytest.mark.django_db
HERE, SHEET = reverse("directory:counter"), reverse("directory:counter_sheet")


def ask(client: Client, **said: Any) -> Any:
    return client.post(HERE, said, follow=True)


def test_a_need_in_words_finds_numbers_places_and_rights(world: World) -> None:
    make_service(commune="Grenoble", code_insee="38185")
    page = ask(client_of(world.cast.reception), q="manger", lieu="Grenoble", distance="20")
    assert page.status_code == 200
    assert [line.service.name for line in page.context["lines"]] == ["Repas partagé"]
    assert "aide-ccas" in [right.key for right in page.context["rights"]]
    assert "manger" not in page.request["QUERY_STRING"]


def test_without_a_place_it_asks_where(world: World) -> None:
    make_service()
    page = ask(client_of(world.cast.reception), besoin="dormir")
    assert "115" in [number.key for number in page.context["numbers"]]
    assert page.context["lines"] == []
    assert "Dites où" in page.content.decode()


def test_words_that_nothing_explains_are_looked_for_in_the_sheets(world: World) -> None:
    make_service(nom="Atelier vélo", description="On répare ensemble.", thematiques=[])
    page = ask(client_of(world.cast.referent), q="vélo", lieu="Grenoble", distance="20")
    assert [line.service.name for line in page.context["lines"]] == ["Atelier vélo"]


def test_where_nobody_does_it_those_who_help_with_any_step_are_shown(world: World) -> None:
    make_service("1")
    topic = "difficultes-administratives-ou-juridiques--accompagnement-aux-demarches-administratives"
    make_service("2", nom="Écrivain public", thematiques=[topic])
    page = ask(client_of(world.cast.reception), besoin="loyer", lieu="Grenoble", distance="20")
    assert [line.service.name for line in page.context["lines"]] == ["Écrivain public"]
    assert "précisément" in page.content.decode()


def test_an_unknown_place_keeps_what_was_typed(world: World) -> None:
    page = client_of(world.cast.reception).post(HERE, {"q": "manger", "lieu": "Nulle-Part-sur-Rien"})
    assert page.status_code == 200
    assert "Nulle-Part-sur-Rien" in page.content.decode()
    assert "n’est pas connue" in page.content.decode()


def test_the_sheet_holds_what_was_ticked_and_nothing_else(world: World) -> None:
    kept, left = make_service("1", nom="Repas du midi"), make_service("2", nom="Repas du soir")
    page = client_of(world.cast.reception).get(
        SHEET, {"service": [str(kept.pk), "pas-une-clé"], "droit": ["rsa", "perdu"], "numero": "115"}
    )
    told = page.content.decode()
    assert [each["service"] for each in page.context["services"]] == [kept]
    assert left.name not in told
    assert "RSA" in told
    assert "115" in told
    assert "04 76 00 00 00".replace(" ", "\u00a0") in told


def test_nothing_ticked_says_so(world: World) -> None:
    assert "Rien n’est coché" in client_of(world.cast.reception).get(SHEET).content.decode()


def test_nothing_is_kept_of_a_visit(world: World) -> None:
    client = client_of(world.cast.reception)
    ask(client, q="je dors dehors", lieu="Grenoble")
    client.get(SHEET, {"droit": "domiciliation"})
    assert not FirstWelcome.objects.exists()


def test_a_welcome_begins_with_the_words_and_no_address_says_them(world: World) -> None:
    client = client_of(world.cast.reception)
    page = ask(client, q="je dors dehors", lieu="Grenoble")
    (step,) = page.context["steps"]
    assert "dehors" not in step.url
    form = client.get(step.url).context["form"]
    assert "je dors dehors" in str(form["request"])


def test_the_words_of_another_are_not_read(world: World) -> None:
    (step,) = ask(client_of(world.cast.reception), q="je dors dehors").context["steps"]
    form = client_of(world.cast.referent).get(step.url).context["form"]
    assert "dehors" not in str(form["request"])


def test_more_places_ask_no_more(world: World) -> None:
    make_service("1")
    client = client_of(world.cast.reception)

    def look() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert ask(client, besoin="manger", lieu="Grenoble").status_code == 200
        return len(asked)

    look()
    few = look()
    for number in range(2, 9):
        make_service(str(number))
    assert look() <= few
