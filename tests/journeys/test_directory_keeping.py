"""A file enters the directory on screen; a structure answers by its link; what we corrected meets what is published."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from tests.cast import World
from tests.journeys.journey import DESK, Journey, both_ends
from tisserand.common.clock import now
from tisserand.directory.models import Loading, PlaceLink, Structure
from tisserand.directory.services.place_links import ask_places, number_of
from tisserand.directory.tasks import bring_in_file
from tisserand.directory.tests.factories import MEAL, PLACE, load, make_structure

pytestmark = pytest.mark.django_db(transaction=True)
OLD = "2024-01-31"


@pytest.mark.parametrize("journey", [DESK], indirect=True, ids=["desk"])
def test_a_file_enters_and_meets_a_correction(journey: Journey, world: World) -> None:
    load(PLACE, MEAL)
    page = journey.page
    journey.sign_in(world.cast.referent)
    journey.open(f"/annuaire/structures/{Structure.objects.get().pk}/corriger/")
    journey.axe()
    journey.fits()
    page.get_by_label("Téléphone").fill("04 76 11 11 11")
    page.get_by_label("Comment le savez-vous").fill("J’ai appelé")
    page.get_by_role("button", name="Corriger").click()
    expect(page.get_by_text("C’est corrigé ici")).to_be_visible()
    expect(page.get_by_text("Le producteur dit")).to_be_visible()
    journey.axe()

    journey.sign_in(world.cast.administrator)
    journey.open("/annuaire/imports/nouveau/")
    journey.axe()
    records = [PLACE | {"telephone": "+33476222222"}, MEAL, PLACE | {"id": "essai--2", "nom": ""}]
    sent = {"name": "essai.json", "mimeType": "application/json", "buffer": json.dumps(records).encode()}
    page.get_by_label("Le fichier").set_input_files(sent)  # type: ignore[arg-type]
    page.get_by_role("button", name="Importer").click()
    expect(page.get_by_text("Lecture du fichier")).to_be_visible()
    journey.axe()
    bring_in_file.func(loading_id=str(Loading.objects.latest("created_at").pk))  # what the worker does
    # The page renews itself.
    expect(page.get_by_text("Terminé", exact=True)).to_be_visible(timeout=30_000)
    page.get_by_role("link", name="Refusées (1)").click()
    expect(page.get_by_text("est trop court")).to_be_visible()
    journey.axe()

    journey.open("/annuaire/corrections/")
    expect(page.get_by_text("04 76 22 22 22")).to_be_visible()
    journey.axe()
    page.get_by_role("button", name="Prendre celle du producteur").click()
    expect(page.get_by_text("Rien à revoir")).to_be_visible()
    assert Structure.objects.get(key="essai--1").phone == "+33476222222"


@both_ends
def test_a_structure_answers_by_its_link(journey: Journey, world: World) -> None:
    structure = make_structure(courriel="accueil@example.org", date_maj=OLD)
    page = journey.page
    journey.sign_in(world.cast.referent)
    journey.open("/annuaire/a-confirmer/")
    journey.axe()
    journey.fits()
    journey.context.clear_cookies()
    [link] = ask_places(
        actor=world.cast.actor("referent"), structures=[structure], now=now(), queue=lambda link_id: None
    )
    journey.open(f"/annuaire/confirmer/#{number_of(link.pk)}")
    expect(page.get_by_role("heading", name=structure.name)).to_be_visible()
    assert "#" not in page.url
    journey.axe()
    journey.fits()
    page.get_by_label("Non, je corrige ci-dessous").check()
    page.get_by_label("Téléphone").fill("04 76 11 11 11")
    page.get_by_role("button", name="Envoyer ma réponse").click()
    expect(page.get_by_role("heading", name="Merci")).to_be_visible()
    journey.axe()
    structure.refresh_from_db()
    assert structure.phone == "+33476111111"
    assert PlaceLink.objects.get().answered_at is not None
