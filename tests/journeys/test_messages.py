"""Messages in two browsers: the referent writes, the partner reads and answers; taken back, the open thread refuses."""

from __future__ import annotations

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from tests.cast import World
from tests.journeys.journey import Journey, both_ends
from tisserand.coordination.models import Message, ThreadReading
from tisserand.sharing.choices import Topic
from tisserand.sharing.services.consents import withdraw_consent
from tisserand.sharing.tests.factories import make_consent

pytestmark = pytest.mark.django_db(transaction=True)


def look(journey: Journey) -> None:
    journey.fits()
    journey.axe()


@both_ends
def test_written_answered_taken_back(
    journey: Journey, world: World, browser: Browser, live_server: LiveServer
) -> None:
    consent = make_consent(world, topics=[Topic.HOUSING])
    page, cast = journey.page, world.cast
    journey.sign_in(cast.referent)
    journey.open(f"/personnes/{world.person.pk}/messages/")
    look(journey)
    page.get_by_role("link", name="Écrire").click()
    page.get_by_label("De quoi s’agit-il").fill("Relogement")
    page.get_by_label("Thème").select_option(label="Logement")
    page.get_by_role("radio", name="partageable selon les accords").check()
    page.get_by_label("Votre message").fill("Le bailleur rappelle jeudi. Vous venez ?")
    look(journey)
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_role("listitem").filter(has_text="Le bailleur rappelle jeudi.")).to_be_visible()
    look(journey)

    context = browser.new_context(base_url=live_server.url, locale="fr-FR", reduced_motion="reduce")
    partner = Journey(context, journey.width)
    partner.sign_in(cast.partner)
    partner.open("/messages/")
    look(partner)
    partner.page.get_by_role("link", name="Relogement").click()
    expect(partner.page.get_by_text("nouveau", exact=True)).to_be_visible()
    expect(partner.page.locator(".mark-read")).to_have_count(0)
    assert ThreadReading.objects.filter(user=cast.partner, read_at__isnull=False).exists()
    look(partner)
    partner.page.get_by_label("Répondre").fill("Oui, à dix heures.")
    partner.page.get_by_text("Appeler quelqu’un").click()
    partner.page.get_by_role("checkbox", name="Referent Essai").check()
    partner.page.get_by_role("button", name="Envoyer").click()
    expect(partner.page.get_by_text("Appelle Referent Essai")).to_be_visible()

    page.reload()
    answer = page.get_by_role("listitem").filter(has_text="Oui, à dix heures.")
    expect(answer.get_by_text("vous appelle")).to_be_visible()
    expect(page.locator(".mark-read")).to_have_count(0)
    look(journey)
    answer.get_by_role("link", name="Garder comme note").click()
    look(journey)
    page.get_by_role("button", name="Garder", exact=True).click()
    expect(page.get_by_role("link", name="une note")).to_be_visible()

    withdraw_consent(actor=cast.actor("referent"), consent=consent, now=timezone.now())
    partner.page.get_by_label("Répondre").fill("Encore un mot.")
    partner.expected_statuses.add(404)
    with partner.page.expect_response("**/messages/*/") as refused:
        partner.page.get_by_role("button", name="Envoyer").click()
    assert refused.value.status == 404
    assert Message.objects.count() == 2
    context.close()
