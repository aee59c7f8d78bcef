"""Birth dates as people give them: partial, in figures or in words, in any order."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from tisserand.common.folding import fold
from tisserand.people.names import MONTHS, partial_date

_MONTH_NUMBERS = {fold(name): number for number, name in enumerate(MONTHS, 1)} | {
    short: number
    for number, shorts in enumerate(
        ["jan janv", "fev fevr", "mar", "avr", "", "", "juil jul", "aou", "sep sept", "oct", "nov", "dec"], 1
    )
    for short in shorts.split()
}
OLDEST = 125
_SAID_AROUND = re.compile(r"\b(?:ne|nee|nes|e|le|la|en|vers|environ|circa|date|de|naissance|annee|l an|du)\b")


class UnreadableDate(ValueError):
    """Nothing in this text is a date."""


@dataclass(frozen=True)
class PartialDate:
    """A date as far as it is known; a day comes with its month."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def __bool__(self) -> bool:
        return bool(self.year or self.month)

    def __str__(self) -> str:
        return partial_date(self.year, self.month, self.day)

    @property
    def is_real(self) -> bool:
        """Whether the calendar knows such a day."""
        if self.day is None:
            return self.month is None or 1 <= self.month <= 12
        if self.month is None or not 1 <= self.month <= 12:
            return False
        return 1 <= self.day <= calendar.monthrange(self.year or 2000, self.month)[1]


def parse_birth(text: str, *, today: date) -> PartialDate:
    """The likeliest reading of a birth date: « 04/03/88 », « 1988-03-04 », « né en mars 88 », « 00/00/1988 »."""
    readings = birth_readings(text, today=today)
    if not readings:
        raise UnreadableDate(text)
    return readings[0]


def birth_readings(text: str, *, today: date) -> list[PartialDate]:
    """Every sensible reading of `text` as a birth date, the French order first. None when it is not one."""
    words = _SAID_AROUND.sub(" ", fold(text)).split()
    months = [_MONTH_NUMBERS[word] for word in words if word in _MONTH_NUMBERS]
    figures = [word.removesuffix("er") for word in words if word not in _MONTH_NUMBERS]
    if len(months) > 1 or len(figures) > 3 or not all(figure.isdigit() for figure in figures):
        return []
    readings = _with_month_word(months[0], figures) if months else _in_figures(figures)
    dated = (_completed(*reading, today=today) for reading in readings)
    return list(dict.fromkeys(found for found in dated if found and _is_plausible(found, today)))


Figures = tuple[str, int, int]  # year as written, month, day; 0 when not known


def _with_month_word(month: int, figures: list[str]) -> list[Figures]:
    match figures:
        case []:
            return [("", month, 0)]
        case [only] if len(only) == 4:
            return [(only, month, 0)]
        case [only]:
            return [(only, month, 0), ("", month, int(only))]
        case [first, last] if len(first) == 4:
            return [(first, month, int(last))]
        case [first, last]:
            return [(last, month, int(first))]
    return []


def _in_figures(figures: list[str]) -> list[Figures]:
    match figures:
        case [only] if len(only) in (2, 4):
            return [(only, 0, 0)]
        case [only] if len(only) in (6, 8):
            year_first = [(only[:4], int(only[4:6]), int(only[6:]))] if len(only) == 8 else []
            return [(only[4:], int(only[2:4]), int(only[:2])), *year_first]
        case [first, last] if len(first) == 4:
            return [(first, int(last), 0)]
        case [first, last] if len(last) == 4:
            return [(last, int(first), 0)]
        case [first, last]:
            return [("", int(last), int(first)), ("", int(first), int(last))]
        case [first, middle, last] if len(first) == 4:
            return [(first, int(middle), int(last)), (first, int(last), int(middle))]
        case [first, middle, last]:
            return [(last, int(middle), int(first)), (last, int(first), int(middle))]
    return []


def _completed(year: str, month: int, day: int, *, today: date) -> PartialDate | None:
    if len(year) not in (0, 2, 4) or (day and not month):
        return None
    return PartialDate(_century(year, today), month or None, day or None)


def _century(year: str, today: date) -> int | None:
    if not year:
        return None
    if len(year) == 4:
        return int(year)
    this_century = today.year // 100 * 100 + int(year)
    return this_century if this_century <= today.year else this_century - 100


def _is_plausible(found: PartialDate, today: date) -> bool:
    return found.is_real and (found.year is None or today.year - OLDEST <= found.year <= today.year)


def age_on(day: date, birth: PartialDate) -> int | None:
    """Years completed on `day`, as far as the birth date allows to say; None without a year."""
    if birth.year is None:
        return None
    still_to_come = (birth.month or 1, birth.day or 1) > (day.month, day.day)
    return max(0, day.year - birth.year - still_to_come)
