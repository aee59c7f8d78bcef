"""What may be handed in: each type, the endings of its names, and what it is called on screen."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

MAX_BYTES = 15 * 1024 * 1024
MAX_AT_ONCE = 10
LONGEST_NAME = 120


@dataclass(frozen=True)
class Kind:
    """One accepted type. `family` says how it is checked: picture, pdf, office or text."""

    media_type: str
    endings: tuple[str, ...]
    label: str
    family: str


JPEG = Kind("image/jpeg", ("jpg", "jpeg", "jpe", "jfif"), "Photo JPEG", "picture")
PNG = Kind("image/png", ("png",), "Image PNG", "picture")
WEBP = Kind("image/webp", ("webp",), "Image WebP", "picture")
PDF = Kind("application/pdf", ("pdf",), "PDF", "pdf")
ODT = Kind("application/vnd.oasis.opendocument.text", ("odt",), "Texte ODT", "office")
ODS = Kind("application/vnd.oasis.opendocument.spreadsheet", ("ods",), "Tableau ODS", "office")
DOCX = Kind(
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ("docx",),
    "Texte DOCX",
    "office",
)
XLSX = Kind(
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ("xlsx",), "Tableau XLSX", "office"
)
TXT = Kind("text/plain", ("txt",), "Texte", "text")
CSV = Kind("text/csv", ("csv",), "Tableau CSV", "text")

KINDS = (PDF, JPEG, PNG, WEBP, ODT, ODS, DOCX, XLSX, TXT, CSV)
BY_MEDIA_TYPE = {kind.media_type: kind for kind in KINDS}
BY_ENDING = {ending: kind for kind in KINDS for ending in kind.endings}
# What a file picker offers. Without HEIC in the list, a telephone that takes such photos hands in a JPEG.
OFFERED = ",".join([*(k.media_type for k in KINDS), *(f".{ending}" for k in KINDS for ending in k.endings)])
PHOTOS = "image/jpeg,image/png,image/webp"

# Signs one does not see, and those that turn the reading direction round (« fdp.exe » shown as « exe.pdf »).
_UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
_FORBIDDEN = re.compile(r'[\\/:*?"<>|]')


def safe_name(said: str, kind: Kind) -> str:
    """The name a file is given back under: no path, nothing unseen, not too long, the ending of what it really is."""
    name = unicodedata.normalize("NFC", said.replace("\\", "/").rsplit("/", 1)[-1])
    name = "".join(sign for sign in name if unicodedata.category(sign) not in _UNSEEN)
    name = " ".join(_FORBIDDEN.sub("_", name).split())
    path = PurePosixPath(name)
    ending = path.suffix.lstrip(".").lower()
    stem = path.stem if ending in BY_ENDING or ending in ("heic", "heif") else name
    stem = stem.strip(" .")[:LONGEST_NAME] or "document"
    return f"{stem}.{ending if ending in kind.endings else kind.endings[0]}"


def ending_of(name: str) -> str:
    """The ending of a name, in lower case, without its dot."""
    return PurePosixPath(name.strip()).suffix.lstrip(".").lower()


def title_from(name: str) -> str:
    """What a document is called until someone says better: its name without the ending."""
    return name.rsplit(".", 1)[0].replace("_", " ").strip()[:160] or "Document"
