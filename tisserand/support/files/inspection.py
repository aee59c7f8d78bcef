"""A file handed in: what it really is, whether it opens, and what will be kept of it. Nothing in it is ever run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

import puremagic

from tisserand.support.files import accepted, refusals
from tisserand.support.files.accepted import Kind
from tisserand.support.files.office import check_office
from tisserand.support.files.pdfs import check_pdf
from tisserand.support.files.pictures import clean_picture
from tisserand.support.files.refusals import RefusedFile
from tisserand.support.files.texts import check_text

HEAD = 4096
HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")
PROGRAMS = (
    b"MZ", b"\x7fELF", b"#!", b"\xca\xfe\xba\xbe", b"\xcf\xfa\xed\xfe", b"\xce\xfa\xed\xfe",
    b"L\x00\x00\x00\x01\x14\x02",
)  # fmt: skip
FAMILY_OF_MIME = {
    "application/pdf": "pdf",
    "image/jpeg": "picture",
    "image/png": "picture",
    "image/webp": "picture",
}


@dataclass(frozen=True)
class Inspected:
    """What is kept: its type, its content from the beginning, how many pages one may draw, what to be careful of.

    `caution` is "" or one of `LOCKED`, `ACTIVE` (see `pdfs`): then the file is only given as a download.
    """

    kind: Kind
    content: BinaryIO
    size: int
    pages: int = 0
    caution: str = ""


def inspect_file(name: str, content: BinaryIO, size: int) -> Inspected:
    """Check a file by its content and clean it; raises RefusedFile, whose words are for whoever hands it in.

    `content` is seekable and stays open; `size` is in bytes.
    """
    if not size:
        raise RefusedFile(refusals.EMPTY)
    if size > accepted.MAX_BYTES:
        raise RefusedFile(refusals.TOO_BIG)
    content.seek(0)
    head = content.read(HEAD)
    content.seek(0)
    family = _family(name, head)
    return _CHECKS[family](name, content, size)


def _family(name: str, head: bytes) -> str:
    """How to open it, by what its first bytes say; a name that claims another family is refused."""
    _refuse_dangerous(name, head)
    claimed = accepted.BY_ENDING.get(accepted.ending_of(name))
    found = _recognised(head)
    if not found:
        if claimed is None:
            raise RefusedFile(refusals.UNKNOWN)
        if claimed.family != "text":
            raise RefusedFile(refusals.NOT_WHAT_IT_SAYS)
        return "text"
    if claimed is None and accepted.ending_of(name):
        raise RefusedFile(refusals.UNKNOWN)
    if claimed is not None and claimed.family != found:
        raise RefusedFile(refusals.NOT_WHAT_IT_SAYS)
    return found


def _refuse_dangerous(name: str, head: bytes) -> None:
    if (head[4:8] == b"ftyp" and head[8:12] in HEIC_BRANDS) or accepted.ending_of(name) in ("heic", "heif"):
        raise RefusedFile(refusals.HEIC)
    if head.startswith(PROGRAMS):
        raise RefusedFile(refusals.PROGRAM)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    is_page = start.startswith((b"<!doctype html", b"<html", b"<svg", b"<script", b"<?xml"))
    if is_page or accepted.ending_of(name) in ("svg", "html", "htm", "xhtml"):
        raise RefusedFile(refusals.ACTIVE_PAGE)


def _recognised(head: bytes) -> str:
    """The family of the content, or nothing: plain text has no sign of its own."""
    if head.startswith(b"PK\x03\x04"):
        return "office"
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return ""
    # Only signs at the very beginning count: a PDF that begins with something else is two things at once.
    return next((FAMILY_OF_MIME[m.mime_type] for m in found if m.mime_type in FAMILY_OF_MIME), "")


def _picture(name: str, content: BinaryIO, size: int) -> Inspected:
    kind, cleaned = clean_picture(content)
    return Inspected(kind, cleaned, _length(cleaned), pages=1)


def _pdf(name: str, content: BinaryIO, size: int) -> Inspected:
    pages, caution = check_pdf(content)
    return Inspected(accepted.PDF, content, size, pages=pages, caution=caution)


def _office(name: str, content: BinaryIO, size: int) -> Inspected:
    kind = check_office(content)
    claimed = accepted.BY_ENDING.get(accepted.ending_of(name))
    if claimed not in (None, kind):
        raise RefusedFile(refusals.NOT_WHAT_IT_SAYS)
    return Inspected(kind, content, size)


def _text(name: str, content: BinaryIO, size: int) -> Inspected:
    check_text(content)
    return Inspected(accepted.BY_ENDING[accepted.ending_of(name)], content, size)


def _length(content: BinaryIO) -> int:
    length = content.seek(0, 2)
    content.seek(0)
    return length


_CHECKS: dict[str, Callable[[str, BinaryIO, int], Inspected]] = {
    "picture": _picture,
    "pdf": _pdf,
    "office": _office,
    "text": _text,
}
