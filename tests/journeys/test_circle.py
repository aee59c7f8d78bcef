"""The circle in a picture: told by keyboard, moved by mouse, finger and arrows, read as a table, taken away."""

from __future__ import annotations

from re import compile as pattern

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, expect
from pypdfium2 import PdfDocument

from tests.cast import World
from tests.journeys.journey import PHONE, Journey, each_width
from tisserand.people.choices import CoupleState, Gender, Tie, TieQuality
from tisserand.people.models import CirclePicture, Relation
from tisserand.people.services import arrange_circle
from tisserand.support.tests.factories_situation import NOW


@pytest.fixture
def ties(world: World) -> dict[str, Relation]:
    """A mother, a former spouse and his child, a friend, a social worker, and a sister known here in secret."""
    told = {
        "Fatma": {"tie": Tie.PARENT, "gender": Gender.FEMALE, "quality": TieQuality.CLOSE},
        "Rachid": {"tie": Tie.FORMER_SPOUSE, "gender": Gender.MALE, "couple": CoupleState.DIVORCED},
        "Leïla": {"tie": Tie.FRIEND, "quality": TieQuality.CLOSE},
        "Claire": {"tie": Tie.PROFESSIONAL, "role": "assistante sociale du collège"},
        "": {"tie": Tie.SIBLING, "other": world.restricted.person, "quality": TieQuality.CONFLICT},
    }
    return {
        name: Relation.objects.create(person=world.person, name=name, **said) for name, said in told.items()
    }


def picture(world: World, query: str = "") -> str:
    """Its address."""
    return reverse("people:picture_detail", args=[world.person.pk]) + query


def open_picture(journey: Journey, world: World, query: str = "") -> None:
    """Sign in as the referent and open the picture, awake."""
    journey.sign_in(world.cast.referent)
    journey.open(picture(world, query))
    awake(journey)


def awake(journey: Journey) -> None:
    """The script is listening."""
    journey.page.wait_for_selector("#circle-page[data-awake]", state="attached")


def face(journey: Journey, name: str) -> Locator:
    """Someone on the picture."""
    return journey.page.locator(f'.circle-node[data-title="{name}"]')


def saved(journey: Journey) -> None:
    """The server keeps the last move."""
    journey.page.wait_for_selector("#circle-page[data-saving=done]", state="attached")


def place(journey: Journey, name: str) -> str:
    """Where someone stands."""
    return face(journey, name).get_attribute("transform") or ""


def drag(journey: Journey, name: str, *, down: int = 0, right: int = 0) -> None:
    """By mouse, from the middle of them."""
    face(journey, name).scroll_into_view_if_needed()
    around = face(journey, name).bounding_box()
    assert around
    x, y = around["x"] + around["width"] / 2, around["y"] + 20
    journey.page.mouse.move(x, y)
    journey.page.mouse.down()
    journey.page.mouse.move(x + right, y + down, steps=6)
    journey.page.mouse.up()


def test_a_relative_is_added_and_a_tie_qualified_by_keyboard_alone(
    journey: Journey, world: World, ties: dict[str, Relation]
) -> None:
    open_picture(journey, world)
    page, keys = journey.page, journey.page.keyboard
    face(journey, "Rachid").focus()
    keys.press("Enter")
    expect(page.locator("#story-title")).to_have_text("Rachid")
    page.get_by_label("Son nom").focus()
    keys.type("Sami")
    page.locator("#add-child").focus()
    keys.press("Enter")
    expect(page.locator("#story-title")).to_have_text("Sami")
    expect(page.locator(".circle-undo")).to_contain_text("Sami est dans le cercle")
    child = Relation.objects.get(name="Sami")
    assert (child.tie, child.through) == (Tie.CHILD, ties["Rachid"])

    page.locator("#quality-close").focus()
    keys.press("Space")
    expect(page.locator("#quality-close")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#circle-says")).to_contain_text("Sami")
    expect(page.locator(".circle-pill", has_text="proche")).to_have_count(3)
    page.locator("#undo").focus()
    keys.press("Enter")
    expect(page.locator("#quality-close")).to_have_attribute("aria-pressed", "false")
    child.refresh_from_db()
    assert child.quality == ""


def test_someone_dragged_stays_there_and_the_arrangement_is_undone(
    journey: Journey, world: World, ties: dict[str, Relation]
) -> None:
    open_picture(journey, world)
    page = journey.page
    before, others = place(journey, "Leïla"), place(journey, "Fatma")
    drag(journey, "Leïla", down=140, right=30)
    saved(journey)
    after = place(journey, "Leïla")
    assert after != before
    expect(page.get_by_role("button", name="Défaire")).to_be_visible()
    page.reload()
    awake(journey)
    assert (place(journey, "Leïla"), place(journey, "Fatma")) == (after, others)
    page.get_by_role("button", name="Défaire").click()
    expect(face(journey, "Leïla")).to_have_attribute("transform", before)
    page.get_by_role("button", name="Défaire").click()
    expect(face(journey, "Leïla")).to_have_attribute("transform", after)
    page.get_by_role("button", name="Ranger").click()
    expect(face(journey, "Leïla")).to_have_attribute("transform", before)


@pytest.mark.parametrize("journey", [PHONE], indirect=True, ids=["phone"])
def test_a_finger_held_moves_someone_and_a_tap_opens_their_story(
    journey: Journey, world: World, ties: dict[str, Relation]
) -> None:
    open_picture(journey, world)
    moved = face(journey, "Leïla")
    moved.scroll_into_view_if_needed()
    before, around = place(journey, "Leïla"), moved.bounding_box()
    assert around
    finger = journey.context.new_cdp_session(journey.page)
    x, y = around["x"] + around["width"] / 2, around["y"] + around["height"] / 2
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    journey.page.wait_for_selector(".circle-node.dragged")
    for step in range(1, 6):
        points = [{"x": x, "y": y - 12 * step}]
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": points})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    saved(journey)
    assert place(journey, "Leïla") != before
    face(journey, "Fatma").tap()
    expect(journey.page.locator("#story-title")).to_have_text("Fatma")
    journey.fits()


def test_arrows_move_and_enter_opens(journey: Journey, world: World, ties: dict[str, Relation]) -> None:
    open_picture(journey, world)
    keys, says = journey.page.keyboard, journey.page.locator("#circle-says")
    face(journey, "Leïla").focus()
    before = place(journey, "Leïla")
    keys.press("ArrowDown")
    keys.press("Shift+ArrowRight")
    expect(says).to_have_text("Déplacé à droite.")
    saved(journey)
    expect(face(journey, "Leïla")).to_be_focused()
    after = place(journey, "Leïla")
    assert after != before
    journey.page.reload()
    awake(journey)
    assert place(journey, "Leïla") == after
    face(journey, "Leïla").focus()
    keys.press("Enter")
    expect(journey.page.locator("#story-title")).to_have_text("Leïla")


def test_the_table_does_the_same(journey: Journey, world: World, ties: dict[str, Relation]) -> None:
    open_picture(journey, world, "?vue=tableau")
    page = journey.page
    page.get_by_role("link", name="Leïla").click()
    expect(page.locator("#story-title")).to_have_text("Leïla")
    page.locator("#quality-distant").click()
    expect(page.locator("#quality-distant")).to_have_attribute("aria-pressed", "true")
    row = page.locator(".circle-table tr", has=page.get_by_role("rowheader", name="Leïla"))
    expect(row).to_contain_text("lien distant")
    row.locator("summary").click()
    row.get_by_role("button", name="Ce lien n’existe plus").click()
    expect(page.locator(".circle-undo")).to_contain_text("Leïla n’est plus dans le cercle")
    expect(row).to_have_count(0)
    page.locator("#undo").click()
    expect(row).to_have_count(1)
    expect(page.locator("#circle-page")).to_have_class(pattern("as-table"))


def test_a_move_refused_because_of_a_colleague_can_be_put_back(
    journey: Journey, world: World, ties: dict[str, Relation]
) -> None:
    journey.expected_statuses.add(409)
    open_picture(journey, world)
    page = journey.page
    begun = place(journey, "Fatma")
    arrange_circle(
        actor=world.cast.actor("colleague"), person=world.person, moved={str(ties["Fatma"].pk): (60, 0)},
        expected=1, now=NOW,
    )  # fmt: skip
    face(journey, "Leïla").focus()
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Shift+ArrowDown")
    mine = place(journey, "Leïla")
    notice = page.locator("[data-rearranged]")
    expect(notice).to_contain_text("Colleague Essai a rangé cette image entre-temps")
    theirs = place(journey, "Fatma")
    assert theirs != begun
    assert place(journey, "Leïla") != mine
    expect(notice.get_by_role("button", name="Remettre ma disposition")).to_be_focused()
    journey.axe()
    page.keyboard.press("Enter")
    expect(notice).to_be_hidden()
    saved(journey)
    expect(face(journey, "Leïla")).to_be_focused()
    page.reload()
    awake(journey)
    assert (place(journey, "Leïla"), place(journey, "Fatma")) == (mine, theirs), "both are kept"
    assert CirclePicture.objects.get().revision == 3


def test_what_one_takes_away_says_nothing_of_someone_discreet(
    journey: Journey, world: World, ties: dict[str, Relation]
) -> None:
    open_picture(journey, world)
    page = journey.page
    expect(face(journey, "Ana Discrète")).to_have_count(1)  # the referent holds a key
    page.locator("summary", has_text="Emporter").click()
    with page.expect_download() as downloading:
        page.get_by_role("link", name="Image (SVG)").click()
    svg = downloading.value.path().read_text()
    pdf = journey.context.request.get(reverse("people:picture_export", args=[world.person.pk])).body()
    paper = " ".join(page.get_textpage().get_text_range() for page in PdfDocument(pdf))
    for text in (svg, paper):
        assert "une personne" in text
        assert "Discrète" not in text
        assert "Ana" not in text


@each_width
def test_pages_of_the_circle_fit_and_meet_the_axe(
    journey: Journey, world: World, ties: dict[str, Relation]
) -> None:
    open_picture(journey, world)
    friend = ties["Leïla"]
    for name, ids, query in (
        ("picture_detail", [], f"?element={friend.pk}"),
        ("picture_detail", [], f"?element={friend.pk}&ajoute={friend.pk}"),
        ("picture_detail", [], "?vue=tableau"),
        ("person_circle", [], ""),
        ("relation_edit", [friend.pk], "?retour=image"),
        ("relation_create", [], ""),
    ):
        journey.open(reverse(f"people:{name}", args=[world.person.pk, *ids]) + query)
        journey.by_day_and_by_night()
