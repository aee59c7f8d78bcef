"""Files made to hurt, through the doors that people use: taken harmlessly or refused in a sentence, memory bounded."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import sleep
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from config.env import ROOT
from tests.cast import World, client_of
from tests.faults import bombs
from tests.papers import archive, hand_in, pdf, picture, xlsx
from tisserand.support import tasks
from tisserand.support.files import pictures
from tisserand.support.models import CaseloadImport, Document, DocumentVersion, ImportRow

MEGABYTE = 1024 * 1024


def hand(world: World, name: str, content: bytes) -> Any:
    address = reverse("support:document_add", args=[world.dossier.pk])
    upload = SimpleUploadedFile("x", content)
    upload._name = name  # as a hand-made request says it, not as Django tidies it
    return client_of(world.cast.referent).post(address, {"papers": [upload], "visibility": "team"})


# --- documents


@pytest.fixture(autouse=True)
def own_shelf(settings: Any, tmp_path: Path) -> None:
    """The other worker of the suite puts files on the common one meanwhile."""
    settings.MEDIA_ROOT = tmp_path / "shelf"


def shelved() -> set[Path]:
    return {path for path in Path(default_storage.location).rglob("*") if path.is_file()}


REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a zip that unfolds": ("a.xlsx", lambda: xlsx(**{"xl/a.xml": b"\0" * 40 * MEGABYTE}), "démesurée"),
    "zips in zips": ("a.zip", bombs.nested, "n’est pas accepté"),
    "zips in a workbook": (
        "a.xlsx",
        lambda: archive({"xl/workbook.xml": bombs.nested()}),
        "n’est pas accepté",
    ),
    "one member named thousands of times": ("a.xlsx", bombs.overlapping, "démesurée"),
    "a picture of 2,500 million pixels": ("a.png", lambda: bombs.png_of(50_000, 50_000), "trop de pixels"),
    "a JPEG that says so": ("a.jpg", lambda: bombs.jpeg_of(60_000, 60_000), "trop de pixels"),
    "a WebP that says so": ("a.webp", lambda: bombs.webp_of(16_384, 16_384), "trop de pixels"),
    "a TIFF": ("a.tiff", bombs.tiff, "n’est pas accepté"),
    "a TIFF under another name": ("a.jpg", bombs.tiff, "ne correspond pas"),
    "a picture that is a script": ("a.gif", lambda: bombs.POLYGLOT, "n’est pas accepté"),
    "a script under the name of a picture": ("a.png", lambda: bombs.POLYGLOT, "ne correspond pas"),
    "a drawing with a script": ("a.svg", lambda: b"<svg onload='alert(1)'/>", "peut contenir du code"),
    "a drawing named as a picture": ("a.png", lambda: b"<svg onload='alert(1)'/>", "peut contenir du code"),
    "a page named as a picture": (
        "a.png",
        lambda: b"<!doctype html><script>1</script>",
        "peut contenir du code",
    ),
    "a PDF that is a zip": ("a.pdf", lambda: bombs.PDF_AND_ZIP, "en cache un autre"),
    "a PDF of too many pages": ("a.pdf", lambda: bombs.pdf_of_pages(4000), "abîmé"),
    "a PDF without a page": ("a.pdf", lambda: bombs.pdf_of_pages(0), "abîmé"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("what", REFUSED)
def test_a_document_made_to_hurt_is_refused_in_a_sentence(what: str, world: World) -> None:
    name, made, why = REFUSED[what]
    before = shelved()
    answer = hand(world, name, made())
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert not Document.objects.exists()
    assert shelved() == before


SIZES = [("1e9", "1e9"), ("0", "0"), ("-200", "-200"), ("1e-9", "99999999"), ("14400", "1"), ("NaN", "(x)")]


@pytest.mark.django_db
@pytest.mark.parametrize("size", SIZES, ids=str)
def test_pages_of_an_absurd_size_are_taken_and_drawn_or_not(size: tuple[str, str], world: World) -> None:
    version = hand_in(world, "referent", bombs.pdf_of_size(*size), name="a.pdf")
    tasks.prepare_document(str(version.pk))
    version.refresh_from_db()
    assert version.drawn in (0, 1)
    for page in version.drawn_pages:
        with default_storage.open(f"{version.key}.{page}.webp") as drawn:
            assert max(Image.open(drawn).size) <= 4000


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("../../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\windows\\avis.pdf", "avis.pdf"),
        ("avis\u202efdp.exe.pdf", "avisfdp.exe.pdf"),
        ("avis\0.exe.pdf", "avis.exe.pdf"),
        ("/etc/cron.d/x.pdf", "x.pdf"),
        ("é" * 200 + ".pdf", "é" * 120 + ".pdf"),
        ('a"; filename="b.exe.pdf', None),
        ("\r\nSet-Cookie: a=b.pdf", None),
    ],
)
def test_a_name_made_to_hurt_becomes_harmless(said: str, kept: str | None, world: World) -> None:
    answer = hand(world, said, pdf())
    assert answer.status_code in (302, 422)
    for version in DocumentVersion.objects.all():
        assert kept in (None, version.file_name)
        assert version.file_name.isprintable()
        assert not set(version.file_name) & set('/\\"\r\n')
        assert Path(default_storage.path(version.key)).is_relative_to(default_storage.location)
        address = reverse("support:document_file", args=[world.dossier.pk, version.document_id, 1])
        given = client_of(world.cast.referent).get(address)
        assert given.headers["Content-Disposition"].startswith("attachment")
        assert "Set-Cookie" not in given.headers


# --- caseloads

GOOD = ("Durand", "Lucie")


def bring(world: World, content: bytes, name: str = "file.csv") -> Any:
    upload = SimpleUploadedFile(name, content)
    return client_of(world.cast.head).post(
        reverse("support:caseload_start"), {"file": upload, "team": world.north.pk}
    )


TABLES_REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "entities that multiply": (
        lambda: bombs.workbook(bombs.HEADINGS + bombs.row(2, ("A", "&h;")), prolog=bombs.LAUGHS),
        "ne s’ouvre pas",
    ),
    "entities in UTF-16": (
        lambda: archive({"xl/workbook.xml": ("\ufeff" + bombs.LAUGHS + "<workbook/>").encode("utf-16-le")}),
        "ne s’ouvre pas",
    ),
    "a line said to be the thousand billionth": (
        lambda: bombs.workbook(bombs.HEADINGS + bombs.row(10**12, ("A", "Durand"), ("B", "Lucie"))),
        "démesuré",
    ),
    "lines wide as the sheet": (
        lambda: bombs.workbook(
            bombs.HEADINGS + "".join(bombs.row(n, ("A", "Durand"), ("XFD", "x")) for n in range(2, 20_000))
        ),
        "plus de 300 colonnes",
    ),
    "empty cells wide as the sheet": (
        lambda: bombs.workbook(
            bombs.HEADINGS + "".join(f'<row r="{n}"><c r="XFD{n}"/></row>' for n in range(2, 20_000))
        ),
        "démesuré",
    ),
    "cells merged a million times": (
        lambda: bombs.workbook(
            bombs.HEADINGS + bombs.row(2, ("A", "Durand")),
            "<mergeCells>"
            + "".join(f'<mergeCell ref="A{n}:A{n + 49}"/>' for n in range(2, 100_000))
            + "</mergeCells>",
        ),
        "démesuré",
    ),
    "a flood of texts": (
        lambda: bombs.workbook(
            bombs.HEADINGS, strings=b"<sst>" + b"<si><t>a</t></si>" * 4_000_000 + b"</sst>"
        ),
        "démesuré",
    ),
    "ten thousand columns": (
        lambda: ";".join(f"c{n}" for n in range(10_000)).encode() + b"\n" + b"x;" * 10_000,
        "plus de 300",
    ),
    "bytes of nothing": (lambda: b"\0" * 100_000, "vide"),
    "one enormous cell": (lambda: b'Nom;Prenom\n"' + b"a" * 10_000_000 + b'";Lucie\n', "ne se lit pas"),
    "a quote never closed": (lambda: b'Nom;Prenom\n"Durand;Lucie' + b"x" * 6_000_000, "ne se lit pas"),
    "more lines than a team has": (lambda: b"Nom;Prenom\n" + b"Durand;Lucie\n" * 60_000, "50 000"),
    "an archive that is no workbook": (bombs.nested, "ne s’ouvre pas"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("what", TABLES_REFUSED)
def test_a_table_made_to_hurt_is_refused_in_a_sentence(what: str, world: World) -> None:
    made, why = TABLES_REFUSED[what]
    answer = bring(world, made())
    assert answer.status_code == 200
    assert why in answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")
    assert not CaseloadImport.objects.exists()
    assert not ImportRow.objects.exists()


FORMULAS = ("=1+1", "+33", "-2+3", "@SUM(1)", "\t=cmd|' /C calc'!A0", "＝1+1", "%0A=1")
ODD = {
    "utf-8 with nulls": "Nom;Prénom\nDur\0and;Lucie\n".encode(),
    "utf-16": "Nom;Prénom\nDurand;Lucie\n".encode("utf-16"),
    "utf-16 without a mark": "Nom;Prénom\nDurand;Lucie\n".encode("utf-16-le"),
    "utf-16 cut in the middle": "Nom;Prénom\nDurand;Lucie\n".encode("utf-16")[:-1],
    "cp1252": "Nom;Prénom\nDurand;Zoé\n".encode("cp1252"),
    "broken utf-8": b"Nom;Pr\xc3\nDurand;Luc\xff\xfeie\n",
    "surrogates": "Nom;Prénom\nDurand;\ud800Lucie\n".encode("utf-8", "surrogatepass"),
    "a long story": b"Nom;Prenom;Notes\nDurand;Lucie;" + b"Elle a raconte. " * 100_000 + b"\n",
    "only carriage returns": b"Nom;Prenom\rDurand;Lucie\r",
    "three hundred columns": ("Nom;" + ";" * 298 + "\nDurand" + ";" * 299 + "\n").encode(),
}


@pytest.mark.django_db
@pytest.mark.parametrize("what", ODD)
def test_a_table_in_any_state_is_read_and_shown(what: str, world: World) -> None:
    answer = bring(world, ODD[what])
    assert answer.status_code == 302, answer.content.decode()[:3000]
    shown = client_of(world.cast.head).get(answer.headers["Location"])
    assert shown.status_code == 200
    assert len(shown.content) < 500_000, "what a cell tells at length is not all written in the page"
    assert "Durand" in str(ImportRow.objects.get().cells)


@pytest.mark.django_db
def test_no_cell_of_a_file_comes_back_as_a_formula(world: World) -> None:
    rows = "\n".join(f"{text};Lucie;31/02/1971" for text in FORMULAS)
    answer = bring(world, f"Nom;Prénom;Né(e) le\n{rows}\n".encode())
    import_id = CaseloadImport.objects.get().pk
    ImportRow.objects.update(state="rejected", reasons=["=1+1"])
    CaseloadImport.objects.update(state="done")
    given = client_of(world.cast.head).get(reverse("support:caseload_rejected", args=[import_id]))
    assert answer.status_code == 302
    cells = [cell for line in given.content.decode("utf-8-sig").splitlines() for cell in line.split(";")]
    assert [
        cell for cell in cells if cell.strip('"').startswith(("=", "+", "-", "@", "\t", "\r", "＝", "%"))
    ] == []
    assert sum(cell.strip('"').startswith("'") for cell in cells) >= len(FORMULAS) * 2


# --- memory


HEAVY: dict[str, tuple[str, Callable[[], bytes]]] = {
    "fifty million pixels": ("document", lambda: bombs.png_of(7071, 7071, real=True)),
    "a workbook that unfolds to the limit": (
        "caseload",
        lambda: bombs.workbook(bombs.HEADINGS + bombs.row(2, ("A", "x" * 32_000)) + " " * 180 * MEGABYTE),
    ),
    "a text of twenty megabytes": (
        "caseload",
        lambda: b"Nom;Prenom\n" + (b"Durand" * 60 + b";Lucie\n") * 48_000,
    ),
}
MOST = 900 * MEGABYTE
MEASURE = """
import io, resource, sys
import django
django.setup()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
content = open(sys.argv[2], "rb").read()
try:
    if sys.argv[1] == "document":
        from tisserand.support.files.inspection import inspect_file
        inspect_file("a.png", io.BytesIO(content), len(content))
    else:
        from tisserand.support.caseload.reading import read_file
        read_file("a", content)
except Exception as error:
    print(type(error).__name__, file=sys.stderr)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024)
"""


@pytest.mark.parametrize("what", HEAVY)
def test_what_is_taken_at_most_takes_bounded_memory(what: str, tmp_path: Path) -> None:
    door, made = HEAVY[what]
    file = tmp_path / "bomb"
    file.write_bytes(made())
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, door, str(file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert int(done.stdout) < MOST, (done.stdout, done.stderr)


def test_photos_are_opened_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    inside, most, decode = 0, 0, pictures._decode

    def slow(content: Any) -> Any:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        sleep(0.05)
        inside -= 1
        return decode(content)

    monkeypatch.setattr(pictures, "_decode", slow)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: pictures.clean_picture(io.BytesIO(picture())), range(4)))
    assert most == 1
