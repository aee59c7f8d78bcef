"""The map by mouse, by finger, by keyboard alone: what is done on the picture is still there after a reload."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, expect

from tests.cast import World
from tests.journeys.journey import PHONE, Journey, each_width
from tisserand.support.models import MapItem, MapLink
from tisserand.support.services.situation import arrange_items
from tisserand.support.services.snapshots import take_snapshot
from tisserand.support.tests.factories_situation import NOW, TODAY, make_item, make_map


@pytest.fixture
def items(world: World) -> dict[str, MapItem]:
    """A small tangle, dated in the spring."""
    items = make_map(world)
    take_snapshot(
        actor=world.cast.actor("referent"), dossier=world.dossier, taken_on=TODAY.replace(month=5), now=NOW
    )
    make_item(world, "Ne dort plus", topic="health", weight_person=3, weight_worker=2)
    return items


def open_map(journey: Journey, world: World, query: str = "") -> None:
    """Sign in as the referent and open the map, awake."""
    journey.sign_in(world.cast.referent)
    journey.open(reverse("support:map_detail", args=[world.dossier.pk]) + query)
    awake(journey)


def awake(journey: Journey) -> None:
    """The script is listening."""
    journey.page.wait_for_selector("#map-page[data-awake]", state="attached")


def box(journey: Journey, title: str) -> Locator:
    """A box of the picture that is shown at this width."""
    return journey.page.locator(f'.map-node[data-title="{title}"]:visible')


def saved(journey: Journey) -> None:
    """The server keeps the last move."""
    journey.page.wait_for_selector("#map-page[data-saving=done]", state="attached")


def place(journey: Journey, title: str) -> str:
    """Where a box stands."""
    return box(journey, title).get_attribute("transform") or ""


def test_dragged_box_stays_where_it_was_put(
    journey: Journey, world: World, items: dict[str, MapItem]
) -> None:
    open_map(journey, world)
    before, around = place(journey, "Sa sœur"), box(journey, "Sa sœur").bounding_box()
    assert around
    journey.page.mouse.move(around["x"] + 20, around["y"] + 20)
    journey.page.mouse.down()
    journey.page.mouse.move(around["x"] + 20, around["y"] + 150, steps=6)
    journey.page.mouse.up()
    saved(journey)
    after = place(journey, "Sa sœur")
    assert after != before
    others = place(journey, "Loyers impayés")
    journey.page.reload()
    assert place(journey, "Sa sœur") == after
    assert place(journey, "Loyers impayés") == others
    assert MapItem.objects.get(title="Sa sœur").narrow_x is None  # a phone keeps its own arrangement


@pytest.mark.parametrize("journey", [PHONE], indirect=True, ids=["phone"])
def test_a_finger_held_moves_a_box_and_a_tap_opens_its_story(
    journey: Journey, world: World, items: dict[str, MapItem]
) -> None:
    open_map(journey, world)
    moved = box(journey, "Sa sœur")
    moved.scroll_into_view_if_needed()
    before, around = place(journey, "Sa sœur"), moved.bounding_box()
    assert around
    finger = journey.context.new_cdp_session(journey.page)
    x, y = around["x"] + around["width"] / 2, around["y"] + around["height"] / 2
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    journey.page.wait_for_selector(".map-node.dragged:visible")
    for step in range(1, 6):
        points = [{"x": x, "y": y + 12 * step}]
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": points})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    saved(journey)
    assert place(journey, "Sa sœur") != before
    assert MapItem.objects.get(title="Sa sœur").narrow_x is not None
    box(journey, "Santé non soignée").tap()
    expect(journey.page.locator("#story-title")).to_have_text("Santé non soignée")


def test_the_whole_map_by_keyboard(journey: Journey, world: World, items: dict[str, MapItem]) -> None:
    open_map(journey, world)
    keys, says = journey.page.keyboard, journey.page.locator("#map-says")
    sleep = box(journey, "Ne dort plus")
    sleep.focus()
    keys.press("ArrowUp")
    keys.press("Shift+ArrowRight")
    expect(says).to_have_text("Déplacé à droite.")
    saved(journey)
    after = place(journey, "Ne dort plus")
    journey.page.reload()
    awake(journey)
    assert place(journey, "Ne dort plus") == after

    sleep.focus()
    keys.press("Enter")
    expect(journey.page.locator("#story-title")).to_have_text("Ne dort plus")
    sleep.focus()
    keys.press("l")
    expect(says).to_contain_text("Choisissez l’autre élément")
    box(journey, "Santé non soignée").focus()
    keys.press("Enter")
    expect(journey.page.locator("#map-how")).to_be_visible()
    keys.press("Enter")
    expect(journey.page.locator(".toast")).to_contain_text("« Ne dort plus » aggrave « Santé non soignée »")
    assert MapLink.objects.filter(source__title="Ne dort plus", kind="worsens").exists()

    sleep.focus()
    keys.press("Delete")
    expect(journey.page.locator("#undo")).to_be_focused()
    expect(sleep).to_have_count(0)
    keys.press("Enter")
    expect(sleep).to_be_focused()


def test_a_move_refused_because_of_a_colleague_can_be_put_back(
    journey: Journey, world: World, items: dict[str, MapItem]
) -> None:
    journey.expected_statuses.add(409)
    open_map(journey, world)
    page, sister = journey.page, MapItem.objects.get(title="Sa sœur")
    arrange_items(
        actor=world.cast.actor("colleague"), dossier=world.dossier, places={items["rent"].pk: (500, 600)},
        axes=("x", "y"), expected=sister.map.revision, now=NOW,
    )  # fmt: skip
    box(journey, "Sa sœur").focus()
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    mine = place(journey, "Sa sœur")
    notice = page.locator("[data-rearranged]")
    expect(notice).to_contain_text("Colleague Essai a rangé cette carte entre-temps")
    theirs = place(journey, "Loyers impayés")
    assert place(journey, "Sa sœur") != mine
    journey.axe()
    page.keyboard.press("Enter")
    expect(notice).to_be_hidden()
    saved(journey)
    page.reload()
    assert (place(journey, "Sa sœur"), place(journey, "Loyers impayés")) == (mine, theirs), "both are kept"


def test_several_things_said_in_a_row(journey: Journey, world: World) -> None:
    open_map(journey, world)
    page = journey.page
    page.locator("#quick-topic").select_option("housing")
    page.get_by_role("button", name="Difficulté à payer le loyer").click()
    page.keyboard.press("Enter")
    expect(page.locator("#story-title")).to_have_text("Difficulté à payer le loyer")
    expect(page.locator("#quick-title")).to_be_focused()
    page.keyboard.type("Moisissures dans la chambre")
    page.keyboard.press("Enter")
    expect(page.locator("#story-title")).to_have_text("Moisissures dans la chambre")
    page.locator("#weigh-person-3").click()
    expect(page.locator("#weigh-person-3")).to_have_attribute("aria-pressed", "true")
    page.locator("#story-edit").click()
    page.locator("#id_words").fill("Le petit tousse toute la nuit.")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.locator("#story .quote")).to_contain_text("Le petit tousse toute la nuit.")
    assert MapItem.objects.get(title="Moisissures dans la chambre").weight_person == 3


@each_width
def test_pages_of_the_map_fit_and_meet_the_axe(
    journey: Journey, world: World, items: dict[str, MapItem]
) -> None:
    open_map(journey, world)
    item = items["rent"]
    for name, ids, query in (
        ("map_detail", [], ""),
        ("map_detail", [], "?vue=tableau"),
        ("map_item_detail", [item.pk], ""),
        ("map_item_edit", [item.pk], ""),
        ("snapshot_list", [], ""),
        ("snapshot_take", [], ""),
        ("snapshot_detail", [item.map.snapshots.get().pk], ""),
        ("map_compare", [], ""),
    ):
        journey.open(reverse(f"support:{name}", args=[world.dossier.pk, *ids]) + query)
        journey.by_day_and_by_night()
