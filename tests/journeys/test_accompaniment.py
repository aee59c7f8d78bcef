"""The main road: first welcome → dossier → map → plan → agreement → document; at each width, and by keyboard alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.cast import World
from tests.journeys.journey import Journey, both_ends
from tisserand.support.choices import Topic
from tisserand.support.models import Dossier, FirstWelcome, Goal, Plan, PlanAgreement, Victory

pytestmark = pytest.mark.django_db(transaction=True)


def choose(page: Page, words: str) -> None:
    """Pick a choice by its words."""
    page.locator("label.choice", has_text=words).first.click()


def look(journey: Journey) -> None:
    """Every page of the road fits its screen and meets the axe."""
    journey.fits()
    journey.axe()


@both_ends
def test_from_first_welcome_to_a_document_one_is_handed(journey: Journey, world: World) -> None:
    page = journey.page
    journey.sign_in(world.cast.referent)

    journey.open("/accueils/nouveau/")
    look(journey)
    page.get_by_label("Ce que la personne demande").fill("Une aide pour payer le loyer de ce mois.")
    choose(page, "logement")
    choose(page, "rendez-vous à prendre")
    page.get_by_label("comment l’appeler", exact=False).fill("Mme Vautrin")
    page.get_by_role("button", name="Enregistrer l’accueil").click()
    expect(page.get_by_text("Une aide pour payer le loyer de ce mois.").first).to_be_visible()
    look(journey)

    page.get_by_role("link", name=re.compile("dossier", re.IGNORECASE)).filter(
        has_text=re.compile("Ouvrir", re.IGNORECASE)
    ).first.click()
    # Who looks alike is shown while one types, and the answer ticked stays while one types on.
    page.get_by_label("Prénom(s)").fill(world.person.first_names)
    page.get_by_label("Nom", exact=True).fill(world.person.last_name)
    choose(page, "C’est quelqu’un d’autre")
    page.get_by_label("Naissance").fill("1988")
    page.wait_for_load_state("networkidle")
    expect(page.get_by_label("C’est quelqu’un d’autre")).to_be_checked()
    look(journey)
    page.get_by_label("Prénom(s)").fill("Rose")
    page.get_by_label("Nom", exact=True).fill("Vautrin")
    expect(page.get_by_label("C’est quelqu’un d’autre")).to_have_count(0)
    look(journey)
    page.get_by_role("button", name="Ouvrir le dossier").click()
    expect(page.get_by_role("heading", name="Rose Vautrin")).to_be_visible()
    dossier = Dossier.objects.get(person__last_name="Vautrin")
    assert dossier.requests.get().words == "Une aide pour payer le loyer de ce mois."
    assert FirstWelcome.objects.get().dossier == dossier

    journey.open(f"/dossiers/{dossier.pk}/carte/")
    add_to_map(page, "difficulté", Topic.HOUSING, "Loyers impayés")
    add_to_map(page, "point d’appui", Topic.SOCIAL_TIES, "Sa sœur")
    look(journey)
    assert set(dossier.situation_map.items.values_list("title", flat=True)) == {"Loyers impayés", "Sa sœur"}

    journey.open(f"/dossiers/{dossier.pk}/projet/objectifs/nouveau/")
    page.get_by_label(re.compile("objectif", re.IGNORECASE)).first.fill("Rester dans mon appartement")
    page.get_by_label(re.compile("gagné", re.IGNORECASE)).first.fill("la lettre du bailleur")
    look(journey)
    page.get_by_role("button", name="Écrire cet objectif").click()
    add_step(page, "Appeler le bailleur")
    look(journey)

    journey.open(f"/dossiers/{dossier.pk}/projet/accord/")
    choose(page, "de vive voix")
    look(journey)
    page.get_by_role("button", name="Garder cet accord").click()
    expect(page.get_by_text("Version 1").first).to_be_visible()
    agreement = PlanAgreement.objects.get(plan__dossier=dossier)
    assert agreement.content["goals"][0]["title"] == "Rester dans mon appartement"

    answer = journey.context.request.get(f"/dossiers/{dossier.pk}/projet/imprimer/")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF-")


def add_to_map(page: Page, kind: str, topic: Topic, title: str) -> None:
    """Say one more thing on the map."""
    quick = page.locator("#ajouter")
    quick.locator("label.choice", has_text=kind).click()
    quick.get_by_label("thème", exact=False).first.select_option(str(topic))
    quick.get_by_label("En quelques mots").fill(title)
    quick.get_by_role("button", name="Ajouter").click()
    # Two drawings stand on the page, one for wide screens and one for phones: one of them shows.
    expect(page.get_by_text(title).filter(visible=True).first).to_be_visible()


def add_step(page: Page, title: str) -> None:
    """Add a step to the first goal."""
    page.get_by_placeholder("Ajouter une étape").first.fill(title)
    page.get_by_role("button", name="Ajouter", exact=True).first.click()
    expect(page.get_by_text(title).first).to_be_visible()


@both_ends
def test_a_note_ticks_a_step_and_keeps_a_victory(journey: Journey, world: World) -> None:
    page = journey.page
    step = make_goal(world, "Rester ici").steps.create(person=world.person, title="Appeler le bailleur")
    journey.sign_in(world.cast.referent)
    journey.open("/")
    page.get_by_label("Que s’est-il passé ?").fill(
        "Appel de Nadia hier : elle a appelé le bailleur toute seule, elle a réussi."
    )
    expect(page.locator("#story-guess")).to_contain_text("Nadia", timeout=10_000)
    expect(page.locator("#story-guess")).to_contain_text("Appeler le bailleur")
    look(journey)
    page.get_by_role("button", name="Enregistrer").first.click()
    page.wait_for_load_state()
    step.refresh_from_db()
    assert step.state == "done"
    entry = world.dossier.entries.get()
    assert entry.kind == "call"
    assert Victory.objects.filter(dossier=world.dossier).exists()


def make_goal(world: World, title: str) -> Goal:
    """A goal of the open dossier."""
    plan, _ = Plan.objects.get_or_create(dossier=world.dossier, defaults={"person": world.person})
    return plan.goals.create(person=world.person, title=title)


def test_two_workers_on_the_same_goal_both_keep_their_words(journey: Journey, world: World) -> None:
    page = journey.page
    goal = make_goal(world, "Rester ici")
    journey.sign_in(world.cast.referent)
    address = f"/dossiers/{world.dossier.pk}/projet/objectifs/{goal.pk}/"
    journey.open(address)
    field = page.get_by_label(re.compile("objectif", re.IGNORECASE)).first
    field.fill("Rester dans mon appartement, avec les enfants")

    goal.title = "Garder l’appartement"
    goal.save_revision(expected=1)

    journey.expected_statuses.add(409)
    page.locator("main form").first.get_by_role("button", name=re.compile("Enregistrer")).click()
    expect(page.get_by_text("Garder l’appartement").first).to_be_visible()
    expect(page.get_by_text("Rester dans mon appartement, avec les enfants").first).to_be_visible()
    journey.axe()


def test_the_main_road_by_keyboard_alone(journey: Journey, world: World) -> None:
    """Focus always shows, nothing traps it, and every gesture has a key."""
    page = journey.page
    journey.sign_in(world.cast.referent)
    journey.open("/")
    page.keyboard.press("/")
    expect(page.get_by_role("combobox").or_(page.get_by_role("searchbox")).first).to_be_focused()
    page.keyboard.type("nadia", delay=30)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("recherche|personnes"))
    journey.open("/accueils/nouveau/")
    tab_to(page, page.get_by_label("Ce que la personne demande"))
    page.keyboard.type("Comprendre une lettre de la CAF")
    tab_to(page, page.get_by_role("radio", name=re.compile("réponse immédiate")))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name="Enregistrer l’accueil"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Comprendre une lettre de la CAF").first).to_be_visible()
    assert FirstWelcome.objects.get().request == "Comprendre une lettre de la CAF"


def tab_to(page: Page, target: Locator, limit: int = 80) -> None:
    """Press Tab until `target` has the focus."""
    for _ in range(limit):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard never reaches {target}")
