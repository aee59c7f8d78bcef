"""What a column means: guessed from its heading, else from what it holds; always corrected by a person."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tisserand.common.folding import fold
from tisserand.support.caseload.first_names import usual_first_names


@dataclass(frozen=True)
class Field:
    """A thing a file may tell. `words` are the folded beginnings of headings that announce it."""

    key: str
    label: str
    words: tuple[str, ...]
    many: bool = False  # several columns may feed it (fixed line and mobile…)


def _read_fields() -> Iterator[Field]:
    source = tomllib.loads((Path(__file__).parent / "headings.toml").read_text())
    for entry in source["field"]:
        words = tuple(word.strip() for word in entry["words"].replace("\n", " ").split(","))
        yield Field(entry["key"], entry["label"], words, entry.get("many", False))


FIELDS = tuple(_read_fields())
BY_KEY = {field.key: field for field in FIELDS}

_SMALL = {"de", "du", "des", "d", "l", "la", "le", "les", "a", "au", "aux", "of", "the"}


def _plain(heading: str) -> str:
    """A heading without what offices write or not: « Nom de l’usager », « nom_usager », « Noms usagers »."""
    words = [word for word in fold(heading).split() if word not in _SMALL]
    return " ".join(word[:-1] if len(word) > 4 and word.endswith("s") else word for word in words)


_HEADINGS = {_plain(word): field.key for field in reversed(FIELDS) for word in field.words}
# Several people in one line: what is said of the others never becomes what is said of the person.
_OTHERS = re.compile(
    r"\b(?:conjointe?|epoux|epouse|enfant|fils|(?<!jeune )fille|pere|mere|parent|frere|soeur|tuteur|tutrice|curateur"
    r"|curatrice|mandataire|medecin|proprietaire|bailleur|ecole|employeur|aidante?|garante?|urgence|partenaire)\b"
)
_OWN = {
    "full_name",
    "last_name",
    "first_names",
    "birth_name",
    "birth",
    "email",
    "civility",
    "address",
    "postcode",
}
_DATED = {"birth", "opened", "last_contact", "closed", "keep", "notes"}
_WHY = {"motif", "raison", "cause", "reason"}
COUPLE = {
    "monsieur": "m", "m": "m", "mr": "m", "lui": "m", "madame": "f", "mme": "f", "elle": "f",
}  # fmt: skip

Mapping = dict[str, list[int]]


def field_of(heading: str) -> str:
    """The field a heading announces, or an empty string. The longest known beginning wins."""
    text = _plain(heading)
    if text in _HEADINGS:
        return _HEADINGS[text]
    key, words = _longest(text), set(text.split())
    if key in _OWN and _OTHERS.search(text):
        return "keep"
    if key == "closed" and words & _WHY:
        return "closing_reason"
    if "date" in words and key and key not in _DATED:
        return ""
    return key


def _longest(text: str) -> str:
    candidates = [word for word in _HEADINGS if len(word) > 2 and re.match(rf"{re.escape(word)}\b", text)]
    candidates += [word for word in _HEADINGS if len(word) > 4 and re.search(rf"\b{re.escape(word)}\b", text)]
    return _HEADINGS[max(candidates, key=len)] if candidates else ""


def recognised(heading: str) -> bool:
    """Whether a cell could be the heading of a column we know."""
    return len(heading) < 60 and bool(field_of(heading))


def guess_mapping(headings: Sequence[str], sample: Sequence[Sequence[str]]) -> Mapping:
    """Columns by field: by heading first, then by content for the columns that no heading explains.

    `sample` holds the first lines; the answer is corrected on screen or in the mapping file.
    """
    mapping: Mapping = {}
    unexplained: list[int] = []
    for index, heading in enumerate(headings):
        key = field_of(heading)
        if key and (key not in mapping or _may_share(key, headings[mapping[key][0]], heading)):
            mapping.setdefault(key, []).append(index)
        else:
            unexplained.append(index)
    for index in unexplained:
        key = _by_content(_column(sample, index), mapping)
        mapping.setdefault(key, []).append(index)
    return _settled(mapping, sample)


def _may_share(key: str, first: str, other: str) -> bool:
    """A second column for one thing: two phones, « Monsieur » and « Madame », two lines of an address."""
    if key == "full_name":
        return fold(first) in COUPLE and fold(other) in COUPLE
    return BY_KEY[key].many


def _settled(mapping: Mapping, sample: Sequence[Sequence[str]]) -> Mapping:
    """« Nom » alone is a full name, « Famille » beside a first name is a name; without either, look at the words."""
    if "last_name" in mapping and "first_names" not in mapping and "full_name" not in mapping:
        mapping["full_name"] = mapping.pop("last_name")
    if "first_names" in mapping and "full_name" in mapping and "last_name" not in mapping:
        mapping["last_name"] = mapping.pop("full_name")[:1]
    if not {"last_name", "full_name", "first_names", "birth_name"} & mapping.keys():
        _name_by_content(mapping, sample)
    return mapping


def _column(sample: Sequence[Sequence[str]], index: int) -> list[str]:
    return [row[index] for row in sample if index < len(row) and row[index]]


def _name_by_content(mapping: Mapping, sample: Sequence[Sequence[str]]) -> None:
    """The columns of words where usual first names stand: first names and the names beside them, or both in one."""
    worded = {
        i: cells for i in mapping.get("keep", []) if (cells := _column(sample, i)) and _is_worded(cells)
    }
    usual = {i: sum(bool(usual_first_names(c)) for c in cells) / len(cells) for i, cells in worded.items()}
    best = max(usual, key=lambda i: usual[i], default=None)
    if best is None or usual[best] < 0.4:
        return
    if sum(" " in cell for cell in worded[best]) > 0.6 * len(worded[best]):
        found = {"full_name": best}
    else:
        beside = next((i for i in (best - 1, best + 1) if i in worded and usual[i] < usual[best]), None)
        found = {"first_names": best} | ({"last_name": beside} if beside is not None else {})
    for key, index in found.items():
        mapping["keep"].remove(index)
        mapping[key] = [index]
    if not mapping["keep"]:
        del mapping["keep"]


def _is_worded(cells: Sequence[str]) -> bool:
    """Short words without figures, seldom twice the same: names rather than a choice in a list."""
    shaped = sum(bool(re.fullmatch(r"[^\d@/:;]{2,60}", cell)) and len(cell.split()) <= 5 for cell in cells)
    return shaped > 0.7 * len(cells) and len(set(cells)) > 0.4 * len(cells)


_LOOKS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("email", lambda v: bool(re.fullmatch(r"\S+@\S+\.\w+", v))),
    (
        "phone",
        lambda v: (
            bool(re.fullmatch(r"(?:\+|00)?[\d .\-/]{9,17}(?:\s*\(.*\))?", v))
            and sum(c.isdigit() for c in v) in range(9, 14)
        ),
    ),
    ("postcode", lambda v: bool(re.fullmatch(r"\d{5}", v))),
    (
        "civility",
        lambda v: fold(v) in {"m", "mme", "mr", "mlle", "monsieur", "madame", "h", "f", "homme", "femme"},
    ),
    ("birth", lambda v: bool(re.fullmatch(r"\d{1,4}[/.\-]\d{1,2}[/.\-]\d{2,4}", v))),
)


def content_key(cell: str) -> str:
    """What a cell looks like, if it looks like anything."""
    return next((key for key, looks in _LOOKS if looks(cell)), "")


def _by_content(values: Sequence[str], taken: Mapping) -> str:
    """A column without a known heading: what most of its cells look like, else kept in a note."""
    votes = Counter(key for value in values for key, looks in _LOOKS if looks(value))
    if votes:
        key, times = votes.most_common(1)[0]
        if times > 0.6 * len(values) and (key not in taken or BY_KEY[key].many):
            return key
    return "keep"
