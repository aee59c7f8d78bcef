"""Files one takes away: no cell acts, nothing is lost, the notes come along."""

import csv
from datetime import date
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tisserand.common.spreadsheets import neutralise, write_csv, write_xlsx

TEXTS = st.text(max_size=40)
ACTING = tuple("=+-@\t\r")


@pytest.mark.parametrize(
    "text", ["=1+1", "+33", "-2", "@SUM(A1)", "\t=1", "\r=1", " =1", "\u00a0=1", "＝1", "%0A=1"]
)
def test_what_would_act_gets_an_apostrophe(text: str) -> None:
    assert neutralise(text) == f"'{text}"


@pytest.mark.parametrize(
    "value", ["Nadia", "06 12 34 56 78", "l’aide = la clé", "", None, 3, Decimal("-2"), date(2026, 1, 2)]
)
def test_the_rest_is_left_alone(value: object) -> None:
    assert neutralise(value) == value


@given(TEXTS)
def test_no_text_acts(text: str) -> None:
    safe = neutralise(text)
    assert not safe.startswith(ACTING)
    assert not safe.strip(" \u00a0\u200b\ufeff").startswith(ACTING)


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=2), max_size=5))
def test_a_csv_reads_back_harmless(rows: list[list[str]]) -> None:
    text = write_csv(["a", "=b"], rows, notes=["+ note"]).decode("utf-8-sig")
    read = list(csv.reader(StringIO(text, newline=""), delimiter=";"))
    assert read[:2] == [["'+ note"], ["a", "'=b"]]
    assert len(read) == len(rows) + 2
    assert not [cell for row in read for cell in row if cell.startswith(ACTING)]


@given(st.lists(st.lists(TEXTS, min_size=2, max_size=2), max_size=3))
def test_a_workbook_reads_back_harmless(rows: list[list[str]]) -> None:
    book = load_workbook(BytesIO(write_xlsx(["a", "b"], rows, title="Ma liste [1]", notes=["=note"])))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert not [cell for cell in cells if isinstance(cell.value, str) and cell.value.startswith(ACTING)]
    assert [sheet.title for sheet in book] == ["Ma liste 1", "À lire"]


def test_dates_and_amounts_in_french() -> None:
    text = write_csv(["d", "n"], [[date(2026, 3, 4), Decimal("1.5")]]).decode("utf-8-sig")
    assert text.splitlines()[1] == "04/03/2026;1,5"
