"""What one cell says: dates in any French form, phones with a remark, communes, topics in plain words."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from tisserand.common.folding import fold
from tisserand.people.dates import PartialDate
from tisserand.people.names import MONTHS
from tisserand.people.phones import read_phone
from tisserand.support.choices import ClosingReason, Topic

NOTHING = {
    "", "nsp", "ne sait pas", "inconnu", "inconnue", "inconnus", "neant", "aucun", "aucune", "non renseigne",
    "non renseignee", "nr", "nc", "na", "n a", "sans", "pas de tel", "pas de telephone", "pas de mail",
    "pas de portable", "ras", "vide", "null", "none", "a completer", "non communique", "non communiquee", "x", "xx",
    "non connu", "non connue", "pas connu", "pas connue", "a demander", "a preciser", "so", "sans objet",
}  # fmt: skip


def says_nothing(text: str) -> bool:
    """Whether a cell is a way of leaving it empty: « ?? », « NSP », « néant », « - »…"""
    return fold(text) in NOTHING


def first_day(known: PartialDate) -> date:
    """The earliest day a partial date (with a year) can be."""
    return date(known.year or 1, known.month or 1, known.day or 1)


class NotADate(ValueError):
    """The text is not a date; the message says why, in French."""


_MONTHS = {fold(month): i for i, month in enumerate(MONTHS, start=1)} | {
    "janv": 1, "jan": 1, "fev": 2, "fevr": 2, "avr": 4, "juil": 7, "jul": 7, "sept": 9, "sep": 9, "oct": 10,
    "nov": 11, "dec": 12,
}  # fmt: skip
_BEFORE_A_DATE = set(
    "ne nee nes e le la l an du de depuis vers environ env circa ca en annee debut fin mi courant presume presumee"
    " estime estimee date naissance lundi mardi mercredi jeudi vendredi samedi dimanche".split()
)
_TIME = re.compile(r"(?<=\d)T\d{1,2}:\d{2}\S*\s*$|[ T,àa]*\b\d{1,2}\s*[h:]\s*\d{0,2}(?::\d{2})?\S*\s*$")


def is_age(text: str) -> bool:
    """« 45 ans », « 8 mois »: not a date, and none can be drawn from it."""
    return bool(re.fullmatch(r"(?:age )?\d{1,3} (?:ans?|mois)(?: et demi)?", fold(text)))


def says_more_than_a_date(text: str) -> bool:
    """Whether a date comes with something worth keeping: a birthplace, « présumée », « environ »."""
    words = fold(
        re.sub(r"n[ée]+\s*\(e\)|(?<=\d)(?:er|ER)\b|[xX?]+(?=\s*[/.\-])", "", _TIME.sub("", text))
    ).split()
    plain = {"ne", "nee", "e", "le", "du", "en", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"}
    return any(w.isalpha() and w not in _MONTHS and w not in plain | {"dimanche"} for w in words)


def parse_date(text: str, *, today: date, past: bool = True) -> PartialDate | None:
    """Read a date in any French form; None when the cell says nothing.

    Day first, always; ISO order when the year comes first; a two-digit year falls in the past hundred years
    when `past`. « 1968 », « mars 1980 », « 00/05/1980 », « ?/?/1980 » are partial. A bare number from 10000 to 80000
    is a day count of a spreadsheet. Words after a whole date (« à Oran ») are left to the caller. Raises NotADate for
    what no calendar holds.
    """
    if says_nothing(text):
        return None
    words = _date_words(text)
    numbers = [int(w) if w.isdigit() else _MONTHS.get(w) for w in words]
    if not words or None in numbers or len(words) > 3:
        raise NotADate(f"« {text} » n’est pas une date.")
    return _assemble(text, words, [n for n in numbers if n is not None], today, past)


def _date_words(text: str) -> list[str]:
    """The figures and months of a date, without what may stand around it."""
    plain = re.sub(r"^\s*(\d+)[.,]0+\s*$", r"\1", text)  # a number as some tools write it
    plain = re.sub(r"\([^)]*\)", " ", _TIME.sub("", plain))
    plain = re.sub(r"(?<![A-Za-z])(?:[xX]{1,2}|\?{1,2})(?=\s*[/.\-])", "00", plain)
    words = fold(re.sub(r"(?<=\d)(?:er|ER)\b", "", plain)).split()
    while words and words[0] in _BEFORE_A_DATE:
        words.pop(0)
    known = next((i for i, w in enumerate(words) if not w.isdigit() and w not in _MONTHS), len(words))
    whole = known == 3 or (known > 0 and len(words[known - 1]) == 4 and words[known - 1].isdigit())
    around = words[known:]
    return words[:known] if whole and not any(c.isdigit() for w in around for c in w) else words


def _assemble(text: str, words: list[str], numbers: list[int], today: date, past: bool) -> PartialDate:
    if len(words) == 1:
        return _one_number(text, words[0], numbers[0], today, past)
    if len(words) == 2:
        month, year = numbers
        return _checked(text, _century(words[1], year, today, past), month, None)
    if len(words[0]) == 4 and words[0].isdigit():
        year, month, day = numbers
    else:
        day, month, year = numbers
        year = _century(words[2], year, today, past)
    return _checked(text, year, month or None, day or None)


def _one_number(text: str, word: str, number: int, today: date, past: bool) -> PartialDate:
    if len(word) == 8:
        try:
            return _checked(text, int(word[4:]), int(word[2:4]), int(word[:2]))
        except NotADate:
            return _checked(text, int(word[:4]), int(word[4:6]), int(word[6:]))
    if len(word) == 6:
        return _checked(text, _century(word[4:], int(word[4:]), today, past), int(word[2:4]), int(word[:2]))
    if len(word) == 4:
        return _checked(text, number, None, None)
    if 10_000 <= number <= 80_000:
        day = date(1899, 12, 30) + timedelta(days=number)
        return PartialDate(day.year, day.month, day.day)
    raise NotADate(f"« {text} » n’est pas une date.")


def _century(word: str, year: int, today: date, past: bool) -> int:
    if len(word) > 2:
        return year
    year += today.year // 100 * 100
    horizon = today.year if past else today.year + 50
    return year - 100 if year > horizon else year


def _checked(text: str, year: int, month: int | None, day: int | None) -> PartialDate:
    if not 1880 <= year <= 2200:
        raise NotADate(f"« {text} » : l’année {year} n’est pas possible.")
    if month is not None and not 1 <= month <= 12:
        raise NotADate(f"« {text} » : il n’y a pas de mois numéro {month}.")
    if month is None and day is not None:
        raise NotADate(f"« {text} » : un jour sans mois.")
    if month is not None and day is not None and day > monthrange(year, month)[1]:
        raise NotADate(f"« {text} » : ce jour n’existe pas.")
    return PartialDate(year, month, day)


# --- ways of reaching someone


@dataclass(frozen=True)
class Way:
    """A phone as understood: E.164 when it can be, else as typed with what is wrong."""

    value: str
    belongs_to: str = ""
    problem: str = ""


def parse_phone(text: str) -> Way | None:
    """« 0741669577 (fille) » → +33741669577, belongs to « fille ». None when the cell says nothing."""
    if says_nothing(text):
        return None
    if re.search(r"\d[.,]?\d*E\+?\d", text, re.IGNORECASE) and not (text := _unscientific(text)):
        return Way("", problem="Téléphone abîmé par un tableur : ses derniers chiffres sont perdus.")
    text = re.sub(r"^[='\"\s]+|[\"\s]+$", "", re.sub(r"(?<=\d{9})[.,]0+\b", "", text))
    phone = read_phone(re.sub(r"\bO(?=\d)", "0", text))
    if phone is None:
        return Way("", problem=f"« {text} » n’est pas un numéro de téléphone.")
    if phone.is_valid:
        return Way(phone.number, phone.remark)
    # Ten digits in a range not allocated yet (numbering plans grow faster than libraries), or nine when a
    # spreadsheet ate the leading zero.
    plain = re.sub(r"^(?:\+33|0033)0?", "0", re.sub(r"[^\d+]", "", phone.number))
    if match := re.fullmatch(r"0?([67]\d{8})|0([1-589]\d{8})", plain):
        return Way(f"+33{match[1] or match[2]}", phone.remark)
    return Way(phone.number, phone.remark, f"Numéro à vérifier : « {phone.number} ».")


def _unscientific(text: str) -> str:
    """« 6,12345678E+08 » → 612345678; nothing when the spreadsheet rounded it: a wrong number is worse than none."""
    match = re.fullmatch(r"\s*(\d)[.,]?(\d*)E\+?(\d+)\s*", text, re.IGNORECASE)
    if not match or len(match[2]) < int(match[3]) or len(match[2]) < 7:
        return ""
    return match[1] + match[2]


_ONE_FRENCH_PHONE = re.compile(r"(?:\+33|0033|0)\s*(?:\(0\)\s*)?[1-9](?:[ .\-]?\d\d){4}(?!\d)")


def find_phones(text: str) -> list[str]:
    """The phone numbers of a cell that may hold several: « 06 … / 07 … »."""
    parts = [p for p in re.split(r"\s*(?:/|;|,|\bou\b|\bet\b|\n|\s[-–]\s)\s*", text) if p]
    if sum(_digits(part) >= 9 for part in parts) > 1:
        return [number for part in parts for number in _side_by_side(part)]
    return _side_by_side(text)


def _digits(text: str) -> int:
    return sum(c.isdigit() for c in text)


def _side_by_side(text: str) -> list[str]:
    """« 0612345678 0470112233 »: two numbers with nothing but a space between them."""
    if _digits(text) < 19:
        return [text]
    starts = [found.start() for found in _ONE_FRENCH_PHONE.finditer(text)]
    return (
        [text[a:b].strip() for a, b in pairwise([0, *starts[1:], len(text)])] if len(starts) > 1 else [text]
    )


_POSTCODE = re.compile(r"^\s*(\d{4,5})\s+(.+)$|^(.+?)\s*\(?(\d{5})\)?\s*$", re.DOTALL)


def split_address(text: str) -> tuple[str, str, str]:
    """« 4 bis rue des Lilas 03400 Yzeure » → (street, postcode, commune); the whole as street otherwise."""
    match = re.fullmatch(r"(.+?)[\s,–-]+(\d{5})\s+([^\d,;]{2,60}?)[\s.]*", text, re.DOTALL)
    return (match[1].strip(), match[2], match[3].strip()) if match else (text, "", "")


def find_emails(text: str) -> list[str]:
    """The addresses of a cell, without the blanks that slip in around the @."""
    return re.findall(r"[^\s@<>;,/:()]+@[^\s@<>;,/:()]+\.\w+", re.sub(r"\s*@\s*", "@", text))


def split_commune(text: str) -> tuple[str, str]:
    """« 87349 Lebonville » or « Lebonville (87349) » → (postcode, commune)."""
    if match := _POSTCODE.match(text):
        postcode, commune = (match[1], match[2]) if match[1] else (match[4], match[3])
        return postcode.zfill(5), commune.strip()
    return "", text


# --- words

_TOPICS: tuple[tuple[Topic, str], ...] = (
    (Topic.SAFETY, r"violence|danger|menace|protection|agression|emprise"),
    (Topic.HOUSING, r"logement|loyer|expuls|hlm|hebergement|domiciliation|insalubr|bail"),
    (Topic.FOOD_ENERGY, r"aliment|colis|energie|edf|electricite|gaz|eau|chauffage|cantine|epicerie"),
    (Topic.MONEY, r"budget|dette|surendettement|impaye|argent|financ|secours|cantine|credit"),
    (
        Topic.RIGHTS,
        r"droit|titre de sejour|papiers|caf\b|rsa|demarche|administrati|domiciliation|mdph|apa\b|retraite",
    ),
    (Topic.MENTAL_HEALTH, r"psych|depress|anxie|angoisse|addict"),
    (Topic.HEALTH, r"sante|soin|medecin|mdph|handicap|hopital|maladie|css\b"),
    (Topic.WORK, r"emploi|travail|chomage|insertion|cv\b"),
    (Topic.TRAINING, r"formation|diplome|stage|apprentissage"),
    (Topic.FAMILY, r"famil|enfant|parent|ecole|scolar|separation|garde|cantine|divorce"),
    (Topic.SOCIAL_TIES, r"isole|lien social|solitude"),
    (Topic.MOBILITY, r"mobilite|transport|permis de conduire|voiture|vehicule"),
    (Topic.DIGITAL, r"numerique|internet|ordinateur|en ligne"),
    (Topic.LANGUAGE, r"francais|langue|lecture|ecriture|illettrisme|alphabet|interprete"),
    (Topic.CARING, r"aidant|apa\b|perte d autonomie|maintien a domicile"),
    (Topic.JUSTICE, r"justice|tribunal|peine|prison|avocat|plainte"),
)


def guess_topics(text: str) -> list[Topic]:
    """The topics that plain words announce."""
    plain = fold(text)
    return [topic for topic, pattern in _TOPICS if re.search(rf"\b(?:{pattern})", plain)]


_CLOSINGS: tuple[tuple[ClosingReason, str], ...] = (
    (ClosingReason.DEATH, r"deces|mort|decede"),
    (ClosingReason.MOVED, r"demenag|depart|autre ville|mutation"),
    (ClosingReason.LOST_CONTACT, r"perdu|perte de contact|plus de nouvelle|sans nouvelle|non manifest"),
    (ClosingReason.RELAY, r"relais|relai|passe la main|partenaire|transfert"),
    (ClosingReason.REDIRECTED, r"reorient|orient"),
    (ClosingReason.GOALS_REACHED, r"objectif|resolu|regle|abouti|atteint"),
    (ClosingReason.AUTONOMY, r"autonom"),
    (ClosingReason.PERSON_WISH, r"souhait|demande de la personne|refus|non adhesion|abandon"),
    (ClosingReason.END_OF_TERM, r"fin de|echeance|terme|fini|termine"),
)


def closing_reason(text: str) -> ClosingReason:
    """The closing reason that plain words announce; « autre » otherwise."""
    plain = fold(text)
    return next((r for r, pattern in _CLOSINGS if re.search(rf"\b(?:{pattern})", plain)), ClosingReason.OTHER)


def is_confidential(*texts: str) -> bool:
    """Whether the file itself asks for discretion about this person."""
    return any(
        re.search(r"\b(?:confidentiel|secret|adresse protegee|ne pas divulguer)", fold(t)) for t in texts
    )
