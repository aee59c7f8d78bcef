"""The manners of every page, seen in a browser: themes, dialogs, menus, the lock that loses nothing."""

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from tests.cast import PASSWORD, World
from tests.journeys.journey import Journey, each_width


@each_width
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_component_by_day_and_by_night(journey: Journey, world: World, theme: str):
    journey.sign_in(world.cast.referent)
    journey.open(reverse("ui:gallery"))
    journey.page.locator(f".theme-choice [value={theme}]").click()
    expect(journey.page.locator("html")).to_have_attribute("data-bs-theme", theme)
    journey.fits()
    journey.axe()


def test_a_dialog_opens_closes_and_gives_the_focus_back(journey: Journey, world: World):
    journey.sign_in(world.cast.referent)
    journey.open(reverse("ui:gallery"))
    opener = journey.page.get_by_role("link", name="Noter une avancée")
    opener.press("Enter")
    dialog = journey.page.get_by_role("dialog", name="Noter une avancée")
    expect(dialog).to_be_visible()
    journey.axe()
    journey.page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


def test_the_account_menu_is_walked_by_keyboard(journey: Journey, world: World):
    journey.sign_in(world.cast.referent)
    journey.open(reverse("ui:gallery"))
    journey.page.locator(".account summary").press("Enter")
    journey.page.keyboard.press("ArrowDown")
    expect(journey.page.locator(".account .menu-item").first).to_be_focused()
    journey.page.keyboard.press("Escape")
    expect(journey.page.locator(".account .menu-panel")).to_be_hidden()


def test_the_lock_hides_the_page_and_keeps_what_was_typed(journey: Journey, world: World):
    journey.sign_in(world.cast.referent)
    journey.page.clock.install()
    journey.open(reverse("ui:gallery"))
    note = journey.page.locator("#exemple-note")
    note.fill("Elle a pris seule le rendez-vous.")
    journey.page.clock.run_for((settings.IDLE_MINUTES + 1) * 60_000)
    lock = journey.page.get_by_role("dialog", name="L’écran s’est verrouillé")
    expect(lock).to_be_visible()
    expect(note).to_be_hidden()
    journey.axe()
    journey.expected_statuses.add(403)
    lock.get_by_label("Mot de passe").fill("autre chose")
    lock.get_by_role("button", name="Reprendre").click()
    expect(lock.get_by_role("alert")).to_be_visible()
    lock.get_by_label("Mot de passe").fill(PASSWORD)
    lock.get_by_role("button", name="Reprendre").click()
    expect(lock).to_be_hidden()
    expect(note).to_have_value("Elle a pris seule le rendez-vous.")


def test_back_shows_nothing_once_signed_out(journey: Journey, world: World):
    journey.sign_in(world.cast.referent)
    journey.open(reverse("support:dossier_detail", args=[world.dossier.pk]))
    expect(journey.page.locator("body")).to_contain_text("Nadia")
    journey.page.locator(".account summary").click()
    journey.page.get_by_role("button", name="Se déconnecter").click()
    journey.page.wait_for_url(f"**{reverse('account_login')}*")
    journey.page.go_back()
    expect(journey.page.get_by_label("Mot de passe")).to_be_visible()
    expect(journey.page.locator("body")).not_to_contain_text("Nadia")
