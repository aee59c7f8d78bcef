"""Documents in the browser: several files at once, one refused; the worker draws; replaced, removed, put back."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.cast import World
from tests.journeys.journey import Journey, both_ends
from tests.papers import pdf, picture, written_pdf
from tisserand.support import tasks
from tisserand.support.models import Document, DocumentVersion

pytestmark = pytest.mark.django_db(transaction=True)


def look(journey: Journey) -> None:
    journey.fits()
    journey.axe()


def work() -> None:
    """What the worker does meanwhile."""
    for version in DocumentVersion.objects.all():
        tasks.prepare_document(str(version.pk))


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A folder with what someone brings."""
    (tmp_path / "avis.pdf").write_bytes(pdf(3))
    (tmp_path / "carte.jpg").write_bytes(picture(size=(1200, 800)))
    (tmp_path / "facture.pdf").write_bytes(b"MZ\x90\0" + b"\0" * 400)
    (tmp_path / "piege.pdf").write_bytes(written_pdf("/OpenAction << /S /JavaScript /JS (1) >>"))
    return tmp_path


@both_ends
def test_from_the_pile_to_the_dossier(journey: Journey, world: World, desk: Path) -> None:
    page = journey.page
    journey.sign_in(world.cast.referent)
    journey.open(f"/dossiers/{world.dossier.pk}/documents/")
    expect(page.get_by_text("Pas encore de document")).to_be_visible()
    look(journey)
    page.get_by_role("link", name="Déposer des documents").click()
    expect(page.get_by_label("Ou prendre une photo")).to_have_attribute("capture", "environment")
    page.get_by_label("Fichiers").set_input_files(
        [desk / "avis.pdf", desk / "carte.jpg", desk / "facture.pdf"]
    )
    expect(page.get_by_text("carte.jpg ·")).to_be_visible()
    page.locator("label.choice", has_text="séjour").click()
    look(journey)
    page.get_by_role("button", name="Déposer").click()
    expect(page.get_by_text("2\u00a0documents sont déposés.")).to_be_visible()
    expect(page.get_by_text("Ce fichier contient un programme")).to_be_visible()
    look(journey)

    # The page waits for the worker, and draws itself anew when the pages are there.
    page.get_by_role("link", name="avis").click()
    expect(page.get_by_text("L’aperçu se prépare")).to_be_visible()
    look(journey)
    work()
    expect(page.get_by_role("img", name="Page 1 de")).to_be_visible()
    expect(page.get_by_role("img", name="Page 1 de")).to_have_js_property("complete", True)
    natural = page.get_by_role("img", name="Page 1 de").evaluate(
        "image => image.complete && image.naturalWidth"
    )
    assert natural == 1400
    look(journey)
    with page.expect_download() as got:
        page.get_by_role("link", name="Télécharger").click()
    assert got.value.suggested_filename == "avis.pdf"
    assert Path(got.value.path()).read_bytes() == (desk / "avis.pdf").read_bytes()

    page.get_by_role("link", name="Modifier").click()
    page.get_by_label("Ce que c’est").fill("Avis d’imposition")
    page.locator("label.choice", has_text="confidentiel").click()
    look(journey)
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Confidentiel", exact=True)).to_be_visible()

    page.get_by_role("link", name="Remplacer").click()
    look(journey)
    page.get_by_label("La nouvelle version").set_input_files(desk / "piege.pdf")
    page.get_by_role("button", name="Déposer la nouvelle version").click()
    expect(page.get_by_text("contient du code")).to_be_visible()
    expect(page.get_by_role("heading", name="Versions")).to_be_visible()
    look(journey)

    page.get_by_role("button", name="Retirer").click()
    expect(page.get_by_text("n’est plus dans le dossier")).to_be_visible()
    look(journey)
    page.get_by_role("button", name="Remettre").first.click()
    expect(page.get_by_text("est de nouveau dans le dossier")).to_be_visible()
    assert Document.objects.filter(removed_at=None).count() == 2


def test_a_photo_taken_on_the_spot_is_cleaned(journey: Journey, world: World) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Fabricant"
    taken = picture(size=(800, 600), exif=exif)
    page = journey.page
    journey.sign_in(world.cast.colleague)
    journey.open(f"/dossiers/{world.dossier.pk}/documents/deposer/")
    page.get_by_label("Ou prendre une photo").set_input_files(
        {"name": "image.jpg", "mimeType": "image/jpeg", "buffer": taken}
    )
    page.get_by_label("Ce que c’est").fill("Titre de séjour")
    page.get_by_label("Valable jusqu’au").fill("2027-01-31")
    page.get_by_role("button", name="Déposer").click()
    expect(page.get_by_role("heading", name="Titre de séjour")).to_be_visible()
    work()
    expect(page.get_by_role("img", name="Titre de séjour")).to_be_visible()
    with page.expect_download() as got:
        page.get_by_role("link", name="Télécharger").click()
    kept = Path(got.value.path()).read_bytes()
    assert b"Fabricant" in taken
    assert b"Fabricant" not in kept
    assert Image.open(io.BytesIO(kept)).size == (800, 600)


def test_files_are_dropped_on_the_form(journey: Journey, world: World) -> None:
    page = journey.page
    journey.sign_in(world.cast.referent)
    journey.open(f"/dossiers/{world.dossier.pk}/documents/deposer/")
    for name in ("un.txt", "deux.txt"):
        dropped = page.evaluate_handle(
            "name => { const all = new DataTransfer(); all.items.add(new File(['bonjour'], name)); return all; }",
            name,
        )
        page.dispatch_event("[data-drop]", "drop", {"dataTransfer": dropped})
    expect(page.locator("[data-chosen] li")).to_have_text([re.compile("un.txt"), re.compile("deux.txt")])
    page.get_by_role("button", name="Déposer").click()
    expect(page.get_by_text("2\u00a0documents sont déposés.")).to_be_visible()
    assert set(Document.objects.values_list("title", flat=True)) == {"un", "deux"}


def test_nothing_taken_says_why_where_one_looks(journey: Journey, world: World, desk: Path) -> None:
    page = journey.page
    journey.expected_statuses.add(422)
    journey.sign_in(world.cast.referent)
    journey.open(f"/dossiers/{world.dossier.pk}/documents/deposer/")
    page.get_by_label("Ce que c’est").fill("Facture")
    page.get_by_label("Fichiers").set_input_files(desk / "facture.pdf")
    page.get_by_role("button", name="Déposer").click()
    expect(page.get_by_text("Rien n’a été déposé", exact=False)).to_be_visible()
    expect(page.get_by_label("Ce que c’est")).to_have_value("Facture")
    expect(page.locator("#id_papers_error")).to_contain_text("programme")
    look(journey)
