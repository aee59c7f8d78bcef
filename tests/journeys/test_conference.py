"""A meeting from its preparation to its minutes, with a partner who reads their part in another browser."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from tests.cast import World
from tests.journeys.journey import Journey, both_ends
from tisserand.common.clock import today
from tisserand.coordination.choices import ConferenceState
from tisserand.coordination.models import Conference
from tisserand.sharing.choices import Topic
from tisserand.sharing.tests.factories import make_consent
from tisserand.support.models import Goal, Plan, Step

pytestmark = pytest.mark.django_db(transaction=True)


def look(journey: Journey) -> None:
    journey.fits()
    journey.axe()


@pytest.fixture
def ready(world: World) -> World:
    """A plan with one goal, and an agreement about housing open to the association."""
    plan = Plan.objects.create(dossier=world.dossier, person=world.person)
    Goal.objects.create(plan=plan, person=world.person, title="Garder l’appartement")
    make_consent(world, topics=[Topic.HOUSING.value])
    return world


def begun_with_the_person(journey: Journey) -> None:
    page = journey.page
    page.get_by_role("link", name="Préparer une réunion").click()
    page.get_by_label("pour quoi se réunir").fill("garder l’appartement")
    look(journey)
    page.get_by_role("button", name="Continuer").click()
    look(journey)
    page.get_by_role("link", name="Lui demander, et noter").click()
    page.get_by_role("radio", name="d’accord, et vient").check()
    look(journey)
    page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("link", name="Inviter", exact=True).click()
    page.get_by_role("radio", name="un accord de partage lui est ouvert").check()
    look(journey)
    page.get_by_role("button", name="Ajouter").click()
    for words, topic in (("Le loyer", "logement"), ("Mes nuits", "santé")):
        page.get_by_role("link", name="Un point", exact=True).click()
        page.get_by_label("le point, en quelques mots").fill(words)
        page.get_by_role("checkbox", name=topic, exact=True).check()
        page.get_by_role("button", name="Ajouter").click()
    page.get_by_role("link", name="Proposer un moment").click()
    page.get_by_label("Jour").fill((today() + timedelta(days=7)).isoformat())
    page.get_by_label("Heure").fill("14:00")
    page.get_by_role("button", name="Proposer").click()
    look(journey)


def invited(journey: Journey) -> None:
    page = journey.page
    page.get_by_role("link", name="Qui verra quoi, et inviter").click()
    expect(page.get_by_text("ne verra pas")).to_have_count(1)
    look(journey)
    page.get_by_role("button", name="Faire les invitations").click()


def read_and_answered(partner: Journey, person: str) -> None:
    partner.open("/partages/")
    partner.page.get_by_role("link", name=person).click()
    partner.page.get_by_role("link", name="Réunion de synthèse").click()
    expect(partner.page.get_by_text("Le loyer")).to_be_visible()
    expect(partner.page.get_by_text("Mes nuits")).to_have_count(0)
    look(partner)
    partner.page.get_by_role("link", name="Dire quand je peux venir").click()
    partner.page.get_by_role("radio", name="oui").check()
    look(partner)
    partner.page.get_by_role("button", name="Répondre").click()


def fixed_and_begun(journey: Journey) -> None:
    page = journey.page
    page.get_by_role("link", name="Fixer la date").click()
    expect(page.get_by_text("Oui : Association d’essai")).to_be_visible()
    page.get_by_role("radio", name="14 h").check()
    page.get_by_label("Où, ou par quel lien").fill("Salle bleue")
    look(journey)
    page.get_by_role("button", name="Fixer").click()
    look(journey)
    page.get_by_role("button", name="Commencer").click()
    look(journey)


def listened(journey: Journey, partner: Journey) -> None:
    page = journey.page
    partner.page.reload()
    page.get_by_role("button", name="Commencer le tour").click()
    expect(partner.page.get_by_text("C’est à Nadia Essai")).to_be_visible()
    page.get_by_role("button", name="A parlé, au suivant").click()
    expect(page.get_by_text("Reformulez d’abord ce que Nadia Essai vient de dire.")).to_be_visible()
    expect(partner.page.get_by_text("Reformulez d’abord")).to_be_visible()
    look(journey)
    look(partner)
    page.get_by_role("button", name="C’est bien cela, dit Nadia Essai").click()
    expect(page.get_by_text("Dites maintenant comment vous voyez les choses.")).to_be_visible()
    page.get_by_role("button", name="A parlé, au suivant").click()
    expect(page.get_by_text("C’est à Association d’essai")).to_be_visible()
    page.get_by_role("button", name="Je passe").click()
    expect(page.get_by_text("Chacun·e a eu la parole")).to_be_visible()


def decided(journey: Journey) -> None:
    page = journey.page
    page.get_by_role("link", name="Une décision : Le loyer").click()
    page.get_by_label("ce qui est décidé").fill("Appeler le bailleur")
    page.get_by_label("qui s’en charge").select_option(label="Nadia Essai")
    look(journey)
    page.get_by_role("button", name="Garder", exact=True).click()
    page.get_by_role("button", name="En faire une étape").click()
    expect(page.get_by_role("button", name="Défaire l’étape")).to_be_visible()
    assert Step.objects.get().title == "Appeler le bailleur"
    page.get_by_role("button", name="Finir la réunion").click()


def read_over(journey: Journey, partner: Journey) -> None:
    page = journey.page
    look(journey)
    page.get_by_role("link", name="Donner à relire").click()
    look(journey)
    page.get_by_role("button", name="Donner à relire").click()
    partner.page.reload()
    expect(partner.page.get_by_text("Appeler le bailleur")).to_be_visible()
    expect(partner.page.get_by_text("Mes nuits")).to_have_count(0)
    partner.page.get_by_role("link", name="Confirmer, ou corriger").click()
    partner.page.get_by_role("radio", name="C’est bien ce qui s’est dit").check()
    partner.page.get_by_role("button", name="Répondre").click()
    expect(partner.page.get_by_text("vous avez confirmé")).to_be_visible()
    look(partner)
    for name in ("Nadia Essai", "Referent Essai"):
        page.get_by_role("link", name=f"Noter sa réponse : {name}").click()
        page.get_by_role("radio", name="C’est bien ce qui s’est dit").check()
        page.get_by_role("button", name="Enregistrer").click()
    page.get_by_role("button", name="Arrêter le compte rendu").click()
    expect(page.get_by_text("Plus personne ne le change.")).to_be_visible()
    look(journey)


@both_ends
def test_from_the_first_word_to_the_minutes(
    journey: Journey, ready: World, browser: Browser, live_server: LiveServer
) -> None:
    journey.sign_in(ready.cast.referent)
    journey.open(f"/personnes/{ready.person.pk}/reunions/")
    look(journey)
    begun_with_the_person(journey)
    invited(journey)
    context = browser.new_context(base_url=live_server.url, locale="fr-FR", reduced_motion="reduce")
    partner = Journey(context, journey.width)
    partner.sign_in(ready.cast.partner)
    read_and_answered(partner, str(ready.person))
    fixed_and_begun(journey)
    listened(journey, partner)
    decided(journey)
    read_over(journey, partner)
    meeting = Conference.objects.get()
    assert meeting.state == ConferenceState.CLOSED
    paper = journey.page.request.get(
        f"/personnes/{ready.person.pk}/reunions/{meeting.pk}/compte-rendu/imprimer/"
    )
    assert paper.body().startswith(b"%PDF")
    context.close()
