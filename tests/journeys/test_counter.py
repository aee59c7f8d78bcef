"""At the desk: a need said in a few words becomes a sheet in large letters, then a first welcome in the same words."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.cast import World
from tests.journeys.journey import Journey, both_ends
from tisserand.directory.tests.factories import make_service
from tisserand.support.models import FirstWelcome

pytestmark = pytest.mark.django_db(transaction=True)


@both_ends
def test_a_need_becomes_a_sheet_and_then_a_welcome(journey: Journey, world: World) -> None:
    make_service(nom="Repas du midi", horaires_accueil="Mo-Fr 12:00-14:00")
    page = journey.page
    journey.sign_in(world.cast.reception)
    journey.open("/guichet/")
    journey.axe()
    page.get_by_label("De quoi la personne a-t-elle besoin").fill("elle n’a rien mangé")
    page.get_by_label("Près de").fill("Grenoble")
    page.get_by_role("button", name="Chercher").first.click()
    page.get_by_label("Maison des solidarités").check()
    page.get_by_label("Secours et aide alimentaire").check()
    journey.axe()
    assert "mang" not in page.url
    page.get_by_role("button", name="Préparer la feuille").click()
    sheet = page.get_by_role("main")
    expect(sheet).to_contain_text("Repas du midi")
    expect(sheet).to_contain_text("Apporter")
    expect(sheet).to_contain_text("du lundi au vendredi")
    journey.axe()
    page.get_by_role("link", name="Revenir au guichet").click()
    expect(page.get_by_label("De quoi la personne a-t-elle besoin")).to_have_value("elle n’a rien mangé")
    page.get_by_role("link", name="Noter un premier accueil").click()
    expect(page.get_by_label("Ce que la personne demande")).to_have_value(
        "elle n’a rien mangé, près de Grenoble"
    )
    page.get_by_label("information donnée").check()
    page.get_by_role("button", name="Enregistrer l’accueil").click()
    expect(page.get_by_text("L’accueil est noté.")).to_be_visible()
    assert FirstWelcome.objects.get().called == ""
