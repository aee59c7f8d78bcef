"""Names as offices write them in one cell: capitals, titles, « née », particles, two people on a line."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from tisserand.common.folding import fold
from tisserand.people.choices import Gender
from tisserand.support.caseload.first_names import USUAL

TITLES = {
    "m",
    "mr",
    "mme",
    "mlle",
    "monsieur",
    "madame",
    "mademoiselle",
    "melle",
    "dr",
    "mmes",
    "mm",
    "mrs",
    "ms",
}
_FEMALE = {
    "mme",
    "madame",
    "mlle",
    "melle",
    "mademoiselle",
    "mmes",
    "f",
    "femme",
    "feminin",
    "female",
    "mrs",
    "ms",
}
_MALE = {"m", "mr", "monsieur", "mm", "h", "homme", "masculin", "male"}
_PARTICLES = {
    "le", "la", "de", "du", "des", "d", "el", "al", "ben", "bel", "ould", "ait", "abou", "van", "von", "da", "di",
    "do", "dos", "st", "ste", "den", "der", "les", "bou",
}  # fmt: skip


@dataclass(frozen=True)
class Identity:
    """What a cell says of someone; `others` when it names a second person."""

    first_names: str = ""
    last_name: str = ""
    birth_name: str = ""
    gender: Gender = Gender.UNKNOWN
    others: str = ""


@dataclass(frozen=True)
class Habits:
    """What the file teaches: the first names it knows, and whether it writes the name before the first name."""

    first_names: frozenset[str] = frozenset()
    name_first: bool = False


def gender_of(text: str) -> Gender:
    """« Mme », « H », « Female »…"""
    plain = fold(text)
    if plain in _FEMALE:
        return Gender.FEMALE
    return Gender.MALE if plain in _MALE else Gender.UNKNOWN


_BORN = re.compile(
    r"[\s,(]+n[ée]e?\s+(?!le\b|en\b)([^()]+?)\s*(?:\)|$)|[\s,(]+n[ée]e?\s+(?!le\b|en\b)(\S+)", re.IGNORECASE
)
_MARRIED = re.compile(r"[\s,(]+(?:[ée]p\.?|[ée]pouse|vve|veuve)\s+([^()]+?)\s*(?:\)|$)", re.IGNORECASE)
_AND = re.compile(r"\s+(?:et|&|\+)\s+|\s*/\s*", re.IGNORECASE)


def read_identity(text: str, habits: Habits = Habits()) -> Identity:
    """« MARTIN (née LEROY) Josette », « Mme VASSEUR Chloé ép. PONS », « BERGER Luc et Anne »."""
    titles = [word for word in re.split(r"[\s.]+", text)[:3] if fold(word) in TITLES]
    genders = {gender_of(title) for title in titles} - {Gender.UNKNOWN}
    rest, birth_name, married = _names_by_marriage(" ".join(text.split()))
    head, others = _two_people(rest)
    first, last = split_full_name(head, habits.first_names, name_first=habits.name_first)
    if others and not last:
        first, last = split_full_name(f"{first} {_family_of(others, habits)}", habits.first_names)
    if married:
        birth_name, last = birth_name or last, married
    if len(genders) > 1 and not others:
        others = text
    return Identity(
        first, last, birth_name, genders.pop() if len(genders) == 1 and not others else Gender.UNKNOWN, others
    )


def _names_by_marriage(text: str) -> tuple[str, str, str]:
    """The text without « née … » nor « épouse … », the birth name, the name by marriage."""
    birth_name = married = ""
    if found := _MARRIED.search(text):
        married, text = found[1], f"{text[: found.start()]} {text[found.end() :]}".strip()
    if found := _BORN.search(text):
        said, after = found[1].strip(), text[found.end() :]
        words = said.split()
        if not text[found.start() :].lstrip().startswith("(") and len(words) > 1:
            # « LEFORT née GARNIER Simone »: the birth name stops where the capitals do, or after one name.
            count = _length_of_name(words)
            said, after = " ".join(words[:count]), " ".join([*words[count:], after])
        birth_name, text = said, f"{text[: found.start()]} {after}".strip()
    return text, birth_name, married


def _length_of_name(words: list[str]) -> int:
    count = 1
    while count < len(words) and (fold(words[count - 1]) in _PARTICLES or _is_capital(words[count])):
        count += 1
    return count


def _two_people(text: str) -> tuple[str, str]:
    """« BERGER Luc et Anne » → the first one, and how the other is written."""
    words = text.split()
    while words and (fold(words[0]) in TITLES or words[0].lower() in ("et", "&", "ou")):
        words.pop(0)
    parts = [part for part in _AND.split(" ".join(words)) if part]
    return (parts[0], " et ".join(parts[1:])) if len(parts) > 1 else (" ".join(words), "")


def _family_of(others: str, habits: Habits) -> str:
    """« Anne BERGER », beside « Luc »: the name they share."""
    return split_full_name(others, habits.first_names)[1].upper()


def _is_capital(word: str) -> bool:
    return len(word) > 1 and word == word.upper() and any(c.isalpha() for c in word)


def split_full_name(
    text: str, first_names: frozenset[str] = frozenset(), *, name_first: bool = False
) -> tuple[str, str]:
    """« BRUNET Colette », « Adrien Cordier », « Cordier, Adrien » → (first names, last name).

    Capitals tell the name from the first name; a comma too; else a particle at the beginning, or a word of
    `first_names` (folded; learnt from the file) on either side; else the order the file has, or the French one.
    """
    words = [w for w in text.replace(",", " , ").split() if fold(w) not in TITLES]
    if words[:1] == ["et"]:  # « M. et Mme Durand »
        words = words[1:]
    if "," in words:
        comma = words.index(",")
        return " ".join(words[comma + 1 :]).replace(" ,", ""), " ".join(words[:comma])
    if len(words) < 2:
        return "", " ".join(words)
    capitals = [_is_capital(w) for w in words]
    if any(capitals) and not all(capitals):
        return _by_capitals(words, capitals)
    return _by_words(words, first_names, name_first=name_first)


def _by_capitals(words: list[str], capitals: list[bool]) -> tuple[str, str]:
    """The name is in capitals, with the small particles that stand before it: « Jean de LA TOUR »."""
    last = list(capitals)
    for at in range(len(words) - 2, -1, -1):
        last[at] = last[at] or (last[at + 1] and fold(words[at]) in _PARTICLES and words[at].islower())
    chosen = zip(words, last, strict=True)
    names = [[], []]  # type: list[list[str]]
    for word, is_last in chosen:
        names[is_last].append(word)
    return " ".join(names[0]), " ".join(names[1])


def _by_words(words: list[str], first_names: frozenset[str], *, name_first: bool) -> tuple[str, str]:
    start = 0
    while start < len(words) - 2 and (fold(words[start]) in _PARTICLES):
        start += 1
    if start:  # « Le Bihan Maëlle », « de La Tour Jean »
        return " ".join(words[start + 1 :]), " ".join(words[: start + 1])
    if any(fold(word) in _PARTICLES for word in words[1:-1]):  # « Jean de La Tour »
        return words[0], " ".join(words[1:])
    known = first_names | USUAL
    begins, ends = _is_one_of(words[0], known), _is_one_of(words[-1], known)
    if begins != ends:
        return (words[0], " ".join(words[1:])) if begins else (words[-1], " ".join(words[:-1]))
    if name_first:
        return " ".join(words[1:]), words[0]
    if all(_is_capital(w) for w in words):  # whoever writes everything in capitals begins with the name
        return words[-1], " ".join(words[:-1])
    return words[0], " ".join(words[1:])


def _is_one_of(word: str, known: frozenset[str]) -> bool:
    """« Jean-Paul » counts as « Jean »."""
    return fold(word).split()[:1] != [] and (fold(word) in known or fold(word).split()[0] in known)


def writes_name_first(texts: Iterable[str]) -> bool:
    """Whether the cells where capitals tell nothing mostly begin with the name, judging by usual first names.

    Cells that write the name in capitals are no witnesses: many files mix « MARTIN Sophie » and « Sophie Martin ».
    """
    places: Counter[bool] = Counter()
    for text in texts:
        words = [w for w in text.split() if fold(w) not in TITLES]
        if len(words) < 2 or "," in text or len({_is_capital(w) for w in words}) > 1:
            continue
        begins, ends = _is_one_of(words[0], USUAL), _is_one_of(words[-1], USUAL)
        if begins != ends:
            places[ends] += 1
    return places[True] > 2 * places[False]


def tidy_name(text: str) -> str:
    """A name as one writes it: « LE GOFF » → « Le Goff »; mixed case is left alone."""
    if text != text.upper() and text != text.lower():
        return text
    return re.sub(r"[^\W\d_]+", lambda m: m[0].capitalize(), text)


def swapped_by_mail(last: str, first: str, email: str) -> bool:
    """Whether the e-mail says that name and first name sit in each other's column (« nadia.belkacem@ »)."""
    local = re.split(r"[._\-]", email.split("@", maxsplit=1)[0].lower())
    return "@" in email and len(local) >= 2 and (fold(local[0]), fold(local[1])) == (fold(last), fold(first))


def maybe_swapped(last: str, first: str, first_names: frozenset[str]) -> bool:
    """Whether name and first name look swapped, judging by the rest of the file: a doubt, not a proof."""
    return fold(last) in first_names and fold(first) not in first_names and bool(first)
