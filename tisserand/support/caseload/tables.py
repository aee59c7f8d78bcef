"""What a file becomes once read: tables of text, line by line, whatever it was saved from."""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_ROWS = 50_000
MAX_COLUMNS = 300


class UnreadableFile(Exception):
    """The file cannot be read as a table; the message says why, in French."""


TOO_MANY_ROWS = "Ce fichier compte plus de 50 000 lignes. Coupez-le en plusieurs fichiers."
TOO_MANY_COLUMNS = (
    "Ce fichier compte plus de 300 colonnes. Gardez celles qui parlent des personnes, puis recommencez."
)


@dataclass(frozen=True)
class Line:
    """One line of a table: its number in the file (the first is 1) and its cells as text."""

    number: int
    cells: list[str]


@dataclass(frozen=True)
class Table:
    """One sheet: its name (empty for CSV), its headings, the lines below them."""

    name: str
    headings: list[str]
    lines: list[Line]


def clean(text: str) -> str:
    """A cell as one reads it: no control characters, single spaces, line breaks kept."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u00a0", " ").replace("\u202f", " ")
    text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f\ufeff\ud800-\udfff]", "", text)
    return re.sub(r"[ \t]+", " ", text).strip()
