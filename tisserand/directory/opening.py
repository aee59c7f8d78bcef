"""Opening hours: from the syntax of OpenStreetMap to sentences (« Ouvert jusqu’à midi, rouvre à 14 h ») and a week."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import groupby

from django.utils import timezone
from opening_hours import (  # type: ignore[attr-defined]  # its stubs forget ParserError
    OpeningHours,
    ParserError,
    State,
)

from tisserand.accounts.choices import HolidayCalendar
from tisserand.accounts.public_holidays import holiday_on
from tisserand.common.clock import in_paris

DAYS = "lundi mardi mercredi jeudi vendredi samedi dimanche".split()
NO_BREAK = "\u00a0"
FAR = timedelta(days=60)  # past it, a change is not said any more
Span = tuple[time, time]


@lru_cache(maxsize=20_000)
def read(text: str) -> OpeningHours | None:
    """What a text says, or None when it cannot be read."""
    try:
        return (
            OpeningHours(text, timezone=timezone.get_default_timezone(), country="FR")
            if text.strip()
            else None
        )
    except ParserError:
        return None


def open_among(texts: Iterable[str], at: datetime) -> list[str]:
    """Those of `texts` that say « open » at that moment."""
    minute = in_paris(at).replace(second=0, microsecond=0)
    return [text for text in texts if _is_open(text, minute)]


@lru_cache(maxsize=50_000)
def _is_open(text: str, minute: datetime) -> bool:
    """Nothing opens within a minute, and the same hours are asked again and again of « now »."""
    hours = read(text)
    return hours is not None and hours.is_open(minute)


def is_readable(text: str) -> bool:
    """Whether a machine can tell from `text` when it is open."""
    return read(text) is not None


@dataclass(frozen=True)
class Now:
    """Whether it is open, and a sentence that says until when or from when."""

    is_open: bool
    words: str
    warning: str = ""


def now_words(text: str, at: datetime) -> Now | None:
    """« Ouvert jusqu’à 17 h », « Fermé, ouvre demain à 9 h »; None when nobody can tell."""
    hours = read(text)
    if hours is None or hours.is_unknown(in_paris(at)):
        return None
    moment = in_paris(at)
    is_open = hours.is_open(moment)
    change = hours.next_change(moment)
    if is_open:
        words = _until(hours, moment, change)
    elif change is None or change - moment > FAR:
        words = "Fermé pour l’instant"
    else:
        words = f"Fermé, ouvre {_when(change, moment)}"
    return Now(is_open, words, _holiday_warning(text, moment.date()) if is_open else "")


def _until(hours: OpeningHours, moment: datetime, change: datetime | None) -> str:
    if change is None or change - moment > timedelta(days=2):
        return "Ouvert en continu"
    again = hours.next_change(change)
    if again and again.date() == moment.date() and hours.is_open(again):
        return f"Ouvert jusqu’à {clock_words(change.time())}, rouvre à {clock_words(again.time())}"
    if change.date() == moment.date() or change.time() <= time(6):
        return f"Ouvert jusqu’à {clock_words(change.time())}"
    return f"Ouvert jusqu’à {_when(change, moment).removeprefix('à ')}"


def _when(change: datetime, moment: datetime) -> str:
    days = (change.date() - moment.date()).days
    hour = f"à {clock_words(change.time())}"
    if days == 0:
        return hour
    if days == 1:
        return f"demain {hour}"
    if days < 7:
        return f"{DAYS[change.weekday()]} {hour}"
    return f"le {change.day}/{change.month:02} {hour}"


def clock_words(moment: time) -> str:
    """« 9 h 30 », « midi »."""
    if moment == time(12):
        return "midi"
    if moment == time(0):
        return "minuit"
    minutes = f"{NO_BREAK}{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour}{NO_BREAK}h{minutes}"


def _holiday_warning(text: str, day: date) -> str:
    """The hours say nothing of holidays, and this is one."""
    name = holiday_on(day, HolidayCalendar.FRANCE) if "PH" not in text else ""
    return f"{name} : les horaires ne disent rien des jours fériés, appelez avant." if name else ""


@dataclass(frozen=True)
class DayHours:
    """A line of the week: « du lundi au jeudi », « 9 h – midi, 14 h – 17 h »."""

    days: str
    words: str
    is_closed: bool
    is_today: bool = False


def week_words(text: str, today: date) -> list[DayHours]:
    """An ordinary week, days alike together; nothing when it cannot be read."""
    hours = read(text)
    if hours is None:
        return []
    monday = _ordinary_monday(today)
    week = [spans_on(hours, monday + timedelta(days=rank)) for rank in range(7)]
    lines = []
    for spans, group in groupby(range(7), key=lambda rank: week[rank]):
        ranks = list(group)
        is_today = today.weekday() in ranks
        lines.append(DayHours(_days(ranks), spans_words(spans), not spans, is_today))
    return lines


def _ordinary_monday(today: date) -> date:
    """The Monday of this week, or of the next one without a holiday."""
    monday = today - timedelta(days=today.weekday())
    for _ in range(8):
        week = [monday + timedelta(days=rank) for rank in range(7)]
        if not any(holiday_on(day, HolidayCalendar.FRANCE) for day in week):
            break
        monday += timedelta(days=7)
    return monday


def spans_on(hours: OpeningHours, day: date) -> tuple[Span, ...]:
    """From when to when it is open that day; what runs past midnight ends at midnight."""
    paris = timezone.get_default_timezone()
    begins = datetime.combine(day, time(), paris)
    ends = datetime.combine(day + timedelta(days=1), time(), paris)
    return tuple(
        (in_paris(start).time(), in_paris(end).time())
        for start, end, state, _ in hours.intervals(begins, ends)
        if state == State.OPEN and start < end
    )


def spans_words(spans: Iterable[Span]) -> str:
    """« 9 h – midi, 14 h – 17 h »."""
    said = [
        "24 h sur 24"
        if start == end == time(0)
        else f"{clock_words(start)}{NO_BREAK}–{NO_BREAK}{clock_words(end)}"
        for start, end in spans
    ]
    return ", ".join(said) or "fermé"


def _days(ranks: list[int]) -> str:
    first, last = DAYS[ranks[0]], DAYS[ranks[-1]]
    if len(ranks) == 1:
        return first
    if len(ranks) == 7:
        return "tous les jours"
    return f"{first} et {last}" if len(ranks) == 2 else f"du {first} au {last}"
