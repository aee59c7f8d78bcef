"""Bringing both caseloads in on screen; a duplicate seen before saving; a protected address that never shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.cast import World
from tests.journeys.journey import Journey, both_ends
from tisserand.people.choices import ContactKind
from tisserand.people.models import ContactPoint, Person
from tisserand.support.models import CaseloadImport
from tisserand.support.services.caseload import Summary
from tisserand.support.tasks import bring_in_caseload

pytestmark = pytest.mark.django_db(transaction=True)

FILES = Path(__file__).parent.parent / "files"
SECRET = "7, impasse du Refuge"


@pytest.mark.parametrize(
    ("name", "rows_read", "rejected"),
    [("file_active_ccas.csv", 1800, 9), ("suivis_association.xlsx", 700, 0)],
)
def test_a_caseload_is_brought_in_on_screen(
    journey: Journey, world: World, name: str, rows_read: int, rejected: int
) -> None:
    page = journey.page
    journey.sign_in(world.cast.head)
    journey.open("/reprises/nouvelle/")
    journey.axe()
    page.get_by_label("Votre fichier").set_input_files(FILES / name)
    page.get_by_role("button", name="Lire le fichier").click()
    expect(page.get_by_role("heading", name="Vérifier les colonnes")).to_be_visible(timeout=30_000)
    journey.axe()
    journey.fits()
    page.get_by_role("button", name="Enregistrer et revoir l’aperçu").click()
    page.get_by_role("button", name="Lancer la reprise").click()
    expect(page.get_by_text("Reprise en cours")).to_be_visible()
    journey.axe()

    made = CaseloadImport.objects.get()
    bring_in_caseload.func(import_id=str(made.pk))  # what the worker does
    # The page renews itself: to open it anew now would race with that.
    expect(page.get_by_text("Terminé", exact=True)).to_be_visible(timeout=30_000)
    summary = Summary.of(made)
    assert (summary.rows_read, summary.rejected, summary.pending) == (rows_read, rejected, 0)
    assert summary.accepted + summary.duplicates + summary.rejected == rows_read
    expect(page.get_by_role("link", name=re.compile(r"Doublons possibles"))).to_be_visible()
    journey.axe()
    if rejected:
        answer = journey.context.request.get(f"/reprises/{made.pk}/rejets.csv")
        assert answer.text().count("Ligne coupée") == 5
    journey.open(f"/reprises/{made.pk}/?resultat=duplicate")
    page.get_by_role("link", name="Doublon possible").first.click()
    expect(page.get_by_role("heading", name="Est-ce la même personne ?")).to_be_visible()
    journey.axe()


@both_ends
def test_a_duplicate_is_seen_before_saving(journey: Journey, world: World) -> None:
    page = journey.page
    known = Person.objects.create(first_names="Pénélope", last_name="Meunier", birth_year=2003)
    known.registrations.create(organisation=world.ccas)
    journey.sign_in(world.cast.referent)
    journey.open("/personnes/nouvelle/")
    page.locator("[name=first_names], [name=used_first_name]").first.fill("Penelope")
    page.locator("[name=last_name]").fill("Munier")
    expect(page.get_by_text("Pénélope Meunier").first).to_be_visible(timeout=10_000)
    journey.axe()
    journey.fits()
    assert Person.objects.filter(last_name="Munier").count() == 0


@both_ends
def test_a_protected_address_is_shown_on_demand_only(journey: Journey, world: World) -> None:
    page = journey.page
    contact = ContactPoint.objects.create(
        person=world.person, kind=ContactKind.ADDRESS, value=SECRET, commune="Valmont", is_protected=True
    )
    journey.sign_in(world.cast.referent)
    for address in (
        "/",
        "/personnes/",
        f"/personnes/{world.person.pk}/",
        f"/personnes/{world.person.pk}/cercle/",
        "/personnes/dossiers/",
    ):
        journey.open(address)
        page.wait_for_load_state("networkidle")
        assert "Refuge" not in page.locator("main").inner_text(), address
    journey.open("/personnes/recherche/")
    page.get_by_role("searchbox", name="Qui cherchez-vous").fill(SECRET[:12])
    page.get_by_role("searchbox", name="Qui cherchez-vous").press("Enter")
    expect(page.get_by_text("Personne de ce nom")).to_be_visible()
    assert "Refuge" not in page.locator("main").inner_text()
    journey.open(f"/personnes/{world.person.pk}/contacts/{contact.pk}/afficher/")
    journey.axe()
    page.get_by_label(re.compile("pourquoi|motif|raison", re.IGNORECASE)).first.fill(
        "Envoyer un taxi de nuit"
    )
    page.get_by_role("button", name=re.compile("Afficher|Voir", re.IGNORECASE)).first.click()
    expect(page.get_by_text(SECRET).first).to_be_visible()
    journey.axe()
