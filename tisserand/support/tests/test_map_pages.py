"""The pages of the map: what they show, what they leave in the trail, how many queries they ask."""

from __future__ import annotations

import json
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import World, client_of
from tests.reading import only_reading
from tisserand.audit.models import AccessEvent
from tisserand.common import clock
from tisserand.support.choices import ItemKind, LinkKind, Topic
from tisserand.support.models import MapItem, MapLink, MapSnapshot
from tisserand.support.services import situation as maps
from tisserand.support.services.plan import add_goal
from tisserand.support.services.snapshots import take_snapshot
from tisserand.support.tests.factories_situation import NOW, make_item, make_link, make_map

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(world: World) -> Client:
    """The referent's browser."""
    return client_of(world.cast.referent)


def at(world: World, name: str, **query: object) -> str:
    """An address of the map of the open dossier."""
    ids = {key: query.pop(key) for key in ("item_id", "link_id", "snapshot_id") if key in query}
    words = "&".join(f"{key}={value}" for key, value in query.items())
    return reverse(f"support:{name}", kwargs={"dossier_id": world.dossier.pk, **ids}) + f"?{words}"


def test_map_detail_draws_tells_and_traces(world: World, client: Client) -> None:
    items = make_map(world)
    with only_reading():
        page = client.get(at(world, "map_detail")).content.decode()
    assert page.count('class="map-drawing') == 2
    assert "Difficulté, urgent\u00a0: Loyers impayés" in page
    assert "J’ouvre plus les lettres." in page  # the story of what weighs most is open
    assert f"?element={items['fear'].pk}" in page
    assert AccessEvent.objects.filter(verb="read", part="support.map", person_id=world.person.pk).exists()


def test_map_detail_of_an_untouched_dossier_writes_nothing(world: World, client: Client) -> None:
    with only_reading():
        assert "La carte est vierge" in client.get(at(world, "map_detail")).content.decode()


def test_table_says_links_in_sentences_and_sorts(world: World, client: Client) -> None:
    make_map(world)
    page = client.get(at(world, "map_detail", vue="tableau", tri="-personne")).content.decode()
    assert "aggrave «\u00a0Loyers impayés\u00a0»" in page
    table = page[page.index("<tbody>") :]
    assert table.index("Loyers impayés") < table.index("Sa sœur")


def test_map_item_add_offers_the_same_again(world: World, client: Client) -> None:
    said = {"kind": ItemKind.STRENGTH, "topic": Topic.FAMILY, "title": "Sa sœur", "_once": str(uuid4())}
    answers = [client.post(at(world, "map_item_add"), said) for _ in range(2)]
    item = MapItem.objects.get()  # a double click adds once
    assert {answer["Location"] for answer in answers} == {
        at(world, "map_detail", element=item.pk, nature="strength", theme="family")
    }
    page = client.get(answers[0]["Location"]).content.decode()
    assert '<option value="family" selected>' in page


def test_map_item_add_refused_keeps_what_was_typed(world: World, client: Client) -> None:
    answer = client.post(at(world, "map_item_add"), {"kind": "need", "topic": "", "title": "Peur"})
    assert answer.status_code == 422
    assert 'value="Peur"' in answer.content.decode()


def test_map_item_detail_is_a_page_and_a_fragment(world: World, client: Client) -> None:
    item = make_map(world)["rent"]
    address = at(world, "map_item_detail", item_id=item.pk)
    page, fragment = client.get(address), client.get(address, headers={"HX-Request": "true"})
    assert "<html" in page.content.decode()
    assert "<html" not in fragment.content.decode()
    assert "Santé non soignée" in fragment.content.decode()


def test_story_shows_the_goals_that_answer(world: World, client: Client) -> None:
    item = make_item(world)
    add_goal(
        actor=world.cast.actor("referent"),
        dossier=world.dossier,
        title="Garder le toit",
        answers=[item],
        now=NOW,
    )
    page = client.get(at(world, "map_item_detail", item_id=item.pk)).content.decode()
    assert "Garder le toit" in page


def test_map_item_edit_shows_both_versions_when_stale(world: World, client: Client) -> None:
    item = make_item(world)
    said = {
        "kind": item.kind,
        "topic": item.topic,
        "title": "Loyers",
        "revision": item.revision,
        "seen": "{}",
    }
    theirs = MapItem.objects.get(pk=item.pk)
    theirs.title = "Dette de loyer"
    maps.edit_item(actor=world.cast.actor("colleague"), item=theirs, expected=1, now=NOW)
    answer = client.post(at(world, "map_item_edit", item_id=item.pk), said)
    assert answer.status_code == 409
    assert "Dette de loyer" in answer.content.decode()
    again = client.post(at(world, "map_item_edit", item_id=item.pk), said | {"revision": 2})
    assert again.status_code == 302
    assert MapItem.objects.get().title == "Loyers"


def test_map_item_weigh_says_and_unsays(world: World, client: Client) -> None:
    item = make_item(world, weight_worker=2)
    for expected in (3, None):
        client.post(at(world, "map_item_weigh", item_id=item.pk), {"view": "person", "weight": "3"})
        item.refresh_from_db()
        assert (item.weight_person, item.weight_worker) == (expected, 2)


def test_map_item_remove_offers_to_put_back(world: World, client: Client) -> None:
    item = make_map(world)["rent"]
    gone = client.post(at(world, "map_item_remove", item_id=item.pk), follow=True).content.decode()
    assert "n’est plus sur la carte" in gone
    client.post(at(world, "map_item_restore", item_id=item.pk))
    item.refresh_from_db()
    assert item.removed_at is None


def test_map_link_remove_offers_to_tie_again(world: World, client: Client) -> None:
    link = make_link(world, make_item(world), make_item(world, "Découvert"))
    page = client.post(at(world, "map_link_remove", link_id=link.pk), follow=True).content.decode()
    assert "Relier à nouveau" in page
    assert not MapLink.objects.exists()


def test_map_link_add_refuses_a_loop(world: World, client: Client) -> None:
    item = make_item(world)
    answer = client.post(at(world, "map_link_add"), {"source": item.pk, "kind": "feeds", "target": item.pk})
    assert answer.status_code == 422
    assert not MapLink.objects.exists()


def arrange(client: Client, world: World, places: dict[str, list[int]], revision: int) -> HttpResponse:
    """Say where things stand on the wide drawing."""
    return client.post(
        at(world, "map_arrange"), {"drawing": "wide", "places": json.dumps(places), "revision": revision}
    )


def test_map_arrange_answers_the_lines_and_meets_the_stale(world: World, client: Client) -> None:
    items = make_map(world)
    places = {str(items["rent"].pk): [500, 500]}
    kept = arrange(client, world, places, 1)
    assert kept.status_code == 200
    assert kept.json()["nodes"][str(items["rent"].pk)] == [300, 300]
    assert len(kept.json()["edges"]) == 3
    stale = arrange(client, world, {str(items["rent"].pk): [100, 100]}, 1)
    assert stale.status_code == 409
    assert stale.json()["nodes"][str(items["rent"].pk)] == [300, 300]


@pytest.mark.parametrize("places", ["", "[]", "{}x", '{"x": [1, 2]}', '{"x": 1}'])
def test_map_arrange_refuses_nonsense(world: World, client: Client, places: str) -> None:
    assert client.post(at(world, "map_arrange"), {"places": places, "revision": "1"}).status_code == 400


def test_snapshots_are_taken_shown_and_compared(world: World, client: Client) -> None:
    items = make_map(world)
    client.post(at(world, "snapshot_take"), {"taken_on": "2026-05-12", "label": "Mai", "together": "on"})
    snapshot = MapSnapshot.objects.get()
    maps.resolve_item(actor=world.cast.actor("referent"), item=items["health"], now=NOW)
    maps.weigh_item(actor=world.cast.actor("referent"), item=items["rent"], view="person", weight=2, now=NOW)
    make_item(world, "Ne dort plus", topic=Topic.HEALTH, weight_person=3)
    with only_reading():
        shown = client.get(at(world, "snapshot_detail", snapshot_id=snapshot.pk)).content.decode()
        moved = client.get(at(world, "map_compare", de=snapshot.pk)).content.decode()
    assert "Santé non soignée" in shown
    assert "4 → 2, plus léger" in moved
    for words in ("Dénoué\u00a0:</strong> Santé non soignée", "Nouveau\u00a0:</strong> Ne dort plus"):
        assert words in moved.replace(" :</strong>", "\u00a0:</strong>")


def test_comparing_a_date_with_itself_finds_nothing(world: World, client: Client) -> None:
    make_map(world)
    kept = take_snapshot(actor=world.cast.actor("referent"), dossier=world.dossier, now=NOW)
    page = client.get(at(world, "map_compare", de=kept.pk, a=kept.pk)).content.decode()
    assert "Rien n’a bougé" in page


def test_pages_ask_few_queries_and_no_more_for_ten_more_items(world: World, client: Client) -> None:
    items = make_map(world)
    add_goal(
        actor=world.cast.actor("referent"),
        dossier=world.dossier,
        title="Garder le toit",
        answers=items.values(),
        now=NOW,
    )
    kept = take_snapshot(
        actor=world.cast.actor("referent"),
        dossier=world.dossier,
        taken_on=clock.today() - timedelta(days=90),
        now=NOW,
    )
    addresses = [
        at(world, "map_detail"),
        at(world, "map_detail", vue="tableau"),
        at(world, "map_item_detail", item_id=items["rent"].pk),
        at(world, "map_compare", de=kept.pk),
    ]
    client.get(addresses[0])
    before = [_queries(client, address) for address in addresses]
    for number in range(10):
        more = make_item(world, f"Encore {number}")
        make_link(world, more, items["rent"], LinkKind.FEEDS)
    assert [_queries(client, address) for address in addresses] == before
    assert max(before) <= 20, before


def _queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return sum("SAVEPOINT" not in query["sql"] for query in asked)


def test_a_closed_dossier_is_read_not_written(world: World, client: Client) -> None:
    make_map(world)
    world.dossier.closed_on, world.dossier.closing_reason = date(2026, 11, 23), "autonomy"
    world.dossier.save()
    page = client.get(at(world, "map_detail")).content.decode()
    assert "data-writable" not in page
    assert "map-quick" not in page
    assert client.post(at(world, "map_item_add"), {}).status_code == 403
