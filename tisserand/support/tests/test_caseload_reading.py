"""Files as they come: encodings, separators, titles above the headings, several sheets, cut lines."""

import io

import openpyxl
import pytest

from tisserand.support.caseload.columns import guess_mapping
from tisserand.support.caseload.reading import read_file, width_problem
from tisserand.support.caseload.rows import learn_first_names
from tisserand.support.caseload.tables import UnreadableFile

ROWS = [
    ["N° dossier", "NOM", "Prénom", "Né(e) le", "Portable", "Référent"],
    ["12", "Lefèvre", "Noël", "04/03/1988", "06 12 34 56 78", "Mme Perrin"],
    ["13", "Müller", "Anaïs", "1970", "07 12 34 56 78", ""],
]


def as_csv(separator: str = ";", encoding: str = "utf-8", end: str = "\r\n") -> bytes:
    return (end.join(separator.join(row) for row in ROWS) + end).encode(encoding)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "mac_roman", "iso8859_15", "cp850"]
)
@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_any_encoding_and_any_separator(encoding: str, separator: str) -> None:
    (table,) = read_file("a.csv", as_csv(separator, encoding))
    assert [table.headings, *(line.cells for line in table.lines)] == ROWS


def test_line_breaks_inside_a_cell_keep_the_line_numbers_of_the_file() -> None:
    content = b'Nom;Note\r\nA;"une\nphrase"\r\nB;x\r\n'
    (table,) = read_file("a.csv", content)
    assert [(line.number, line.cells[0]) for line in table.lines] == [(2, "A"), (4, "B")]
    assert table.lines[0].cells[1] == "une\nphrase"


def test_a_workbook_with_a_title_several_sheets_and_formulas() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["Suivis 2026 — document interne"])
    sheet.append([])
    sheet.append(["Personne", "Date de naissance", "Commentaire"])
    sheet.append(["BRUNET Colette", "09/08/1993", "=1+1"])
    archives = book.create_sheet("Archives")
    archives.append(["Personne", "Entrée", "Sortie"])
    archives.append(["Gérard Vallet", "03/07/2021", "11/07/2026"])
    hidden = book.create_sheet("Brouillon")
    hidden.append(["Personne"])
    hidden.append(["Personne Cachée"])
    hidden.sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    first, second = read_file("a.xlsx", buffer.getvalue())
    assert first.lines[0].number == 4
    assert first.lines[0].cells == ["BRUNET Colette", "09/08/1993", "=1+1"]
    assert second.name == "Archives"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "vide"),
        (b"Nom;Prenom\r\n", "Aucune ligne"),
        (b"PK\x03\x04 not a zip", "classeur"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "ancien format"),
    ],
)
def test_what_cannot_be_read_says_why(content: bytes, why: str) -> None:
    with pytest.raises(UnreadableFile, match=why):
        read_file("a.csv", content)


def test_a_cut_line_among_whole_ones_is_reported() -> None:
    content = "Nom;Prénom;CP\n" + "A;B;57000\n" * 40 + "C;D\n"
    (table,) = read_file("a.csv", content.encode())
    assert width_problem(table) == {42: "Ligne coupée : 2 cellules sur 3."}


def test_a_tool_that_drops_empty_cells_at_the_end_is_left_alone() -> None:
    content = "Nom;Prénom;CP\n" + "A;B\n" * 40
    (table,) = read_file("a.csv", content.encode())
    assert width_problem(table) == {}


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (
            ["NOM", "Prénom", "DDN", "Tél", "Courriel"],
            ["last_name", "first_names", "birth", "phone", "email"],
        ),
        (["Nom de famille", "Prenoms", "Date de naissance"], ["last_name", "first_names", "birth"]),
        (["Nom d'usage", "Nom de jeune fille", "Prénom"], ["last_name", "birth_name", "first_names"]),
        (["Nom et prénom", "Travailleur social", "Date d’entrée"], ["full_name", "referent", "opened"]),
        (["Nom", "Naissance"], ["full_name", "birth"]),
        (["Bénéficiaire", "Suivi par", "Dernière visite"], ["full_name", "referent", "last_contact"]),
        (
            ["ID", "Usager", "Motif de fin", "Date de fin"],
            ["file_number", "full_name", "closing_reason", "closed"],
        ),
    ],
)
def test_columns_are_guessed_from_the_headings_of_other_offices(
    headings: list[str], expected: list[str]
) -> None:
    mapping = guess_mapping(headings, [])
    guessed = {place: key for key, places in mapping.items() for place in places}
    assert [guessed[i] for i in range(len(headings))] == expected


def test_a_column_without_a_known_heading_is_guessed_from_what_it_holds() -> None:
    sample = [["a@exemple.fr", "0612345678", "57000", "bleu"]] * 5
    mapping = guess_mapping(["x1", "x2", "x3", "x4"], sample)
    assert mapping == {"email": [0], "phone": [1], "postcode": [2], "keep": [3]}


def test_first_names_are_learnt_from_the_file() -> None:
    rows = [["MARTIN", "Marie"], ["DURAND", "Marie"], ["Marie", "PETIT"], ["MARTIN", "Paul"]]
    learnt = learn_first_names({"last_name": [0], "first_names": [1]}, rows)
    assert "paul" in learnt
    assert "martin" not in learnt
