"""Lists one takes away as CSV or XLSX: no cell may act as a formula, and the file says what it leaves out."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

# A spreadsheet runs a cell that begins so; the blanks it skips before are looked through (OWASP, CSV injection).
_ACTS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
_SKIPPED = " \u00a0\u200b\ufeff"
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Rows = Iterable[Sequence[Any]]


def neutralise(value: Any) -> Any:
    """The same value, harmless: a text that would act as a formula gets an apostrophe before it."""
    if not isinstance(value, str):
        return value
    # Control characters other than tab and line ends are not allowed in a workbook.
    text = "".join(c for c in value if c >= " " or c in "\t\r\n")
    full_width = text.lstrip(_SKIPPED).translate(str.maketrans("＝＋－＠", "=+-@"))
    return f"'{text}" if full_width.startswith(_ACTS) or text.startswith(_ACTS) else text


def write_csv(header: Sequence[str], rows: Rows, *, notes: Sequence[str] = ()) -> bytes:
    """A CSV that French spreadsheets open rightly (semicolons, UTF-8 with its mark); the notes come first."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows([neutralise(note)] for note in notes)
    writer.writerow([neutralise(name) for name in header])
    writer.writerows([neutralise(_plain(value)) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(header: Sequence[str], rows: Rows, *, title: str, notes: Sequence[str] = ()) -> bytes:
    """A workbook: the list, its header kept in sight, and a second sheet that says what it holds and leaves out."""
    book = Workbook()
    sheet = book.active
    sheet.title = _sheet_name(title)
    _fill(sheet, [header, *rows])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    if notes:
        about = book.create_sheet("À lire")
        _fill(about, [[note] for note in notes])
        about.column_dimensions["A"].width = 100
        for row in about.iter_rows():
            row[0].alignment = Alignment(wrap_text=True)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Any, rows: Rows) -> None:
    widths: dict[int, int] = {}
    for at, row in enumerate(rows, 1):
        for column, value in enumerate(row, 1):
            cell = sheet.cell(at, column, neutralise(value))
            if isinstance(value, str):
                cell.data_type = "s"
            if isinstance(value, date):
                cell.number_format = "DD/MM/YYYY"
            widths[column] = max(widths.get(column, 8), min(len(str(value or "")) + 2, 48))
    for column, width in widths.items():
        sheet.column_dimensions[get_column_letter(column)].width = width


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, Decimal | float):
        return str(value).replace(".", ",")
    return "" if value is None else value


def _sheet_name(title: str) -> str:
    return "".join(c for c in title if c not in "[]:*?/\\'")[:31] or "Liste"
