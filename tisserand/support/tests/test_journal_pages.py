"""The journal on screen and on paper: who sees which note, what searching finds, what correcting shows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import World, client_of
from tests.searching import searched
from tisserand.audit.models import AccessEvent
from tisserand.common.clock import now
from tisserand.support.choices import EntryKind, Visibility
from tisserand.support.models import Dossier, Entry
from tisserand.support.services.journal import correct_entry, write_entry
from tisserand.support.services.plan import add_goal, add_step

Write = Callable[..., Entry]


@pytest.fixture
def write(world: World) -> Write:
    """Write a note in the open dossier."""

    def written(body: str = "Une note.", who: str = "referent", days: int = 1, **given: Any) -> Entry:
        said = {"kind": EntryKind.CALL, "happened_at": now() - timedelta(days=days), "now": now()}
        return write_entry(actor=world.cast.actor(who), dossier=world.dossier, body=body, **said | given)

    return written


@pytest.fixture
def sophie(world: World) -> Client:
    return client_of(world.cast.referent)


def address(dossier: Dossier, name: str = "journal_detail") -> str:
    return reverse(f"support:{name}", args=[dossier.pk])


def test_reading_is_traced(world: World, sophie: Client) -> None:
    sophie.get(address(world.dossier))
    event = AccessEvent.objects.get(verb="read", part="support.journal")
    assert (event.actor_id, event.person_id) == (world.cast.referent.pk, world.person.pk)


@pytest.mark.parametrize("who", ["colleague", "coordinator", "head"])
def test_a_private_note_is_nowhere_for_others(world: World, write: Write, who: str) -> None:
    write("Une note pour tous, bailleur.")
    private = write("Secret bailleur.", visibility=Visibility.AUTHOR, kind=EntryKind.VISIT)
    client = client_of(getattr(world.cast, who))
    for page in (
        address(world.dossier),
        searched(client, address(world.dossier), q="bailleur"),
        address(world.dossier) + "?visibility=author",
        address(world.dossier, "journal_print"),
        address(world.dossier, "history_detail"),
        "/",
    ):
        text = client.get(page).content.decode()
        assert "Secret" not in text, page
        assert "sur 2\xa0notes" not in text, page
        assert "2\xa0notes" not in text, page
    detail = reverse("support:entry_detail", args=[world.dossier.pk, private.pk])
    assert client.get(detail).status_code == 404


def test_its_author_finds_it_but_never_on_paper(world: World, write: Write, sophie: Client) -> None:
    write("Secret bailleur.", visibility=Visibility.AUTHOR)
    assert "Secret" in sophie.get(address(world.dossier)).content.decode()
    assert "Secret" not in sophie.get(address(world.dossier, "journal_print")).content.decode()
    assert AccessEvent.objects.filter(verb="export", part="support.journal").exists()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "loyers"}, ["Le loyer est payé"]),
        ({"q": "ecole"}, ["L’école a appelé"]),
        ({"q": "école -appelé"}, []),
        ({"kind": "visit"}, ["L’école a appelé"]),
        ({"visibility": "shareable"}, ["Le loyer est payé"]),
        ({"until": "2020-01-01"}, []),
        ({"kind": "nonsense"}, ["Le loyer est payé", "L’école a appelé"]),
    ],
)
def test_what_filters_find(
    world: World, write: Write, sophie: Client, asked: dict[str, str], found: list[str]
) -> None:
    write("Le loyer est payé", visibility=Visibility.SHAREABLE)
    write("L’école a appelé", kind=EntryKind.VISIT, days=2)
    page = sophie.get(searched(sophie, address(world.dossier), **asked)).context["page"]
    assert [entry.body for entry in page] == found


def test_passages_found_are_marked_and_escaped(world: World, write: Write, sophie: Client) -> None:
    write("Le bailleur <script>alert(1)</script> attend.")
    text = sophie.get(searched(sophie, address(world.dossier), q="bailleurs")).content.decode()
    assert "<mark>bailleur</mark>" in text
    assert "<script>alert" not in text


def test_both_dates_are_shown_when_they_differ(world: World, write: Write, sophie: Client) -> None:
    write("Hier.", days=3)
    assert "Écrit le" in sophie.get(address(world.dossier)).content.decode()


def test_the_text_before_is_kept_for_those_who_could_read_it(
    world: World, write: Write, sophie: Client
) -> None:
    entry = write("Premier texte", visibility=Visibility.AUTHOR)
    actor = world.cast.actor("referent")
    correct_entry(
        actor=actor, entry=entry, expected=1, now=now(), body="Deuxième", visibility=Visibility.TEAM
    )
    correct_entry(actor=actor, entry=entry, expected=2, now=now(), body="Troisième")
    detail = reverse("support:entry_detail", args=[world.dossier.pk, entry.pk])
    mine, theirs = (
        sophie.get(detail).content.decode(),
        client_of(world.cast.colleague).get(detail).content.decode(),
    )
    assert "Deuxième" in mine
    assert "Deuxième" in theirs
    assert "Premier texte" in mine
    assert "Premier texte" not in theirs


def corrected(entry: Entry, **changes: Any) -> dict[str, Any]:
    said = {"body": entry.body, "kind": entry.kind, "visibility": entry.visibility}
    return said | {"happened_on": f"{entry.happened_at:%Y-%m-%d}", "revision": entry.revision} | changes


def test_correcting_from_the_page(world: World, write: Write, sophie: Client) -> None:
    entry = write("Elle a appellé.")
    page = reverse("support:entry_correct", args=[world.dossier.pk, entry.pk])
    assert sophie.post(page, corrected(entry, body="Elle a appelé.")).status_code == 302
    assert Entry.objects.get().body == "Elle a appelé."


def test_what_a_note_may_be_tied_to_is_named(world: World, write: Write, sophie: Client) -> None:
    entry, actor = write(), world.cast.actor("referent")
    goal = add_goal(actor=actor, dossier=world.dossier, title="Garder mon logement", now=now())
    add_step(actor=actor, goal=goal, title="Appeler le bailleur", now=now())
    page = reverse("support:entry_correct", args=[world.dossier.pk, entry.pk])
    text = sophie.get(page).content.decode()
    assert "Garder mon logement" in text
    assert "Appeler le bailleur" in text


def test_a_stale_page_shows_both_texts(world: World, write: Write, sophie: Client) -> None:
    entry = write("Au début.")
    page = reverse("support:entry_correct", args=[world.dossier.pk, entry.pk])
    sophie.post(page, corrected(entry, body="D’un onglet."))
    answer = sophie.post(page, corrected(entry, body="De l’autre onglet."))
    assert answer.status_code == 409
    assert "onglet" in answer.content.decode()
    assert Entry.objects.get().body == "D’un onglet."


def test_a_team_note_cannot_become_private(world: World, write: Write, sophie: Client) -> None:
    entry = write()
    page = reverse("support:entry_correct", args=[world.dossier.pk, entry.pk])
    assert sophie.post(page, corrected(entry, visibility=Visibility.AUTHOR)).status_code == 422


def queries_of(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)


def test_ten_more_notes_no_more_queries(world: World, write: Write, sophie: Client) -> None:
    for days in range(3):
        write(days=days)
    sophie.get(address(world.dossier))
    before = queries_of(sophie, address(world.dossier))
    for days in range(10):
        write(days=days, mentions=[world.cast.colleague])
    assert queries_of(sophie, address(world.dossier)) == before
    assert before <= 22  # the two savepoints of the test included
