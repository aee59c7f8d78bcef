"""Nothing typed is lost: a tab closed, a session over, a refused form, someone who saved meanwhile."""

from __future__ import annotations

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from tests.cast import World
from tests.journeys.journey import Journey, both_ends
from tisserand.accounts.choices import DraftState
from tisserand.accounts.models import Draft
from tisserand.accounts.services.drafts import read_draft
from tisserand.people.models import Person
from tisserand.support.models import Entry

pytestmark = pytest.mark.django_db(transaction=True)
SAID = "Elle a ouvert seule la lettre du tribunal"
KEPT = re.compile("Brouillon gardé à")


@both_ends
def test_a_tab_is_closed_and_nothing_is_lost(journey: Journey, world: World) -> None:
    journey.sign_in(world.cast.referent)
    writing = f"/dossiers/{world.dossier.pk}/fil/ecrire/"
    journey.open(writing)
    journey.page.locator("textarea[name=body]").press_sequentially(SAID, delay=5)
    expect(journey.page.get_by_text(KEPT)).to_be_visible()
    journey.axe()
    journey.fits()
    journey.page.close()

    journey.page = journey.context.new_page()
    journey.open("/")
    expect(journey.page.get_by_role("heading", name="À finir d’écrire")).to_be_visible()
    journey.axe()
    journey.open(writing)
    expect(journey.page.get_by_text("Vous aviez commencé à écrire ici")).to_be_visible()
    journey.axe()
    journey.fits()
    journey.page.get_by_role("button", name="Reprendre ce texte").press("Enter")
    expect(journey.page.locator("textarea[name=body]")).to_have_value(SAID)
    expect(journey.page.get_by_text("Vous aviez commencé")).to_have_count(0)

    # Sent before its suggestions are there, the text would come back to be confirmed.
    expect(journey.page.locator("#story-guess")).to_contain_text("Nadia Essai, entretien")
    journey.page.get_by_role("button", name="Enregistrer").click()
    expect(journey.page.get_by_text("Noté dans le fil")).to_be_visible()
    assert Entry.objects.filter(body=SAID).count() == 1
    assert Draft.objects.get().state == DraftState.SENT
    journey.open(writing)
    journey.page.wait_for_load_state("networkidle")
    expect(journey.page.get_by_text("Vous aviez commencé")).to_have_count(0)


def test_a_session_that_ended_says_so_and_a_later_one_gives_the_text_back(
    journey: Journey, world: World
) -> None:
    journey.sign_in(world.cast.referent)
    journey.open(f"/personnes/{world.person.pk}/modifier/")
    box = journey.page.locator("form[method=post] input[type=text]").first
    box.fill("Nadège")
    expect(journey.page.get_by_text(KEPT)).to_be_visible()
    Session.objects.all().delete()
    box.press_sequentially(" Marie", delay=5)
    expect(journey.page.get_by_text("Votre session est terminée")).to_be_visible()
    assert box.input_value() == "Nadège Marie"

    journey.sign_in(world.cast.referent)
    journey.page.goto("/")
    journey.open(f"/personnes/{world.person.pk}/modifier/")
    journey.page.get_by_role("button", name="Reprendre ce texte").click()
    expect(box).to_have_value("Nadège")


def test_a_draft_of_what_someone_else_changed_meets_their_version(journey: Journey, world: World) -> None:
    journey.sign_in(world.cast.referent)
    address = f"/personnes/{world.person.pk}/modifier/"
    journey.open(address)
    box = journey.page.locator("form[method=post] [name=last_name]")
    box.fill("Essai-Martin")
    expect(journey.page.get_by_text(KEPT)).to_be_visible()
    person = Person.objects.get(pk=world.person.pk)
    person.last_name = "Essai-Dupont"
    person.save_revision(expected=person.revision)

    journey.open(address)
    journey.page.get_by_role("button", name="Reprendre ce texte").click()
    expect(box).to_have_value("Essai-Martin")
    journey.expected_statuses.add(409)
    journey.page.get_by_role("button", name="Enregistrer").first.click()
    expect(journey.page.get_by_text("Essai-Dupont").first).to_be_visible()
    assert Person.objects.get(pk=world.person.pk).last_name == "Essai-Dupont"


def test_thrown_away_by_mistake(journey: Journey, world: World) -> None:
    journey.sign_in(world.cast.referent)
    journey.open("/")
    journey.page.locator("textarea[name=body]").fill(SAID)
    expect(journey.page.get_by_text(KEPT)).to_be_visible()
    journey.open("/")
    journey.page.get_by_role("button", name="Jeter").click()
    expect(journey.page.get_by_text("Vous aviez commencé")).to_have_count(0)
    journey.open("/brouillons/")
    journey.axe()
    journey.fits()
    journey.page.get_by_role("button", name="Récupérer").click()
    expect(journey.page.get_by_role("link", name="Reprendre là où j’étais")).to_be_visible()
    journey.axe()


def test_two_pages_with_one_draft_keep_what_each_says(journey: Journey, world: World) -> None:
    journey.sign_in(world.cast.referent)
    writing = f"/dossiers/{world.dossier.pk}/fil/ecrire/"
    first, second = journey.page, journey.context.new_page()
    journey.open(writing)
    first.locator("textarea[name=body]").press_sequentially("Au bureau", delay=5)
    expect(first.get_by_text(KEPT)).to_be_visible()

    journey.page = second
    journey.open(writing)
    second.get_by_role("button", name="Reprendre ce texte").click()
    expect(second.locator("textarea[name=body]")).to_have_value("Au bureau")
    second.locator("textarea[name=body]").press("End")
    second.locator("textarea[name=body]").press_sequentially(", puis dehors", delay=5)
    expect(second.get_by_text(KEPT)).to_be_visible()

    journey.expected_statuses.add(409)  # the first page hears that the draft went on elsewhere
    with first.expect_response(lambda answer: "garder" in answer.url and answer.ok):
        first.locator("textarea[name=body]").press("End")
        first.locator("textarea[name=body]").press_sequentially(", puis ici", delay=5)
    second.wait_for_timeout(1500)
    fields = [each for draft in Draft.objects.all() for each in read_draft(draft).fields]
    assert {said for name, said, _ in fields if name == "body"} == {
        "Au bureau, puis dehors",
        "Au bureau, puis ici",
    }


def test_a_code_is_never_a_draft(journey: Journey, world: World) -> None:
    journey.sign_in(world.cast.referent)
    journey.open("/compte/double-verification/confirmer/")
    journey.page.locator("input[name=code]").press_sequentially("a1b2c3", delay=5)
    journey.page.wait_for_timeout(2000)
    assert not Draft.objects.exists()
