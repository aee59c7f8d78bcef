"""PDF: really opened, its pages counted, and whether something in it would act by itself."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import BinaryIO

import pypdfium2
import pypdfium2.raw as pdfium

from tisserand.support.files import refusals
from tisserand.support.files.refusals import RefusedFile

LOCKED, ACTIVE = "locked", "active"
PAGES = 3000
# Names that make a reader run something: scripts, programs, forms that send, playing media. Long enough not to be
# met by chance in the compressed content of a large scan.
ACTING = re.compile(rb"/(?:JavaScript|Launch|SubmitForm|ImportData|RichMedia)(?![A-Za-z0-9])")
HEXED = re.compile(rb"#([0-9A-Fa-f]{2})")
# Where objects may hide, compressed: object streams. Their dictionary comes just before « stream ».
STREAM = re.compile(rb"(?<!end)stream\r?\n")
OBJECT_STREAM = b"/ObjStm"
DICTIONARY = 400  # bytes before « stream » in which its dictionary is looked for
STREAMS = 20_000  # far more than three thousand pages need
INFLATED = 64 * 1024 * 1024
CHUNK = 16 * 1024
XFA = (pdfium.FORMTYPE_XFA_FULL, pdfium.FORMTYPE_XFA_FOREGROUND)


def check_pdf(content: BinaryIO) -> tuple[int, str]:
    """How many pages may be drawn, and a caution: `LOCKED` by a password, `ACTIVE` by itself, or nothing.

    Raises RefusedFile when the file is no PDF from its first byte, hides an archive, or does not open.
    """
    said = content.read()
    content.seek(0)
    if not said.startswith(b"%PDF-"):
        raise RefusedFile(refusals.NOT_WHAT_IT_SAYS)
    if zipfile.is_zipfile(content):
        raise RefusedFile(refusals.TWO_FACED)
    content.seek(0)
    try:
        document = pypdfium2.PdfDocument(said)
    except pypdfium2.PdfiumError:
        if pdfium.FPDF_GetLastError() == pdfium.FPDF_ERR_PASSWORD:
            return 0, LOCKED
        raise RefusedFile(refusals.DAMAGED) from None
    with document:
        pages = len(document)
        has_scripts = pdfium.FPDFDoc_GetJavaScriptActionCount(document) > 0 or document.get_formtype() in XFA
    if not 0 < pages <= PAGES:
        raise RefusedFile(refusals.DAMAGED)
    return (0, ACTIVE) if has_scripts or acts_by_itself(said) else (pages, "")


def acts_by_itself(said: bytes) -> bool:
    """Whether a PDF names an action other than going to a page or an address, wherever it is written.

    One that has too many corners to look into is taken for one that does.
    """
    streams = list(islice(_object_streams(said), STREAMS + 1))
    return len(streams) > STREAMS or any(ACTING.search(_plain(part)) for part in _parts(said, streams))


def _plain(part: bytes) -> bytes:
    """Names as a reader understands them: « /J#61vaScript » is « /JavaScript »."""
    return HEXED.sub(lambda found: bytes([int(found[1], 16)]), part)


def _object_streams(said: bytes) -> Iterator[int]:
    """Where each begins, looked for from « stream » backwards: « /ObjStm » may be said a million times."""
    for found in STREAM.finditer(said):
        start = found.start()
        named = said.rfind(OBJECT_STREAM, max(0, start - DICTIONARY), start)
        between = said[named:start]
        if named >= 0 and b"endobj" not in between and b"stream" not in between:
            yield found.end()


def _parts(said: bytes, streams: Iterable[int]) -> Iterator[bytes]:
    yield said
    left = INFLATED
    for start in streams:
        inflated = b"".join(_inflate(said, start, left))
        left -= len(inflated)
        yield inflated
        if left <= 0:
            return


def _inflate(said: bytes, start: int, allowed: int) -> Iterator[bytes]:
    """What is compressed from `start` on, up to `allowed` bytes; where it ends is written inside."""
    stream = zlib.decompressobj()
    for at in range(start, len(said), CHUNK):
        try:
            piece = stream.decompress(said[at : at + CHUNK], max(allowed, 1))
        except zlib.error:
            return
        allowed -= len(piece)
        yield piece
        if stream.eof or allowed <= 0:
            return
