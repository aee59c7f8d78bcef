"""Lists as other offices keep them: invented people, every shape a table can take, read without being told how."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from tests.cast import World
from tisserand.support.caseload.columns import guess_mapping
from tisserand.support.caseload.reading import UnreadableFile, problems, read_file
from tisserand.support.caseload.rows import Reader, RowDraft, learn_habits
from tisserand.support.choices import RowState
from tisserand.support.services.caseload import run_import, start_import

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))
TODAY = date(2026, 11, 23)


def written(text: str, *, separator: str = ";", encoding: str = "utf-8") -> bytes:
    """A table typed here with « | » between its cells."""
    rows = [line.strip().split("|") for line in text.strip().splitlines()]
    out = io.StringIO()
    csv.writer(out, delimiter=separator).writerows(rows)
    return out.getvalue().encode(encoding)


def people_in(name: str, content: bytes) -> list[RowDraft]:
    """What is understood of each line that may be a person, sheet after sheet."""
    drafts = []
    for table in read_file(name, content):
        cells = [line.cells for line in table.lines]
        mapping = guess_mapping(table.headings, cells)
        reader = Reader(table.headings, mapping, learn_habits(mapping, cells), TODAY)
        refused = problems(table)
        drafts += [reader.read(line.cells) for line in table.lines if line.number not in refused]
    return drafts


def told(draft: RowDraft, *wanted: str) -> tuple[Any, ...]:
    """Some of a draft, in words: `phones` and the like as tuples."""
    several = {"phones": "phone", "emails": "email"}
    values = []
    for key in wanted:
        if key in several:
            values.append(tuple(c.value for c in draft.contacts if c.kind == several[key]))
        elif key in ("postcode", "commune"):
            values.append(next((getattr(c, key) for c in draft.contacts if c.kind == "address"), ""))
        else:
            values.append(str(getattr(draft, key) or ""))
    return tuple(values)


NAMED = ("first_names", "last_name", "birth_name")


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("DUPUIS Marie-Claude", ("Marie-Claude", "Dupuis", "")),
        ("Marie-Claude DUPUIS-FAURE", ("Marie-Claude", "Dupuis-Faure", "")),
        ("MARTIN (née LEROY) Josette", ("Josette", "Martin", "Leroy")),
        ("Mme LEFORT née GARNIER Simone", ("Simone", "Lefort", "Garnier")),
        ("EL OUARDI Samira", ("Samira", "El Ouardi", "")),
        ("de La Tour Jean", ("Jean", "de La Tour", "")),
        ("Mohamed BEN SALAH", ("Mohamed", "Ben Salah", "")),
        ("M. Le Goff Yann", ("Yann", "Le Goff", "")),
        ("LEROUX, Paul", ("Paul", "Leroux", "")),
        ("Mme VASSEUR Chloé ép. PONS", ("Chloé", "Pons", "Vasseur")),
        ("Emmanuelle Simon", ("Emmanuelle", "Simon", "")),  # two first names: the French order
        ("Brunet Jacqueline", ("Jacqueline", "Brunet", "")),
        ("MATHIEU JOSETTE", ("Josette", "Mathieu", "")),  # in capitals, the name comes first
    ],
)
def test_one_cell_for_the_whole_name(cell: str, names: tuple[str, str, str]) -> None:
    content = written(f"Usager|Naissance|Tel\n{cell}|1970|0601020304\nCOLIN Pierre|1971|0601020305")
    assert told(people_in("noms.csv", content)[0], *NAMED) == names


def test_a_file_that_writes_the_name_first_is_believed() -> None:
    rows = "\n".join(
        f"{name}|1970" for name in ("Dubois Nathalie", "Faure Michel", "Roux Sylvie", "Simon Gilles")
    )
    people = people_in("noms.csv", written(f"Personne|Né(e) en\n{rows}"))
    assert told(people[-1], *NAMED)[:2] == ("Gilles", "Simon")


def test_tabs_particles_remarks_in_phones_and_dates_in_words() -> None:
    table = """
        Nom d'usage|Nom de naissance|Prénoms|Sexe|Date et lieu de naissance|Adresse complète|Tél.|Courriel
        DE LA TOUR||Anne-Sophie|F|12/3/85 à Oran|4 bis rue des Lilas 03400 Yzeure|06.12.34.56.78 (mère) / 07 81 22 33 44|as.delatour @ exemple.fr
        EL MANSOURI||Karim|M|1er janv. 54||+33 (0)6 98 76 54 32|
        LE GOFF|KERVELLA|Yves|M|00/00/1962||sur liste rouge|
    """  # noqa: E501
    for encoding in ("utf-8-sig", "utf-16"):
        first, second, third = people_in("liste.txt", written(table, separator="\t", encoding=encoding))
        assert told(first, "birth", "postcode", "phones", "emails") == (
            "12 mars 1985",
            "03400",
            ("+33612345678", "+33781223344"),
            ("as.delatour@exemple.fr",),
        )
        assert told(second, "last_name", "birth", "phones") == (
            "El Mansouri",
            "1er janvier 1954",
            ("+33698765432",),
        )
        assert told(third, "birth_name", "birth", "phones") == ("Kervella", "1962", ())
        assert any("liste rouge" in remark for remark in third.remarks)


def test_titles_above_headings_on_two_lines_and_a_total_below() -> None:
    content = written(
        """
        CCAS de Sainte-Foy — suivi social 2026||||||
        édité le 12/11/2026||||||
        ||||||
        N°|Nom de|Nom d'||Date de|N° de|Date du
        dossier|naissance|usage|Prénom|naissance|téléphone|dernier RDV
        1|FAURE|MOREL|Odile|12/04/1960|0470001122|02/10/2026
        2||BLANC|Régis|05/09/1971|0470001123|03/10/2026
        Total||||||2
        """,
        encoding="cp1252",
    )
    people = people_in("suivi.csv", content)
    assert [told(one, *NAMED) for one in people] == [("Odile", "Morel", "Faure"), ("Régis", "Blanc", "")]
    assert told(people[0], "file_number", "last_contact", "phones") == (
        "1",
        "2 octobre 2026",
        ("+33470001122",),
    )


def test_a_couple_on_one_line_loses_nobody() -> None:
    content = written(
        """
        Dossier n°|Monsieur|Madame|Adresse du ménage|Tél. Monsieur|Tél. Madame
        12|CHAMBON Luc|CHAMBON Anne (née Roy)|2 place de l'Église 63000 Clermont|0611111111|0622222222
        13||KACI Nora|8 rue Neuve||0633333333
        """
    )
    both, alone = people_in("couples.csv", content)
    assert told(both, *NAMED, "phones") == ("Luc", "Chambon", "", ("+33611111111", "+33622222222"))
    assert any("deux personnes" in remark for remark in both.remarks)
    assert any("CHAMBON Anne" in cell for _, cell in both.kept)
    assert told(alone, "first_names", "gender", "phones") == ("Nora", "female", ("+33633333333",))


@pytest.mark.parametrize("headings", ["Col1|Col2|Col3|Col4|Col5", ""])
def test_headings_that_say_nothing_or_none_at_all(headings: str) -> None:
    content = written(
        f"""
        {headings or "BERNARD|Sylvie|12/03/1975|0612345670|63000"}
        PETIT|Alain|01/12/1980|0612345671|63100
        MOREAU|Julie|05/06/1990|0612345672|63200
        GIRARD|Thomas||0612345673|63300
        """
    )
    people = people_in("liste.csv", content)
    assert [one.last_name for one in people][-3:] == ["Petit", "Moreau", "Girard"]
    assert len(people) == (3 if headings else 4)
    assert told(people[-2], "first_names", "birth", "phones") == ("Julie", "5 juin 1990", ("+33612345672",))


def test_headings_in_english() -> None:
    content = written(
        """
        Case ID|Surname|Given name|Gender|DOB|Mobile|Postcode|City|Opened|Last seen|Closed
        K-1|Kowalska|Ewa|Female|14/02/1979|+48 601 234 567|3100|Montluçon|2025-01-09|2026-09-30|
        """,
        separator=",",
    )
    (one,) = people_in("cases.csv", content)
    assert told(
        one, "file_number", *NAMED, "gender", "birth", "phones", "postcode", "opened", "last_contact"
    ) == (
        *("K-1", "Ewa", "Kowalska", "", "female", "14 février 1979", ("+48601234567",), "03100"),
        *("9 janvier 2025", "30 septembre 2026"),
    )


def workbook() -> bytes:
    """A workbook with instructions, merged cells, numbers for phones, a formula never computed, lists of values."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Mode d'emploi"
    sheet.append(["Nom : en majuscules"])
    sheet = book.create_sheet("File active")
    rows: Sequence[Sequence[Any]] = [
        ["FILE ACTIVE 2026"],
        [],
        ["Foyer", "Membre", "Date de naissance", "Téléphone", "Entrée le", "Référente"],
        ["KEITA", "Mariam", datetime(1988, 4, 5), 612345678, datetime(2024, 9, 2), "Perrin"],
        [None, "Ibrahim", datetime(2012, 4, 5), None, None, None],
        ["LOPES", "Joao", 31118, "06 99 88 77 66", "=TODAY()-30", "Perrin"],
        ["Nombre de personnes", 2],
    ]
    for row in rows:
        sheet.append(row)
    for cells in ("A1:F1", "A4:A5", "E4:E5", "F4:F5"):
        sheet.merge_cells(cells)
    book.create_sheet("Listes").append(["Référente", "Motif"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.django_db
def test_a_workbook_is_read_where_its_people_are(world: World) -> None:
    actor = world.cast.actor("head")
    made = start_import(actor=actor, file_name="file.xlsx", content=workbook(), team=world.north, now=NOW)
    assert {sheet["name"]: sheet["skip"] for sheet in made.sheets if not sheet["skip"]} == {
        "File active": False
    }
    run_import(actor=actor, caseload_import=made, now=NOW)
    brought = made.rows.filter(state=RowState.ACCEPTED).order_by("number")
    assert [row.person.name for row in brought if row.person] == [
        "Mariam Keita",
        "Ibrahim Keita",
        "Joao Lopes",
    ]


@pytest.mark.django_db
def test_who_is_proposed_as_the_same_and_who_is_not(world: World) -> None:
    content = written(
        """
        Nom|Prénom|Nom de naissance|Date de naissance|Tél
        Zerrouki|Ahmed||05/06/1955|
        Zerrouki|Ahmed||09/09/1982|
        Thibaudeau|Jacqueline||02/11/1949|
        Thibaudau|Jaqueline||02/11/1949|
        Quillien|Brigitte||03/04/1961|
        Quillien|Brigitte||04/03/1961|
        Castaing|Mireille|Fourcade|17/07/1957|
        Fourcade|Mireille||17/07/1957|
        Ostermann|Wilfried||08/08/1970|
        OSTERMANN|WILFRIED|||
        """
    )
    actor = world.cast.actor("head")
    made = start_import(actor=actor, file_name="doubles.csv", content=content, team=world.north, now=NOW)
    run_import(actor=actor, caseload_import=made, now=NOW)
    proposed = made.rows.filter(state=RowState.DUPLICATE).values_list("number", flat=True)
    # A father and his son (2, 3) are two. A slip, a day for a month, a name by birth, a missing date: ask.
    assert sorted(proposed) == [5, 7, 9, 11]


def flood() -> bytes:
    """A workbook of a few kilobytes that unfolds into hundreds of megabytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/workbook.xml", "<workbook/>")
        packed.writestr("xl/worksheets/sheet1.xml", b" " * 300_000_000)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("vide.csv", b""),
        ("blancs.csv", b" \n \n"),
        ("courrier.csv", b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>"),
        ("page.xls", b"<!DOCTYPE html><html><body><table><tr><td>Nom</td></tr></table></body></html>"),
        ("ancien.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512),
        ("photo.xlsx", b"\x89PNG\r\n\x1a\n" + b"\0" * 64),
        ("faux.xlsx", b"PK\x03\x04 ceci n'est pas un classeur"),
        ("enorme.csv", b"Nom;Prenom\n" + b"Durand;Lucie\n" * 2_000_000),
    ],
)
def test_what_is_not_a_table_is_refused_in_one_sentence(name: str, content: bytes) -> None:
    with pytest.raises(UnreadableFile) as refusal:
        read_file(name, content)
    assert str(refusal.value).endswith((".", "»"))
    assert "\n" not in str(refusal.value)


def test_a_workbook_that_floods_is_refused_before_it_unfolds() -> None:
    with pytest.raises(UnreadableFile):
        read_file("deluge.xlsx", flood())
