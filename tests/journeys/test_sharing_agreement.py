"""An agreement in two browsers: prepared, shown beforehand, yes to a part; the partner reads; taken back, it closes."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from tests.cast import World
from tests.journeys.journey import Journey, both_ends
from tisserand.sharing.choices import BlockReach, Topic
from tisserand.sharing.models import AccountBlock, Consent

pytestmark = pytest.mark.django_db(transaction=True)


def look(journey: Journey) -> None:
    journey.fits()
    journey.axe()


@pytest.fixture
def told(world: World) -> World:
    """Two blocks of the essential account that agreements may show."""
    for topic, text in ((Topic.HOUSING, "Audience le 3 décembre."), (Topic.MONEY, "Trois crédits en cours.")):
        AccountBlock.objects.create(
            person=world.person,
            organisation=world.ccas,
            topic=topic,
            text=text,
            reach=BlockReach.SHAREABLE,
            written_by=world.cast.referent,
        )
    return world


@both_ends
def test_given_in_part_then_taken_back(
    journey: Journey, told: World, browser: Browser, live_server: LiveServer
) -> None:
    page, cast = journey.page, told.cast
    journey.sign_in(cast.referent)
    journey.open(f"/personnes/{told.person.pk}/partage/")
    page.get_by_role("link", name="Préparer un accord").click()
    page.get_by_label("pour quoi faire").fill("chercher un logement ensemble")
    page.get_by_role("searchbox", name="Nom d’une structure").press_sequentially("association")
    page.get_by_role("checkbox", name="toute la structure").check()
    page.get_by_role("searchbox", name="Nom d’une structure").fill("partner")
    page.get_by_role("checkbox", name="Partner Essai").check()
    expect(page.get_by_role("checkbox", name="toute la structure")).to_be_checked()
    for topic in ("logement", "budget, dettes"):
        page.get_by_role("checkbox", name=topic).check()
    look(journey)
    page.get_by_role("button", name="Enregistrer et voir").click()

    expect(page.get_by_text("Trois crédits en cours.")).to_be_visible()
    look(journey)
    page.get_by_role("link", name="Noter la réponse").click()
    look(journey)
    page.get_by_role("radio", name="Oui, à une partie").check()
    page.get_by_role("checkbox", name="budget, dettes").uncheck()
    page.get_by_role("checkbox", name="toute la structure").uncheck()
    page.get_by_role("radio", name="lu ensemble").check()
    page.get_by_role("radio", name="la notice imprimée").check()
    page.get_by_role("radio", name="de vive voix", exact=True).check()
    page.get_by_label("Ce que la personne en dit").fill("Le logement, oui. Mes dettes, non.")
    look(journey)
    page.get_by_role("button", name="Noter la réponse").click()
    expect(page.get_by_text("Le logement, oui. Mes dettes, non.")).to_be_visible()
    look(journey)

    context = browser.new_context(base_url=live_server.url, locale="fr-FR", reduced_motion="reduce")
    partner = Journey(context, journey.width)
    partner.sign_in(cast.partner)
    partner.open("/partages/")
    partner.page.get_by_role("link", name=str(told.person)).click()
    expect(partner.page.get_by_text("Audience le 3 décembre.")).to_be_visible()
    expect(partner.page.get_by_text("Trois crédits en cours.")).to_have_count(0)

    page.reload()
    expect(page.get_by_text("Partner Essai").last).to_be_visible()
    page.get_by_role("link", name="Retirer l’accord").click()
    page.get_by_role("dialog").get_by_label("Ce que la personne en dit").fill("J’ai trouvé.")
    look(journey)
    page.get_by_role("button", name="Retirer, dès maintenant").click()
    expect(page.get_by_text("Plus personne ne lit par cet accord.")).to_be_visible()
    look(journey)
    partner.expected_statuses.add(404)
    with partner.page.expect_response("**/partages/*/") as refused:
        partner.page.reload()
    assert refused.value.status == 404
    context.close()
    assert Consent.objects.get().withdrawn_words == "J’ai trouvé."
