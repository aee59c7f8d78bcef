"""From a file to tables of text: where the headings are, which lines are people, which are only layout."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from tisserand.common.folding import fold
from tisserand.support.caseload.columns import content_key, field_of, recognised
from tisserand.support.caseload.tables import MAX_ROWS, TOO_MANY_ROWS, Line, Table, UnreadableFile
from tisserand.support.caseload.text_files import HEADING_SEARCH, read_text
from tisserand.support.caseload.workbooks import read_workbook

MAX_BYTES = 20 * 1024 * 1024
TOO_HEAVY = "Ce fichier dépasse 20 Mo. Coupez-le en plusieurs fichiers."


def refuse_too_heavy(size: int) -> None:
    """Before reading a byte: the file may be of any size."""
    if size > MAX_BYTES:
        raise UnreadableFile(TOO_HEAVY)


def read_file(name: str, content: bytes) -> list[Table]:
    """Read a CSV or XLSX file. Sheets without a line below their headings are left out.

    Raises UnreadableFile, with a sentence for the person who chose the file.
    """
    if not content.strip(b"\x00\r\n\t "):
        raise UnreadableFile("Ce fichier est vide.")
    refuse_too_heavy(len(content))
    if content[:4] == b"PK\x03\x04":
        sheets = read_workbook(content)
    elif content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise UnreadableFile(
            "Ce fichier est un classeur d’un ancien format ou protégé par un mot de passe. "
            "Enregistrez-le au format .xlsx, sans mot de passe, puis recommencez."
        )
    else:
        sheets = [("", read_text(content))]
    tables = [table for sheet, rows in sheets if (table := _table(sheet, rows)) is not None]
    if not tables:
        raise UnreadableFile(f"Aucune ligne à reprendre n’a été trouvée dans « {name} ».")
    if sum(len(table.lines) for table in tables) > MAX_ROWS:
        raise UnreadableFile(TOO_MANY_ROWS)
    return tables


def _table(name: str, rows: Sequence[Line]) -> Table | None:
    filled = [row for row in rows if any(row.cells)]
    if not filled:
        return None
    headings, start = _headings(filled)
    while headings and not headings[-1]:
        headings.pop()
    lines = _repeated(headings, filled[start:])
    return Table(name, headings, lines) if lines and headings else None


def _headings(rows: Sequence[Line]) -> tuple[list[str], int]:
    """The headings, in one line or two, and where what they head begins.

    The line (or two) that announces most of what we know; failing that, the first that is as wide as the rest; and
    when that one already tells of someone, the file has no headings.
    """
    top = rows[:HEADING_SEARCH]
    known = [0 if _tells_of_someone(row.cells) else _announced(row.cells) for row in top]
    best = max(range(len(top)), key=lambda at: known[at])
    if known[best]:
        return max(
            [(list(top[best].cells), best + 1), *_in_two_lines(rows, best)],
            key=lambda found: _announced(found[0]),
        )
    width = Counter(sum(bool(cell) for cell in row.cells) for row in top).most_common(1)[0][0]
    first = next(i for i, row in enumerate(top) if sum(bool(cell) for cell in row.cells) >= width)
    if _tells_of_someone(rows[first].cells):
        return [f"Colonne {i}" for i in range(1, len(rows[first].cells) + 1)], first
    return list(rows[first].cells), first + 1


def _announced(cells: Sequence[str]) -> int:
    """How many different things these headings announce."""
    fields = Counter(field_of(cell) for cell in cells if cell and recognised(cell))
    return len(fields) * 100 + sum(fields.values()) if fields else 0


def _in_two_lines(rows: Sequence[Line], best: int) -> list[tuple[list[str], int]]:
    """« Nom de » above « naissance »: the two lines read as one, with the line above or the one below."""
    readings = []
    for above in (best - 1, best):
        if above < 0 or above + 1 >= len(rows):
            continue
        pair = rows[above].cells, rows[above + 1].cells
        if any(re.search(r"\d", cell) for cells in pair for cell in cells):
            continue
        width = max(map(len, pair))
        upper, lower = ([*cells, *[""] * (width - len(cells))] for cells in pair)
        readings.append(([f"{a} {b}".strip() for a, b in zip(upper, lower, strict=True)], above + 2))
    return readings


def _tells_of_someone(cells: Sequence[str]) -> bool:
    """Whether a line holds a date, a phone number, an e-mail: headings never do."""
    return any(content_key(cell) in ("email", "phone", "birth", "postcode") for cell in cells)


_AS_ABOVE = {"idem", "id", "idem ci dessus", "ibid", "ditto"}
# What belongs to one person only is never copied from the line above.
_PERSONAL = {"phone", "email", "birth", "file_number", "first_names", "full_name", "notes", "birth_name"}


def _repeated(headings: Sequence[str], lines: Sequence[Line]) -> list[Line]:
    """« idem » becomes what the line above says."""
    copied = [i for i, heading in enumerate(headings) if field_of(heading) not in _PERSONAL]
    above: dict[int, str] = {}
    for line in lines:
        for i in copied:
            if i < len(line.cells):
                if fold(line.cells[i]) in _AS_ABOVE or line.cells[i] in ('"', "〃", "''"):
                    line.cells[i] = above.get(i, "")
                above[i] = line.cells[i]
    return list(lines)


# --- lines that cannot be people


def problems(table: Table) -> dict[int, str]:
    """Why some lines cannot be brought in, by number: cut, burst, or layout (totals, repeated headings, sections)."""
    return width_problem(table) | _layout(table)


_TOTAL = re.compile(r"(?:sous |grand )?tota(?:l|ux)\b|nombre (?:total )?(?:de|d)\b|moyenne\b|effectif\b")
_SECTION = re.compile(
    r"(?:secteur|quartier|dossiers?|archives?|annee|mois|semaine|liste|legende|source|mis a jour|mise a jour|imprime"
    r"|edite|page|nouvelles? demandes?|anciens?|sortis?|en cours|clos|termines?)\b|(?:19|20)\d\d$"
)


def _layout(table: Table) -> dict[int, str]:
    titles = [fold(heading) for heading in table.headings if heading]
    found: dict[int, str] = {}
    for line in table.lines:
        cells = [cell for cell in line.cells if cell]
        first = fold(cells[0])
        if len(cells) > 1 and [fold(cell) for cell in cells] == titles:
            found[line.number] = "Ligne de titres répétée : elle ne parle de personne."
        elif len(cells) <= 3 and _TOTAL.match(first):
            found[line.number] = "Ligne de total : elle ne parle de personne."
        elif len(cells) == 1 and len(titles) > 2 and _SECTION.match(first):
            found[line.number] = f"Ligne d’intertitre (« {cells[0][:60]} ») : elle ne parle de personne."
    return found


def width_problem(table: Table) -> dict[int, str]:
    """Lines that were cut or burst, by number. A file whose lines all stop early is left alone: some tools do that."""
    full = len(table.headings)
    short = [line for line in table.lines if len(line.cells) < full]
    tolerant = len(short) > max(5, len(table.lines) // 10)
    problems: dict[int, str] = {}
    for line in table.lines:
        extra = [cell for cell in line.cells[full:] if cell]
        if extra:
            problems[line.number] = (
                f"Ligne trop longue : {full + len(extra)} cellules pour {full} colonnes. "
                "Un texte contient sans doute le séparateur."
            )
        elif len(line.cells) < full and not tolerant:
            problems[line.number] = f"Ligne coupée : {len(line.cells)} cellules sur {full}."
    return problems
