"""Files handed in: what is taken, what is refused and in which words, what is left of a photo."""

import io
import random
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tests.papers import archive, odt, pdf, picture, written_pdf, xlsx
from tisserand.support.files import accepted, refusals
from tisserand.support.files.inspection import Inspected, inspect_file
from tisserand.support.files.pdfs import ACTIVE, LOCKED
from tisserand.support.files.refusals import RefusedFile

DOCX = archive({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"})


def inspect(name: str, content: bytes) -> Inspected:
    return inspect_file(name, io.BytesIO(content), len(content))


def refusal(name: str, content: bytes) -> str:
    with pytest.raises(RefusedFile) as refused:
        inspect(name, content)
    return str(refused.value)


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("carte.jpg", picture(), accepted.JPEG),
        ("CARTE.JPEG", picture(), accepted.JPEG),
        ("capture.png", picture("PNG"), accepted.PNG),
        ("capture.jpg", picture("PNG"), accepted.PNG),
        ("image.webp", picture("WEBP"), accepted.WEBP),
        ("image", picture(), accepted.JPEG),
        ("avis.pdf", pdf(), accepted.PDF),
        ("lettre.odt", odt(), accepted.ODT),
        ("lettre.docx", DOCX, accepted.DOCX),
        ("budget.xlsx", xlsx(), accepted.XLSX),
        ("notes.txt", "Reçu l’attestation".encode(), accepted.TXT),
        ("notes.txt", "Reçu".encode("cp1252"), accepted.TXT),
        ("notes.txt", "Reçu".encode("utf-16"), accepted.TXT),
        ("compte.csv", b"mois;loyer\njanvier;412\n", accepted.CSV),
    ],
)
def test_taken(name, content, kind):
    assert inspect(name, content).kind is kind


def png_of(width: int, height: int) -> bytes:
    """A PNG that says it has that many pixels, and has none."""

    def chunk(name: bytes, said: bytes) -> bytes:
        return struct.pack(">I", len(said)) + name + said + struct.pack(">I", zlib.crc32(name + said))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(b"\0"))
        + chunk(b"IEND", b"")
    )


NOISE = random.Random(1).randbytes(40_000)
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 200


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("vide.pdf", b"", refusals.EMPTY),
        ("lourd.pdf", b"%PDF-1.7" + b"\0" * accepted.MAX_BYTES, refusals.TOO_BIG),
        ("facture.exe", b"MZ\x90\0" + b"\0" * 300, refusals.PROGRAM),
        ("facture.pdf", b"MZ\x90\0" + b"\0" * 300, refusals.PROGRAM),
        ("facture.txt", b"#!/bin/sh\nrm -rf /\n", refusals.PROGRAM),
        ("photo.jpg", b"\x7fELF" + b"\0" * 300, refusals.PROGRAM),
        ("photo.jpg", pdf(), refusals.NOT_WHAT_IT_SAYS),
        ("avis.pdf", picture(), refusals.NOT_WHAT_IT_SAYS),
        ("avis.pdf", NOISE, refusals.NOT_WHAT_IT_SAYS),
        ("avis.pdf", b"junk before" + pdf(), refusals.NOT_WHAT_IT_SAYS),
        ("avis.pdf", pdf() + archive({"x": b"y"}), refusals.TWO_FACED),
        ("notes.txt", NOISE, refusals.NOT_WHAT_IT_SAYS),
        ("notes.txt", b"bonjour\0", refusals.NOT_WHAT_IT_SAYS),
        ("lettre.odt", xlsx(), refusals.NOT_WHAT_IT_SAYS),
        ("page.html", b"<!DOCTYPE html><p>Bonjour", refusals.ACTIVE_PAGE),
        ("page.txt", b"\n <HTML><script>alert(1)</script>", refusals.ACTIVE_PAGE),
        ("notes.txt", b"bonjour <script src=x>", refusals.ACTIVE_PAGE),
        ("dessin.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", refusals.ACTIVE_PAGE),
        ("dessin.png", b"<?xml version='1.0'?><svg/>", refusals.ACTIVE_PAGE),
        ("IMG_0001.HEIC", HEIC, refusals.HEIC),
        ("IMG_0001.jpg", HEIC, refusals.HEIC),
        ("video.mp4", b"\0\0\0\x18ftypmp42" + b"\0" * 300, refusals.UNKNOWN),
        ("paquet.zip", archive({"a.txt": b"a"}), refusals.UNKNOWN),
        ("lettre.docx", archive({"a.txt": b"a"}), refusals.UNKNOWN),
        ("sans-nom", b"du texte", refusals.UNKNOWN),
        ("photo.jpg", picture()[:400], refusals.DAMAGED),
        ("avis.pdf", b"%PDF-1.7\n" + NOISE, refusals.DAMAGED),
        ("lettre.odt", odt()[:80], refusals.DAMAGED),
        ("photo.png", png_of(60_000, 60_000), refusals.PICTURE_TOO_LARGE),
        ("photo.png", png_of(30_000, 10), refusals.PICTURE_TOO_LARGE),
        ("photo.png", png_of(8_000, 8_000), refusals.PICTURE_TOO_LARGE),
        ("lettre.odt", odt(**{"Basic/Standard/Module1.xml": b"x"}), refusals.MACROS),
        ("budget.xlsx", xlsx(**{"xl/vbaProject.bin": b"x"}), refusals.MACROS),
        ("budget.xlsx", xlsx(**{"xl/embeddings/setup.exe": b"x"}), refusals.PROGRAM),
        ("budget.xlsx", xlsx(**{"xl/a.xml": b"\0" * 20_000_000}), refusals.ZIP_BOMB),
        ("budget.xlsx", xlsx(**{f"xl/{n}.xml": b"" for n in range(4_001)}), refusals.ZIP_BOMB),
    ],
    ids=lambda value: "content" if isinstance(value, bytes) else str(value),
)
def test_refused_in_one_sentence(name, content, words):
    assert refusal(name, content) == words
    assert words.endswith(".")


def test_an_archive_that_lies_about_its_size_is_measured_anyway():
    content = bytearray(xlsx(**{"xl/a.xml": b"\0" * 20_000_000}))
    true, lie = struct.pack("<I", 20_000_000), struct.pack("<I", 20)
    assert content.count(true) == 2
    assert refusal("budget.xlsx", bytes(content.replace(true, lie))) in (
        refusals.ZIP_BOMB,
        refusals.DAMAGED,
    )


# --- PDF


def with_hidden_object(body: bytes) -> bytes:
    """A PDF, one of whose objects stands compressed in an object stream."""
    packed = zlib.compress(b"9 0 " + body)
    stream = f"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length {len(packed)} >>"
    return written_pdf("", stream + "\nstream\n" + packed.decode("latin-1") + "\nendstream")


@pytest.mark.parametrize(
    "content",
    [
        written_pdf("/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"),
        written_pdf("/OpenAction << /S /J#61vaScript /JS (app.alert\\(1\\)) >>"),
        written_pdf("/Names << /JavaScript << /Names [(a) 4 0 R] >> >>", "<< /S /JavaScript /JS (1) >>"),
        written_pdf("/OpenAction << /S /Launch /F (cmd.exe) >>"),
        written_pdf("/AA << /WC << /S /SubmitForm /F (http://x) >> >>"),
        with_hidden_object(b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"),
    ],
    ids=["script", "script-spelt-in-hexadecimal", "named-script", "launch", "submit", "hidden"],
)
def test_a_pdf_that_acts_is_only_a_download(content):
    inspected = inspect("avis.pdf", content)
    assert (inspected.caution, inspected.pages) == (ACTIVE, 0)


@pytest.mark.parametrize(
    "content",
    [pdf(3), written_pdf("/OpenAction [3 0 R /Fit]"), with_hidden_object(b"<< /Type /Metadata >>")],
    ids=["plain", "opens-on-a-page", "compressed"],
)
def test_an_ordinary_pdf_is_looked_at(content):
    inspected = inspect("avis.pdf", content)
    assert inspected.caution == ""
    assert inspected.pages in (1, 3)


def test_a_pdf_under_a_password_is_only_a_download():
    scrambled = "<" + "a1" * 32 + ">"
    lock = f"<< /Filter /Standard /V 1 /R 2 /O {scrambled} /U {scrambled} /P -4 >>"
    content = written_pdf("", lock).replace(
        b"/Root 1 0 R", b"/Root 1 0 R /Encrypt 4 0 R /ID [<00112233445566778899aabbccddeeff> <00>]"
    )
    inspected = inspect("avis.pdf", content)
    assert (inspected.caution, inspected.pages) == (LOCKED, 0)


# --- photos


def telltale_photo(orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Fabricant", orientation
    exif.get_ifd(0x8825)[2] = (48.0, 51.0, 24.0)
    exif.get_ifd(0x8769)[0x9003] = "2026:03:04 10:11:12"
    return picture(exif=exif, xmp=b"<x:xmpmeta>chez elle</x:xmpmeta>", comment=b"un mot")


def test_a_photo_keeps_nothing_but_its_pixels():
    hidden = telltale_photo() + archive({"cache.txt": b"suite"})
    assert b"Fabricant" in hidden
    said = inspect("photo.jpg", hidden).content.read()
    assert not any(
        word in said for word in (b"Fabricant", b"2026:03", b"chez elle", b"un mot", b"PK\x03\x04")
    )
    kept = Image.open(io.BytesIO(said))
    assert not kept.getexif()
    assert kept.size == (60, 40)


def test_a_png_loses_its_texts_and_keeps_its_transparency():
    drawn = Image.new("RGBA", (10, 10), (0, 0, 0, 0))
    content = io.BytesIO()
    said = PngInfo()
    said.add_text("Author", "quelqu’un")
    drawn.save(content, "PNG", pnginfo=said)
    kept = Image.open(inspect("photo.png", content.getvalue()).content)
    assert kept.mode == "RGBA"
    assert "Author" not in kept.info


def test_a_photo_taken_sideways_stands_upright():
    kept = Image.open(inspect("photo.jpg", telltale_photo(orientation=6)).content)
    assert kept.size == (40, 60)
    # The red left side is now above.
    assert kept.getpixel((20, 5))[1] < 100 < kept.getpixel((20, 55))[1]


# --- names


@pytest.mark.parametrize(
    ("said", "given"),
    [
        ("Avis d’imposition 2025.pdf", "Avis d’imposition 2025.pdf"),
        ("C:\\Users\\rose\\avis.pdf", "avis.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("avis\r\nSet-Cookie: a.pdf", "avisSet-Cookie_ a.pdf"),
        ("avis\u202efdp.exe", "avisfdp.exe.pdf"),
        ('a"b;c.pdf', "a_b;c.pdf"),
        ("", "document.pdf"),
        (".pdf", "pdf.pdf"),
        ("x" * 400 + ".pdf", "x" * 120 + ".pdf"),
        ("photo.PDF", "photo.pdf"),
    ],
)
def test_a_name_becomes_harmless(said, given):
    assert accepted.safe_name(said, accepted.PDF) == given


@given(st.text(max_size=300), st.sampled_from(accepted.KINDS))
def test_whatever_the_name_it_is_short_plain_and_says_its_type(said, kind):
    name = accepted.safe_name(said, kind)
    assert name.rsplit(".", 1)[1] in kind.endings
    assert len(name) <= 130
    assert name.isprintable()
    assert not set(name) & set('\\/:*?"<>|')
    assert accepted.safe_name(name, kind) == name
    assert accepted.title_from(name)


STARTS = [
    b"",
    b"%PDF-1.7\n",
    b"PK\x03\x04",
    b"\xff\xd8\xff\xe0",
    b"\x89PNG\r\n\x1a\n",
    b"RIFF\0\0\0\0WEBP",
    pdf(),
    picture(),
    odt(),
]


@given(
    st.sampled_from(["a.pdf", "a.jpg", "a.png", "a.webp", "a.odt", "a.xlsx", "a.txt", "a.csv", "a", "a.b"]),
    st.sampled_from(STARTS),
    st.binary(max_size=500),
    st.integers(0, 600),
)
def test_whatever_is_handed_in_is_taken_or_refused(name, start, more, cut):
    content = (start + more)[: cut or None]
    try:
        taken = inspect(name, content)
    except RefusedFile as refused:
        words = str(refused)
    else:
        words = taken.kind.label
        assert taken.size > 0
    assert words
