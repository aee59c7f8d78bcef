"""The dossier on screen: what each reader sees, what is saved once, what a stale page answers."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import World, client_of, make_dossier
from tests.reading import only_reading
from tisserand.audit.models import AccessEvent
from tisserand.people.models import Person, Registration
from tisserand.support.choices import Priority
from tisserand.support.models import Dossier, Request, Victory

TODAY = date(2026, 11, 23)


def page(client: Client, name: str, *args: Any, **query: str) -> str:
    response = client.get(reverse(f"support:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def form_values(html: str, **changes: str) -> dict[str, str]:
    """What a browser would send back of the hidden fields of a form, and `changes`."""
    hidden = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', html)
    return {name: value.replace("&quot;", '"') for name, value in hidden} | changes


@pytest.fixture
def referent(world: World) -> Client:
    return client_of(world.cast.referent)


def test_dossier_detail_leaves_one_line_in_the_trail_and_writes_nothing_else(
    world: World, referent: Client
) -> None:
    with only_reading():
        page(referent, "dossier_detail", world.dossier.pk)
    event = AccessEvent.objects.get(part="support.dossier", verb="read")
    assert (event.person_id, event.right) == (world.person.pk, "référent·e")


@pytest.mark.parametrize("name", ["dossier_detail", "road_detail", "history_detail", "victory_list"])
def test_ten_more_rows_no_more_queries(world: World, referent: Client, name: str) -> None:
    def write(count: int) -> None:
        for number in range(count):
            Victory.objects.create(
                dossier=world.dossier, person=world.person, words=f"Pas {number}", happened_on=TODAY,
                noted_by=world.cast.referent,
            )  # fmt: skip
            Request.objects.create(dossier=world.dossier, person=world.person, words="…", asked_on=TODAY)

    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(referent, name, world.dossier.pk)
        return len(queries)

    write(2)
    count()
    before = count()
    write(10)
    assert count() == before
    assert before <= 20


def test_dossier_list_costs_the_same_for_ten_more(world: World, referent: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            page(referent, "dossier_list", qui="organisation")
        return len(queries)

    count()
    before = count()
    for number in range(10):
        make_dossier(world.ccas, world.south, world.cast.neighbour, first_names=f"Personne {number}")
    assert count() == before


def test_dossier_list_shows_colleagues_only_name_phase_and_referent(world: World) -> None:
    Dossier.objects.filter(pk=world.dossier.pk).update(priority=Priority.URGENT)
    mine = page(client_of(world.cast.referent), "dossier_list")
    theirs = page(client_of(world.cast.neighbour), "dossier_list", qui="organisation")
    assert "Nadia Essai" in mine
    assert "Nadia Essai" in theirs
    assert "Discrète" in mine
    assert "Discrète" not in theirs
    assert "6&nbsp;jan." in mine or "6\u00a0jan." in mine
    assert "6\u00a0jan." not in theirs
    # A filter on what is inside answers for readers alone.
    assert "Nadia Essai" not in page(
        client_of(world.cast.neighbour), "dossier_list", qui="organisation", priorite="urgent"
    )


def test_dossier_list_says_what_it_hides(world: World, referent: Client) -> None:
    make_dossier(world.ccas, world.south, world.cast.neighbour, first_names="Odette")
    text = re.sub(r"<[^>]+>", "", page(referent, "dossier_list"))
    assert "2 sur 3\u00a0dossiers, les autres sont suivis par vos collègues." in text


def test_dossier_export_takes_only_what_is_read_and_leaves_a_trace(world: World) -> None:
    Person.objects.filter(pk=world.person.pk).update(first_names='=HYPERLINK("x")')
    answer = client_of(world.cast.colleague).get(
        reverse("support:dossier_export"), {"qui": "organisation", "format": "csv"}
    )
    text = answer.content.decode("utf-8-sig")
    assert "'=HYPERLINK" in text
    assert "Discrète" not in text
    assert "de la structure" in text
    event = AccessEvent.objects.get(verb="export")
    assert event.part == "support.dossier_list"


def test_dossier_open_twice_opens_once(world: World, referent: Client) -> None:
    person = Person.objects.create(first_names="Kévin")
    Registration.objects.create(person=person, organisation=world.ccas)
    address = reverse("support:dossier_open", args=[person.pk])
    data = {
        "_once": str(uuid4()), "words": "Souffler", "origin": "spontaneous", "team": world.north.pk,
        "priority": "ordinary", "contact_every_days": "30", "opened_on": "2026-11-20",
    }  # fmt: skip
    first, second = referent.post(address, data), referent.post(address, data)
    assert first.status_code == second.status_code == 302
    assert first.url == second.url
    assert person.dossiers.get().requests.get().words == "Souffler"


def test_dossier_open_for_someone_already_accompanied_leads_to_the_dossier(
    world: World, referent: Client
) -> None:
    answer = referent.get(reverse("support:dossier_open", args=[world.person.pk]))
    assert answer.url == reverse("support:dossier_detail", args=[world.dossier.pk])


def test_dossier_edit_shows_both_versions_of_a_stale_save(world: World, referent: Client) -> None:
    address = reverse("support:dossier_edit", args=[world.dossier.pk])
    html = referent.get(address).content.decode()
    mine = form_values(html, priority="urgent", contact_every_days="7")
    theirs = form_values(html, priority="watch", contact_every_days="30")
    assert client_of(world.cast.colleague).post(address, theirs).status_code == 302
    answer = referent.post(address, mine)
    assert answer.status_code == 409
    assert "à suivre de près" in answer.content.decode()
    world.dossier.refresh_from_db()
    assert world.dossier.priority == Priority.WATCH


def test_a_closed_dossier_is_read_only_on_screen_too(world: World, referent: Client) -> None:
    close = reverse("support:dossier_close", args=[world.dossier.pk])
    data = {"reason": "autonomy", "closed_on": "2026-11-20", "words": "Elle a ses clés."}
    assert referent.post(close, data).status_code == 302
    text = page(referent, "dossier_detail", world.dossier.pk)
    assert "Elle a ses clés." in text
    assert "Changer de phase" not in text
    assert referent.get(reverse("support:victory_note", args=[world.dossier.pk])).status_code == 403
    reopen = reverse("support:dossier_reopen", args=[world.dossier.pk])
    assert referent.post(reopen, {"reason": "Elle revient"}).status_code == 302
    assert "Changer de phase" in page(referent, "dossier_detail", world.dossier.pk)


def test_victory_note_needs_words_alone(world: World, referent: Client) -> None:
    address = reverse("support:victory_note", args=[world.dossier.pk])
    assert referent.post(address, {"words": "Elle a appelé seule", "said_by_person": "on"}).status_code == 302
    victory = Victory.objects.get()
    assert (victory.said_by_person, victory.noted_by) == (True, world.cast.referent)


def test_colleagues_see_who_to_ask_and_nothing_more(world: World) -> None:
    Request.objects.create(dossier=world.dossier, person=world.person, words="Je dors mal.", asked_on=TODAY)
    text = page(client_of(world.cast.neighbour), "dossier_panel", world.person.pk)
    assert "Referent Essai" in text
    assert "Je dors mal" not in text
    for name in ("deadline_panel", "victory_panel", "entry_panel"):
        assert page(client_of(world.cast.neighbour), name, world.person.pk) == ""
