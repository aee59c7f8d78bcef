"""Opening hours: from a day written as « 09:00 - 12:00 / 13:30 - 17:00 » to the syntax of OpenStreetMap."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_SPAN = re.compile(r"(\d{1,2})[:hH](\d{2})?\s*-\s*(\d{1,2})[:hH](\d{2})?")
Span = tuple[int, int]


def spans_of(day: str) -> list[Span]:
    """The spans of a day in minutes since midnight, put together where they touch; what ends too early is left."""
    found = sorted(_minutes(match.groups()) for match in _SPAN.finditer(day.replace("–", "-")))
    kept: list[Span] = []
    for begins, ends in found:
        if not begins < ends <= 24 * 60:
            continue
        if kept and begins <= kept[-1][1]:
            kept[-1] = (kept[-1][0], max(ends, kept[-1][1]))
        else:
            kept.append((begins, ends))
    return kept


def _minutes(parts: Sequence[str | None]) -> Span:
    hours, minutes, to_hours, to_minutes = (int(part or 0) for part in parts)
    return hours * 60 + minutes, to_hours * 60 + to_minutes


def opening_hours(days: Sequence[str]) -> str | None:
    """The week, from Monday on, in the syntax of OpenStreetMap; None when no day says anything."""
    week = [(DAYS[rank], _said(spans_of(day))) for rank, day in enumerate(days)]
    rules = []
    for spans, group in groupby(week, key=lambda day: day[1]):
        names = [name for name, _ in group]
        if spans:
            rules.append(f"{names[0]}-{names[-1]} {spans}" if len(names) > 1 else f"{names[0]} {spans}")
    return "; ".join(rules) or None


def _said(spans: Sequence[Span]) -> str:
    return ",".join(f"{_clock(begins)}-{_clock(ends)}" for begins, ends in spans)


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"
