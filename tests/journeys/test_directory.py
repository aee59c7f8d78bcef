"""The directory in a browser: two presses from a word to a sheet, at every width, by keyboard, and without script."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from tests.cast import World
from tests.journeys.journey import DESK, Journey, both_ends, each_width
from tisserand.directory.tests.factories import make_service, make_structure

pytestmark = pytest.mark.django_db(transaction=True)


def furnish() -> None:
    """Two places of Grenoble, one of which two services share, and one further."""
    home = make_structure("1", horaires_accueil="24/7")
    make_service("1", structure=home, nom="Repas partagé", conditions_acces="Une carte d’identité.")
    make_service("2", structure=home, nom="Colis alimentaires")
    far = make_structure("3", nom="Épicerie du plateau", latitude=45.3, longitude=5.6)
    make_service("3", structure=far, nom="Épicerie solidaire", latitude=45.3, longitude=5.6)


@each_width
def test_two_presses_from_a_word_to_a_sheet(journey: Journey, world: World) -> None:
    furnish()
    page = journey.page
    journey.sign_in(world.cast.reception)
    journey.open("/annuaire/")
    journey.by_day_and_by_night()
    page.get_by_label("De quoi la personne").fill("j’ai faim")
    page.get_by_label("Près de").fill("Grenoble")
    page.get_by_role("button", name="Chercher", exact=True).click()  # one
    expect(page.get_by_text("3\u00a0services")).to_be_visible()
    assert "faim" not in page.url
    assert "renoble" not in page.url
    pins = page.locator(".map-pin")
    expect(pins).to_have_count(2)
    journey.by_day_and_by_night()
    page.get_by_role("link", name="Repas partagé").click()  # two
    expect(page.get_by_role("heading", name="Repas partagé")).to_be_visible()
    expect(page.get_by_text("Ouvert en continu")).to_be_visible()
    page.wait_for_load_state("networkidle")  # its panels are there
    journey.by_day_and_by_night()
    page.get_by_role("link", name="Préparer la carte").click()
    expect(page.get_by_role("article", name="La carte")).to_contain_text("Une carte d’identité.")
    journey.by_day_and_by_night()


@both_ends
def test_a_press_on_a_need_a_filter_a_search_kept(journey: Journey, world: World) -> None:
    furnish()
    page = journey.page
    journey.sign_in(world.cast.referent)
    journey.open("/annuaire/")
    page.get_by_role("button", name="Manger").click()
    expect(page.get_by_role("link", name="Colis alimentaires")).to_be_visible()
    page.get_by_text("Préciser").click()
    expect(page.get_by_label("Le", exact=True)).to_be_hidden()
    page.get_by_label("Frais").select_option(label="Payant")
    page.get_by_role("button", name="Appliquer").click()
    expect(page.get_by_role("heading", name="Aucun service ne répond à tout cela")).to_be_visible()
    journey.fits()
    journey.axe()
    page.get_by_role("link", name="Sans les frais").click()
    expect(page.get_by_text("3\u00a0services")).to_be_visible()
    page.get_by_role("link", name="Garder cette recherche").click()
    page.get_by_label("Qui la voit").select_option(label="Nord")
    journey.axe()
    page.get_by_role("button", name="Garder").click()
    page.get_by_role("link", name="Manger", exact=True).click()
    expect(page.get_by_text("3\u00a0services")).to_be_visible()
    journey.open("/annuaire/")
    page.get_by_role("button", name="Retirer").click()
    page.get_by_role("button", name="La remettre").click()
    expect(page.get_by_role("link", name="Manger", exact=True)).to_be_visible()
    journey.fits()
    journey.axe()


def test_the_map_by_keyboard(journey: Journey, world: World) -> None:
    furnish()
    page = journey.page
    journey.sign_in(world.cast.reception)
    journey.open("/annuaire/?besoin=manger")
    pin = page.get_by_role("button", name="Repas partagé")
    pin.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".leaflet-popup")).to_contain_text("Colis alimentaires")
    journey.axe()
    page.keyboard.press("Escape")
    expect(page.locator(".leaflet-popup")).to_have_count(0)
    expect(page.locator(".leaflet-control-scale-line")).to_be_visible()


def test_without_script(browser: Browser, live_server: LiveServer, world: World) -> None:
    furnish()
    context = browser.new_context(base_url=live_server.url, locale="fr-FR", java_script_enabled=False)
    walker = Journey(context, DESK)
    walker.sign_in(world.cast.reception)
    page = walker.page
    page.goto("/annuaire/")
    page.get_by_label("De quoi la personne").fill("manger")
    page.get_by_label("Près de").fill("Saint-Denis")
    page.get_by_role("button", name="Chercher", exact=True).click()
    page.get_by_role("button", name="Saint-Denis (93)").click()
    expect(page.get_by_role("heading", name="Aucun service ne répond")).to_be_visible()
    page.get_by_label("Près de").fill("38000")
    page.get_by_role("button", name="Chercher", exact=True).click()
    expect(page.locator("#found-map")).to_be_hidden()
    page.get_by_role("link", name="Épicerie solidaire").click()
    expect(page.get_by_role("heading", name="Épicerie solidaire")).to_be_visible()
    page.get_by_role("link", name="Préparer la carte").click()
    expect(page.get_by_label("Texte à copier")).to_have_value(
        "Épicerie solidaire\nÉpicerie du plateau\n4 rue des Tilleuls, 38000 Grenoble\n04 76 00 00 00".replace(
            "Épicerie", "Épicerie"
        )
    )
    context.close()
