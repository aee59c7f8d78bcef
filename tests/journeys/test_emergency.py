"""Someone hidden is in danger: a neighbour opens, the referent is told, the neighbour tells, the head looks at it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.cast import World
from tests.journeys.journey import Journey, both_ends
from tisserand.accounts.models import User
from tisserand.people.models import EmergencyOpening, Person

pytestmark = pytest.mark.django_db(transaction=True)


def look(journey: Journey) -> None:
    journey.fits()
    journey.axe()


def name_her(page: Page, *, born: str) -> None:
    page.get_by_label("Prénom").fill("Ana")
    page.get_by_label("Nom", exact=True).fill("Discrète")
    page.get_by_label("Date de naissance").fill(born)
    page.get_by_role("radio", name="violences en cours").check()
    page.get_by_label("Ce qui se passe").fill("Des cris et des menaces au téléphone.")


@both_ends
def test_opened_told_closed_and_looked_at(
    journey: Journey, world: World, browser: Browser, live_server: LiveServer
) -> None:
    page, cast = journey.page, world.cast
    Person.objects.filter(pk=world.restricted.person.pk).update(birth_year=1988, birth_month=3, birth_day=4)
    journey.sign_in(cast.neighbour)
    journey.open("/personnes/recherche/")
    page.get_by_role("searchbox", name="Qui cherchez-vous").fill("discrète")
    page.get_by_role("searchbox", name="Qui cherchez-vous").press("Enter")
    page.get_by_role("link", name="Une personne en danger").click()
    name_her(page, born="05/03/1988")
    look(journey)
    page.get_by_role("button", name="Chercher et ouvrir").click()
    expect(page.get_by_role("heading", name="Aucun dossier ne s’est ouvert")).to_be_visible()
    look(journey)

    page.get_by_role("link", name="Recommencer").click()
    name_her(page, born="04/03/1988")
    page.get_by_role("button", name="Chercher et ouvrir").click()
    expect(page.get_by_text("Ouvert en urgence jusqu’à")).to_be_visible()
    look(journey)

    def beside(user: User) -> Journey:
        context = browser.new_context(base_url=live_server.url, locale="fr-FR", reduced_motion="reduce")
        other = Journey(context, journey.width)
        other.sign_in(user)
        return other

    referent = beside(cast.referent)
    referent.open("/")
    referent.page.get_by_role("link", name="Neighbour Essai a ouvert Ana Discrète").click()
    expect(referent.page.get_by_text("Des cris et des menaces")).to_be_visible()
    look(referent)

    page.get_by_role("link", name="Refermer").click()
    page.get_by_label("Ce que vous avez vu et fait").fill("J’ai appelé le 17. Elle est chez sa sœur.")
    look(journey)
    page.get_by_role("button", name="Refermer", exact=True).click()
    expect(page.get_by_text("Elle est chez sa sœur.")).to_be_visible()
    look(journey)
    journey.open(f"/personnes/{world.restricted.person.pk}/", status=404)

    head = beside(cast.head)
    head.open("/administration/urgences/")
    look(head)
    head.page.get_by_role("row").filter(has_text="Ana Discrète").get_by_role("link").first.click()
    head.page.get_by_role("link", name="Relire", exact=True).click()
    head.page.get_by_role("radio", name="il le fallait", exact=True).check()
    head.page.get_by_label("En quelques mots").fill("Le numéro d’astreinte manquait au mur.")
    head.page.get_by_role("radio", name="pas encore").check()
    look(head)
    head.page.get_by_role("button", name="Enregistrer").click()
    expect(head.page.get_by_text("Le numéro d’astreinte manquait au mur.")).to_be_visible()
    look(head)
    for other in (referent, head):
        other.context.close()
    assert EmergencyOpening.objects.filter(person=world.restricted.person, reviewed_by=cast.head).count() == 1
