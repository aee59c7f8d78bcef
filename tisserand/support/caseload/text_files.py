"""Text files as offices save them: any encoding, any separator, quotes that are not always closed."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import Literal

from charset_normalizer import from_bytes

from tisserand.support.caseload.tables import (
    MAX_COLUMNS,
    MAX_ROWS,
    TOO_MANY_COLUMNS,
    TOO_MANY_ROWS,
    Line,
    UnreadableFile,
    clean,
)

SEPARATORS = ";,\t|"
ENCODINGS = ["cp1252", "mac_roman", "cp850", "iso8859_15"]
HEADING_SEARCH = 15  # titles above the headings may be written in another way than the table
LONGEST_CELL = 4_000_000  # a whole story pasted in a cell is read; the standard limit would refuse the file
_NOT_TABLES = (
    (b"%PDF", "Ce fichier est un PDF. Enregistrez le tableau d’origine au format .xlsx ou .csv."),
    (b"{\\rtf", "Ce fichier est un texte mis en page. Copiez le tableau dans un tableur, en .xlsx ou .csv."),
    (b"\x89PNG", "Ce fichier est une image. Il faut le tableau lui-même, au format .xlsx ou .csv."),
    (b"\xff\xd8\xff", "Ce fichier est une image. Il faut le tableau lui-même, au format .xlsx ou .csv."),
)


def read_text(content: bytes) -> list[Line]:
    """The records of a text file. Raises UnreadableFile."""
    _refuse_other_kinds(content)
    text = decode(content)
    lines = list(_records(text, _separator(text)))
    if len(lines) > 2 * MAX_ROWS:  # empty lines do not count, but have an end too
        raise UnreadableFile(TOO_MANY_ROWS)
    return lines


def _refuse_other_kinds(content: bytes) -> None:
    for mark, why in _NOT_TABLES:
        if content.lstrip()[: len(mark)] == mark:
            raise UnreadableFile(why)
    if re.match(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|\?xml|table|meta)", content[:200], re.IGNORECASE):
        raise UnreadableFile(
            "Ce fichier est une page web, même si son nom se termine par .xls. "
            "Ouvrez-le dans votre tableur et enregistrez-le au format .xlsx, puis recommencez."
        )
    strange = sum(byte < 9 or 13 < byte < 32 for byte in content[:4000])
    if not _is_utf16(content) and strange > len(content[:4000]) / 20:
        raise UnreadableFile("Ce fichier n’est pas un tableau. Enregistrez-le au format .xlsx ou .csv.")


def _is_utf16(content: bytes) -> bool:
    """With its mark, or every other byte null."""
    start = content[:400]
    halves = (start[::2], start[1::2])
    return start.startswith((b"\xff\xfe", b"\xfe\xff")) or any(
        half.count(0) > 0.7 * len(half) for half in halves
    )


def decode(content: bytes) -> str:
    """The text of a file in whatever encoding it was saved."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if _is_utf16(content):
        return content.decode("utf-16-le" if content[1:2] == b"\x00" else "utf-16-be", errors="replace")
    content = content.replace(b"\x00", b"")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        best = from_bytes(content[:1_000_000], cp_isolation=ENCODINGS, threshold=0.9).best()
        candidates = dict.fromkeys([*ENCODINGS, *([best.encoding] if best else [])])
        return max((content.decode(name, errors="replace") for name in candidates), key=_frenchness)


_FRENCH = set("éèêëàâäîïôöùûüçœæÉÈÊËÀÂÎÏÔÙÛÜÇŒ’«»€°–…")


def _frenchness(text: str) -> int:
    """How much of what is not ASCII is ordinary French: tells encodings apart better than statistics on names."""
    strange = Counter(c for c in text if ord(c) > 127)
    return sum(n if c in _FRENCH else -3 * n for c, n in strange.items())


def _separator(text: str) -> str:
    """The separator that cuts most of the first records into the same number of cells (at least two)."""
    if said := re.match(r"sep=(.)\r?\n", text):  # a line that some tools write for spreadsheets
        return said[1]
    sample = text[:200_000]

    def steadiness(separator: str) -> tuple[float, int]:
        records = [r for r in csv.reader(io.StringIO(sample, newline=""), delimiter=separator) if any(r)][
            :200
        ]
        widths = Counter(len(record) for record in records if len(record) > 1)
        if not widths:
            return (0.0, 0)
        width, times = widths.most_common(1)[0]
        return (times / len(records), width)

    try:
        return max(SEPARATORS, key=steadiness)
    except csv.Error:
        return ";"


def _records(text: str, separator: str) -> Iterator[Line]:
    """One line a record; a quote left open would swallow the people below: those lines are read one by one."""
    before = csv.field_size_limit(LONGEST_CELL)
    try:
        source = io.StringIO(re.sub(r"\Asep=.\r?\n", "\n", text), newline="")
        physical = source.getvalue().splitlines() if '"' in text else []
        reader = csv.reader(source, delimiter=separator, quotechar='"')
        start = 0
        for cells in reader:
            end = reader.line_num
            if end - start > 1 and _swallowed(cells, separator):
                yield from _one_by_one(physical, start, end, separator)
            else:
                if len(cells) > MAX_COLUMNS and any(cells[MAX_COLUMNS:]):
                    raise UnreadableFile(TOO_MANY_COLUMNS)
                yield Line(start + 1, [clean(cell) for cell in cells[:MAX_COLUMNS]])
            start = end
    except csv.Error as error:
        raise UnreadableFile(f"La ligne {start + 1} ne se lit pas comme un tableau.") from error
    finally:
        csv.field_size_limit(before)


def _swallowed(cells: list[str], separator: str) -> bool:
    """Whether a cell holds several lines that look like records themselves."""
    return any(
        line.count(separator) >= 2
        for cell in cells
        if "\n" in cell or "\r" in cell
        for line in cell.splitlines()[1:]
    )


def _one_by_one(physical: list[str], start: int, end: int, separator: str) -> Iterator[Line]:
    for number in range(start, min(end, len(physical))):
        line = physical[number]
        quoting: Literal[0, 3] = csv.QUOTE_NONE if line.count('"') % 2 else csv.QUOTE_MINIMAL
        for cells in csv.reader([line], delimiter=separator, quoting=quoting):
            yield Line(number + 1, [clean(cell).strip('"') for cell in cells])
