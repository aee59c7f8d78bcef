"""Workbooks as offices keep them: dates as dates, merged cells, formulas, sheets of a million empty lines."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

import openpyxl
from openpyxl.utils.cell import range_boundaries

from tisserand.support.caseload.tables import (
    MAX_COLUMNS,
    MAX_ROWS,
    TOO_MANY_COLUMNS,
    TOO_MANY_ROWS,
    Line,
    UnreadableFile,
    clean,
)

MAX_UNPACKED = 200 * 1024 * 1024  # a few kilobytes may unpack to gigabytes, by accident or on purpose
MAX_STRINGS = 60 * 1024 * 1024  # the texts of a workbook are held in memory whole
MAX_MEMBERS = 2000
MAX_MERGED = 300_000
CELLS_LOOKED_AT = 20_000_000
EMPTY_ROW_COSTS = (
    5  # in cells: a line may say that it is the thousand billionth, and all those before are empty
)
CHUNK = 1024 * 1024
OVERLAP = 400  # what straddles two chunks is read with the second
FLOOD = "Ce classeur est démesuré une fois ouvert. Coupez-le en plusieurs fichiers."
NOT_A_WORKBOOK = (
    "Ce fichier ne s’ouvre pas comme un classeur .xlsx. Enregistrez-le à nouveau au format .xlsx."
)

# No workbook declares entities: those who do want them to multiply, or to reach for other files.
_ENTITIES = tuple(
    mark.encode(encoding)
    for mark in ("<!DOCTYPE", "<!ENTITY")
    for encoding in ("ascii", "utf-16-le", "utf-16-be")
)
Merged = dict[int, dict[int, int]]  # line → column (from 1) → the line above that holds the value


class _Reach:
    """How much more of a workbook is looked at."""

    def __init__(self) -> None:
        self.left = CELLS_LOOKED_AT

    def look_at(self, row: Sequence[Any]) -> None:
        self.left -= len(row) + EMPTY_ROW_COSTS
        if self.left < 0:
            raise UnreadableFile(FLOOD)


def read_workbook(content: bytes) -> list[tuple[str, list[Line]]]:
    """The visible sheets and their lines. Raises UnreadableFile."""
    try:
        _refuse_a_flood(content)
        # Two readings: what formulas gave when the file was saved, and the formulas where nothing was kept.
        values = openpyxl.load_workbook(io.BytesIO(content), data_only=True, read_only=True)
        formulas = openpyxl.load_workbook(io.BytesIO(content), data_only=False, read_only=True)
        visible = [sheet for sheet in values.worksheets if sheet.sheet_state == "visible"]
        reach = _Reach()
        return [(sheet.title, _lines(sheet, formulas[sheet.title], content, reach)) for sheet in visible]
    except UnreadableFile:
        raise
    except Exception as error:  # the library fails in many ways on what is not quite a workbook
        raise UnreadableFile(NOT_A_WORKBOOK) from error


def _refuse_a_flood(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = set(archive.namelist())
        if "mimetype" in names:
            raise UnreadableFile(
                "Ce fichier est un document OpenDocument. Enregistrez-le au format .xlsx ou .csv, puis recommencez."
            )
        if "xl/workbook.xml" not in names and not any(name.startswith("xl/") for name in names):
            raise UnreadableFile(NOT_A_WORKBOOK)
        members = archive.infolist()
        strings = sum(one.file_size for one in members if one.filename.lower().endswith("sharedstrings.xml"))
        if (
            len(members) > MAX_MEMBERS
            or sum(one.file_size for one in members) > MAX_UNPACKED
            or strings > MAX_STRINGS
        ):
            raise UnreadableFile(FLOOD)
        for member in members:
            for piece in _pieces(archive, member.filename):
                if any(mark in piece for mark in _ENTITIES):
                    raise UnreadableFile(NOT_A_WORKBOOK)


def _pieces(archive: zipfile.ZipFile, name: str) -> Iterator[bytes]:
    """A member, piece by piece, each beginning with the end of the one before."""
    with archive.open(name) as stream:
        before = b""
        while chunk := stream.read(CHUNK):
            yield before + chunk
            before = chunk[-OVERLAP:]


def _lines(sheet: Any, twin: Any, content: bytes, reach: _Reach) -> list[Line]:
    """The filled lines of a sheet, as wide as the widest; a cell merged downwards is said on each of its lines."""
    for reading in (sheet, twin):
        reading.reset_dimensions()  # what a file says of its own size is often wrong, sometimes hostile
    merged = _merged_downwards(content, sheet._worksheet_path)
    tops = {(top, column) for columns in merged.values() for column, top in columns.items()}
    held: dict[tuple[int, int], str] = {}
    lines: list[Line] = []
    rows = zip(sheet.iter_rows(values_only=True), twin.iter_rows(values_only=True), strict=False)
    for number, (row, formulas) in enumerate(rows, start=1):
        reach.look_at(row)
        hidden = merged.get(number, {})
        if not row and not hidden:
            continue
        width = _filled(row, formulas)
        cells = [_cell_text(v if v is not None else f) for v, f in zip(row[:width], formulas, strict=False)]
        cells += [""] * (max(hidden, default=0) - len(cells))
        held |= {(number, at): cell for at, cell in enumerate(cells, 1) if (number, at) in tops}
        cells = [cell or held.get((hidden.get(at, 0), at), "") for at, cell in enumerate(cells, start=1)]
        cells = cells[: _filled(cells)]
        if len(cells) > MAX_COLUMNS:
            raise UnreadableFile(TOO_MANY_COLUMNS)
        if cells:
            lines.append(Line(number, cells))
        if len(lines) > MAX_ROWS + 100:
            raise UnreadableFile(TOO_MANY_ROWS)
    width = max((len(line.cells) for line in lines), default=0)
    return [Line(line.number, [*line.cells, *[""] * (width - len(line.cells))]) for line in lines]


def _filled(*readings: Sequence[Any]) -> int:
    """How many cells up to the last that says something, in one reading of the line at least."""
    return max(
        next((at for at in range(len(cells), 0, -1) if cells[at - 1] not in (None, "")), 0)
        for cells in readings
    )


def _merged_downwards(content: bytes, path: str) -> Merged:
    """The cells that a merge hides: people of one household under one name, one address."""
    merged: Merged = {}
    count = 0
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for piece in _pieces(archive, path):
            for found in re.finditer(rb'<(?:\w+:)?mergeCell [^>]{0,200}?ref="([A-Z]+\d+:[A-Z]+\d+)"', piece):
                left, top, _, bottom = range_boundaries(found[1].decode())
                # One value over a whole column is a layout, not a household.
                if left and top and bottom and 0 < bottom - top < 50 and left <= MAX_COLUMNS:
                    count += bottom - top
                    for line in range(top + 1, bottom + 1):
                        merged.setdefault(line, {})[left] = top
                if count > MAX_MERGED:
                    raise UnreadableFile(FLOOD)
    return merged


def _cell_text(value: Any) -> str:
    """A workbook cell as the person who typed it would write it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, datetime):
        return value.strftime("%d/%m/%Y") if value.time() == time() else value.strftime("%d/%m/%Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return clean(str(value))
