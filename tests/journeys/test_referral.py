"""A referral to its end: from a step of the plan to a place without an account, which answers by a link; the outcome
comes back to the plan. And one that nobody answers: it stands on *Aujourd’hui*, with other places that do the same."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from tests.cast import World
from tests.journeys.journey import Journey, both_ends
from tests.journeys.test_guest import elsewhere, look
from tisserand.common.clock import now, today
from tisserand.coordination.models import Referral
from tisserand.coordination.referral_choices import ReferralState
from tisserand.coordination.services.referral_reminders import remind_all
from tisserand.coordination.tests.conference_factories import make_goal
from tisserand.coordination.tests.referral_factories import make_referral
from tisserand.directory.tests.factories import make_service
from tisserand.sharing.choices import Topic
from tisserand.sharing.tests.factories import make_block
from tisserand.support.choices import ItemKind, StepState
from tisserand.support.models import MapItem, SituationMap, Step
from tisserand.support.services.plan import add_step

pytestmark = pytest.mark.django_db(transaction=True)


def plan_of(world: World) -> Step:
    """A goal and a step that a place may answer."""
    goal = make_goal(world)
    return add_step(
        actor=world.cast.actor("referent"), goal=goal, title="Trouver un colis", doer="worker", now=now()
    )


def fill(journey: Journey, step: Step) -> None:
    """The form, as one fills it with the person."""
    page = journey.page
    page.get_by_label("Ou une autre structure").fill("Épicerie du Val")
    page.locator("[name=topic]").select_option("food_energy")
    page.get_by_label("Pourquoi cette orientation").fill("Le mois finit le 18.")
    page.get_by_label("Ce qui leur est demandé").fill("Un colis chaque semaine")
    page.get_by_label("rapide").check()
    page.locator("[name=step]").select_option(str(step.pk))
    page.get_by_role("checkbox", name="logement").check()
    page.get_by_label("Comment la personne a été informée").select_option("explained")
    page.get_by_label("Comment elle a dit oui").select_option("spoken")
    page.get_by_label("Quel jour").fill(today().isoformat())


def send(journey: Journey, world: World, step: Step) -> tuple[str, str]:
    """Prepared, shown, sent; then a link and its code."""
    page = journey.page
    journey.open(f"/personnes/{world.person.pk}/orientations/")
    look(journey)
    page.get_by_role("main").get_by_role("link", name="Orienter", exact=True).click()
    look(journey)
    fill(journey, step)
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_text("Rien ne reste après le loyer.")).to_be_visible()
    expect(page.get_by_text("Ses nuits sont courtes.")).to_have_count(0)
    journey.by_day_and_by_night()
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("C’est noté comme parti.")).to_be_visible()
    look(journey)
    page.get_by_role("button", name="Remettre un lien").click()
    page.get_by_role("group", name="Comment vous remettez le lien").get_by_label("par courrier").check()
    page.get_by_role("group", name="Comment vous donnez le code").get_by_label("au téléphone").check()
    page.get_by_role("button", name="Faire le lien et le code").click()
    link = page.get_by_label("Le lien à copier").input_value()
    return link, page.locator("#code .share-code-letters").inner_text()


def answer(guest: Journey, world: World, link: str, code: str) -> None:
    """In by the link, they read this alone, say yes, then what came of it."""
    inside = guest.page
    guest.open(link)
    inside.get_by_label("Le code").fill(code)
    inside.get_by_role("button", name="Entrer").click()
    look(guest)
    inside.get_by_role("link", name=str(world.person)).click()
    expect(inside.get_by_text("Rien ne reste après le loyer.")).to_be_visible()
    expect(inside.get_by_text("Ses nuits sont courtes.")).to_have_count(0)
    guest.by_day_and_by_night()
    inside.get_by_role("link", name="Accepter").click()
    look(guest)
    inside.get_by_label("Un mot").fill("Vendredi, 10 h.")
    inside.get_by_role("button", name="Accepter").click()
    expect(inside.get_by_text("C’est accepté.", exact=False)).to_be_visible()
    inside.get_by_role("link", name="C’est terminé").click()
    inside.get_by_label("obtenu", exact=True).check()
    inside.get_by_role("button", name="C’est terminé").click()
    expect(inside.get_by_text("Merci d’avoir dit", exact=False)).to_be_visible()


@both_ends
def test_from_the_plan_to_the_door_and_back(
    journey: Journey, world: World, browser: Browser, live_server: LiveServer
) -> None:
    make_block(world, text="Rien ne reste après le loyer.")
    make_block(world, Topic.HEALTH, text="Ses nuits sont courtes.")
    step, page = plan_of(world), journey.page
    journey.sign_in(world.cast.referent)
    link, code = send(journey, world, step)
    with elsewhere(journey, browser, live_server) as guest:
        answer(guest, world, link, code)
    journey.open("/")
    page.get_by_role("list", name="Réponses à vos orientations").get_by_role("link").click()
    expect(page.get_by_text("Vendredi, 10 h.")).to_be_visible()
    look(journey)
    page.get_by_role("link", name="Garder au fil et au projet").click()
    page.get_by_label("Cocher l’étape du projet").check()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("C’est écrit au fil.")).to_be_visible()
    step.refresh_from_db()
    assert step.state == StepState.DONE
    journey.open(f"/dossiers/{world.dossier.pk}/projet/")
    told = page.get_by_role("list", name="Orientations qui répondent aux objectifs")
    expect(told.get_by_text("Épicerie du Val")).to_be_visible()
    look(journey)
    journey.open(f"/personnes/{world.person.pk}/orientations/{Referral.objects.get().pk}/ou-en-est/")
    expect(page.get_by_text("C’est terminé avec Épicerie du Val.")).to_be_visible()
    journey.by_day_and_by_night()


@both_ends
def test_a_team_sorts_what_it_receives(journey: Journey, world: World) -> None:
    make_referral(world)
    page = journey.page
    journey.sign_in(world.cast.partner)
    journey.open("/")
    expect(page.get_by_role("list", name="Orientations reçues")).to_be_visible()
    journey.open("/orientations/")
    journey.by_day_and_by_night()
    page.get_by_role("main").get_by_role("link", name="Nadia Essai").click()
    look(journey)
    page.get_by_label("Confier à").select_option(label="Partner Essai")
    page.get_by_role("button", name="Confier").click()
    expect(page.get_by_text("Confiée à", exact=False)).to_be_visible()
    page.get_by_role("link", name="Refuser").click()
    look(journey)
    page.get_by_role("button", name="Refuser").click()
    look(journey)
    page.get_by_label("plus de place en ce moment").check()
    page.get_by_role("button", name="Refuser").click()
    expect(page.get_by_text("Le refus est noté", exact=False)).to_be_visible()
    page.get_by_role("button", name="Reprendre la dernière réponse").click()
    expect(page.get_by_text("La réponse est reprise.", exact=False)).to_be_visible()


@both_ends
def test_unanswered_it_comes_back_with_other_places(journey: Journey, world: World) -> None:
    asked = make_service("1", nom="Repas du midi")
    make_service("2", nom="Table ouverte")
    make_referral(
        world, to_organisation=None, to_name=asked.name, service=asked, answer_by=today() - timedelta(60)
    )
    remind_all(now=now())
    assert Referral.objects.get().state == ReferralState.EXPIRED
    page = journey.page
    journey.sign_in(world.cast.referent)
    journey.open("/")
    page.get_by_role("list", name="Orientations sans réponse").get_by_role("link").click()
    expect(page.get_by_role("heading", name="Repas du midi")).to_be_visible()
    journey.by_day_and_by_night()
    page.get_by_role("link", name="Table ouverte").click()
    expect(page.get_by_role("heading", name="Orienter vers Table ouverte")).to_be_visible()
    look(journey)


@both_ends
def test_a_meal_today_is_asked_of_several_places_at_once(journey: Journey, world: World) -> None:
    make_service("1", nom="Repas du midi")
    make_service("2", nom="Table ouverte")
    make_service("3", nom="Trop loin", commune="Ajaccio", code_postal="20000", code_insee="2A004")
    page = journey.page
    journey.sign_in(world.cast.referent)
    journey.open(f"/personnes/{world.person.pk}/orientations/")
    page.get_by_role("link", name="Pour ce soir").click()
    page.get_by_role("link", name="Manger").click()
    page.get_by_label("Autour de").fill("Grenoble")
    page.get_by_role("button", name="Chercher là").click()
    expect(page.get_by_text("Table ouverte", exact=False)).to_be_visible()
    journey.by_day_and_by_night()
    page.get_by_role("checkbox", name="Repas du midi").check()
    page.get_by_role("checkbox", name="Table ouverte").check()
    page.get_by_label("Pourquoi").fill("Rien mangé depuis hier.")
    page.get_by_role("button", name="Envoyer à tous").click()
    expect(page.get_by_text("C’est parti à 2 lieux", exact=False)).to_be_visible()
    sent = Referral.objects.all()
    assert {(row.state, row.urgency, row.answer_by) for row in sent} == {("sent", "today", today())}
    assert sent.count() == 2


@both_ends
def test_from_a_difficulty_to_a_service_that_fits(journey: Journey, world: World) -> None:
    make_service("1", nom="Repas du midi")
    held = {"person": world.person}
    drawn = SituationMap.objects.create(dossier=world.dossier, **held)
    MapItem.objects.create(
        map=drawn, kind=ItemKind.DIFFICULTY, topic=Topic.FOOD_ENERGY, title="Le frigo est vide", **held
    )
    page = journey.page
    journey.sign_in(world.cast.referent)
    journey.open(f"/personnes/{world.person.pk}/orientations/")
    page.get_by_role("link", name="Le frigo est vide").click()
    expect(page.get_by_text("Ouvert à tous les publics", exact=False)).to_be_visible()
    journey.by_day_and_by_night()
    page.get_by_role("link", name="Orienter vers Repas du midi").click()
    expect(page.get_by_role("heading", name="Orienter vers Repas du midi")).to_be_visible()
