"""Months as whole numbers, so that one counts with them: « 2026-11 » is 2026 × 12 + 10."""

from __future__ import annotations

import re
from datetime import date

_WRITTEN = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def month_number(text: str) -> int:
    """The month that `2026-11` names; raises ValueError otherwise."""
    read = _WRITTEN.fullmatch(text)
    if read is None:
        raise ValueError(text)
    return int(read[1]) * 12 + int(read[2]) - 1


def month_text(number: int) -> str:
    """As it is written in a file, and as OpenFisca names it: `2026-11`."""
    return f"{number // 12:04}-{number % 12 + 1:02}"


def month_of(day: date) -> int:
    """The month of a day."""
    return day.year * 12 + day.month - 1


def age_at(birth: date, month: int) -> int:
    """Whole years on the first day of a month."""
    year, index = divmod(month, 12)
    return year - birth.year - ((index + 1, 1) < (birth.month, birth.day))
