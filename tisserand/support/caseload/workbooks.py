"""Workbooks as offices keep them: dates as dates, merged cells, formulas, sheets of a million empty lines."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime, time
from typing import Any

import openpyxl
from openpyxl.utils.cell import range_boundaries

from tisserand.support.caseload.tables import MAX_ROWS, TOO_MANY_ROWS, Line, UnreadableFile, clean

MAX_UNPACKED = 300 * 1024 * 1024  # a few kilobytes may unpack to gigabytes, by accident or on purpose
NOT_A_WORKBOOK = (
    "Ce fichier ne s’ouvre pas comme un classeur .xlsx. Enregistrez-le à nouveau au format .xlsx."
)

Merged = dict[tuple[int, int], int]  # (line, column), from 1 → the line above that holds the value


def read_workbook(content: bytes) -> list[tuple[str, list[Line]]]:
    """The visible sheets and their lines. Raises UnreadableFile."""
    try:
        _refuse_a_flood(content)
        # Two readings: what formulas gave when the file was saved, and the formulas where nothing was kept.
        values = openpyxl.load_workbook(io.BytesIO(content), data_only=True, read_only=True)
        formulas = openpyxl.load_workbook(io.BytesIO(content), data_only=False, read_only=True)
        visible = [sheet for sheet in values.worksheets if sheet.sheet_state == "visible"]
        return [(sheet.title, list(_lines(sheet, formulas[sheet.title], content))) for sheet in visible]
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
        if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
            raise UnreadableFile("Ce classeur est démesuré une fois ouvert. Coupez-le en plusieurs fichiers.")


def _lines(sheet: Any, twin: Any, content: bytes) -> list[Line]:
    """The filled lines of a sheet, as wide as the widest; a cell merged downwards is said on each of its lines."""
    for reading in (sheet, twin):
        reading.reset_dimensions()  # what a file says of its own size is often wrong, sometimes hostile
    merged = _merged_downwards(content, sheet._worksheet_path)
    tops = {(line, column) for (_, column), line in merged.items()}
    held: dict[tuple[int, int], str] = {}
    lines: list[Line] = []
    rows = zip(sheet.iter_rows(values_only=True), twin.iter_rows(values_only=True), strict=False)
    for number, (row, formulas) in enumerate(rows, start=1):
        cells = [_cell_text(v if v is not None else f) for v, f in zip(row, formulas, strict=False)]
        cells += [""] * (max((column for line, column in merged if line == number), default=0) - len(cells))
        held |= {(number, at): cell for at, cell in enumerate(cells, 1) if (number, at) in tops}
        cells = [
            cell or held.get((merged.get((number, at), 0), at), "") for at, cell in enumerate(cells, start=1)
        ]
        if any(cells):
            lines.append(Line(number, cells))
        if len(lines) > MAX_ROWS + 100:
            raise UnreadableFile(TOO_MANY_ROWS)
    width = max((at for line in lines for at, cell in enumerate(line.cells, 1) if cell), default=0)
    return [Line(line.number, [*line.cells[:width], *[""] * (width - len(line.cells))]) for line in lines]


def _merged_downwards(content: bytes, path: str) -> Merged:
    """The cells that a merge hides: people of one household under one name, one address."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        end = archive.read(path)
    merged: Merged = {}
    for found in re.finditer(rb'<(?:\w+:)?mergeCell [^>]*ref="([A-Z]+\d+:[A-Z]+\d+)"', end):
        left, top, _, bottom = range_boundaries(found[1].decode())
        # One value over a whole column is a layout, not a household.
        if left and top and bottom and 0 < bottom - top < 50:
            merged |= {(line, left): top for line in range(top + 1, bottom + 1)}
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
