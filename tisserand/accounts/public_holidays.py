"""Public holidays (*jours fériés*) where someone works: those of the library `holidays`, kept up with the law."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

from holidays import HolidayBase, country_holidays

from tisserand.accounts.choices import HolidayCalendar

# Wherever one works, one comes within a year.
A_YEAR = 366


@lru_cache(maxsize=len(HolidayCalendar))
def _calendar(where: str) -> HolidayBase:
    subdivision = None if where == HolidayCalendar.FRANCE else where
    return country_holidays("FR", subdiv=subdivision, language="fr")


@lru_cache(maxsize=4000)
def holiday_on(day: date, where: str) -> str:
    """The name of the holiday that falls on `day`; an empty string when none does, or when one works all the same."""
    if where == HolidayCalendar.WORKED:
        return ""
    return _calendar(where).get(day) or ""


def next_holiday(day: date, where: str) -> tuple[date, str] | None:
    """The first from `day` on, with its name; nothing for whoever works on those days."""
    coming = (day + timedelta(days=distance) for distance in range(A_YEAR))
    return next(((on, name) for on in coming if (name := holiday_on(on, where))), None)
