"""Telling what happened: one text becomes a note, a win and a ticked step; the thread is searched and corrected."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.cast import World, make_dossier
from tests.journeys.journey import Journey, both_ends
from tisserand.common.clock import now
from tisserand.support.choices import EntryKind, StepState
from tisserand.support.models import Deadline, Entry, Step, Victory
from tisserand.support.services.journal import write_entry
from tisserand.support.services.plan import add_goal, add_step

TEXT = "Appel de Nadia : elle a pris seule le rendez-vous avec le bailleur, jeudi 14 h."


@pytest.fixture
def step(world: World) -> Step:
    actor = world.cast.actor("referent")
    goal = add_goal(actor=actor, dossier=world.dossier, title="Garder mon logement", now=now())
    return add_step(actor=actor, goal=goal, title="Appeler le bailleur", now=now())


@both_ends
def test_one_text_becomes_a_note_a_win_and_a_ticked_step(journey: Journey, world: World, step: Step):
    journey.sign_in(world.cast.referent)
    journey.open("/")
    page = journey.page
    page.get_by_label("Que s’est-il passé ?").fill(TEXT)
    expect(page.get_by_role("radio", name="Nadia Essai")).to_be_checked()
    expect(page.get_by_label("Nature", exact=True)).to_have_value("call")
    expect(page.get_by_label("Étape faite : « Appeler le bailleur »")).to_be_checked()
    expect(page.get_by_label("Avancée", exact=True)).to_be_checked()
    page.get_by_label("Me prévenir").check()
    page.get_by_label("Nature", exact=True).select_option("visit")
    journey.fits()
    journey.axe()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Noté dans le fil de Nadia Essai")).to_be_visible()
    entry = Entry.objects.get()
    assert (entry.kind, entry.body) == (EntryKind.VISIT, TEXT)
    assert Step.objects.get().state == StepState.DONE
    assert Victory.objects.get().words.startswith("Elle a pris seule")
    assert Deadline.objects.get().title
    expect(page.get_by_text("Elle a pris seule le rendez-vous").first).to_be_visible()
    journey.axe()


def test_two_nadias_are_told_apart_before_anything_is_written(journey: Journey, world: World):
    other = make_dossier(
        world.ccas, world.north, world.cast.colleague, first_names="Nadia", last_name="Morel"
    )
    journey.sign_in(world.cast.referent)
    journey.open("/")
    page = journey.page
    page.get_by_label("Que s’est-il passé ?").fill("Vu Nadia hier.")
    expect(page.get_by_role("group", name="De qui s’agit-il ?")).to_be_visible()
    journey.axe()
    journey.expected_statuses.add(422)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Choisissez la personne dont il s’agit.")).to_be_visible()
    journey.axe()
    page.get_by_label("Nadia Morel").check()
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Noté dans le fil de Nadia Morel")).to_be_visible()
    assert Entry.objects.get().dossier == other


@both_ends
def test_the_thread_is_read_searched_and_corrected(journey: Journey, world: World):
    for kind, body in (
        (EntryKind.INCIDENT, "Altercation à l’accueil."),
        (EntryKind.CALL, "Le bailleur a rappelé."),
    ):
        write_entry(
            actor=world.cast.actor("referent"),
            dossier=world.dossier,
            body=body,
            kind=kind,
            happened_at=now(),
            now=now(),
        )
    journey.sign_in(world.cast.referent)
    journey.open(reverse("support:journal_detail", args=[world.dossier.pk]))
    page = journey.page
    journey.fits()
    journey.axe()
    page.get_by_label("Mots à chercher dans le fil").fill("bailleurs")
    page.get_by_role("button", name="Chercher").click()
    expect(page.locator("mark")).to_have_text("bailleur")
    journey.fits()
    journey.axe()
    page.get_by_role("link", name="Corriger").click()
    page.get_by_label("Que s’est-il passé ?").fill("Le bailleur a rappelé : d’accord pour jeudi.")
    journey.axe()
    page.get_by_role("button", name="Corriger").click()
    expect(page.get_by_text("Le texte précédent est gardé.")).to_be_visible()
    expect(page.get_by_role("heading", name="Ce qu’elle disait avant")).to_be_visible()
    journey.fits()
    journey.axe()


def test_a_colleague_is_named_by_keyboard(journey: Journey, world: World):
    journey.sign_in(world.cast.referent)
    journey.open(reverse("support:journal_detail", args=[world.dossier.pk]))
    box = journey.page.get_by_label("Que s’est-il passé ?")
    box.press_sequentially("Voir avec @coll")
    expect(journey.page.get_by_role("option", name="Colleague Essai")).to_be_visible()
    journey.axe()
    box.press("Enter")
    expect(box).to_have_value("Voir avec @Colleague Essai ")


@both_ends
def test_the_load_of_a_team(journey: Journey, world: World):
    journey.sign_in(world.cast.head)
    journey.open(reverse("support:load"))
    journey.fits()
    journey.axe()
