"""When someone works next, or last did: pure rules over the spans of an ordinary week, as clocks say it in Paris.

On a public holiday nobody works, unless they said that they do. Absences are not known here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

from tisserand.accounts.choices import HolidayCalendar
from tisserand.accounts.public_holidays import holiday_on
from tisserand.common.clock import in_paris
from tisserand.ui.templatetags.words import NO_BREAK, date_fr, time_fr

# The night when clocks move forward can swallow the only span of a week, and two Mondays in a row be holidays: one of
# those after still comes.
DAYS_AROUND = 36


@dataclass(frozen=True, order=True)
class Span:
    """Some hours of one day of the week; ending at or before it starts, it runs past midnight."""

    weekday: int
    starts_at: time
    ends_at: time

    def on(self, day: date) -> tuple[datetime, datetime]:
        """From which moment to which, the time it begins on `day`."""
        ends_on = day if self.ends_at > self.starts_at else day + timedelta(days=1)
        return _moment(day, self.starts_at), _moment(ends_on, self.ends_at)


# What holds for whoever has said nothing.
FRANCE = HolidayCalendar.FRANCE
ORDINARY_WEEK = tuple(Span(weekday, time(8, 30), time(18)) for weekday in range(5))


def is_working(spans: Sequence[Span], now: datetime, holidays: str = FRANCE) -> bool:
    """Whether `now` falls in working hours; without spans, in those of an ordinary week."""
    return any(starts <= now < ends for starts, ends in _around(spans, now, holidays))


def next_working_moment(spans: Sequence[Span], now: datetime, holidays: str = FRANCE) -> datetime:
    """`now` when it falls in working hours, otherwise the moment at which they begin again."""
    if is_working(spans, now, holidays):
        return now
    return min(starts for starts, _ in _around(spans, now, holidays) if starts > now)


def last_working_moment(spans: Sequence[Span], now: datetime, holidays: str = FRANCE) -> datetime:
    """`now` when it falls in working hours, otherwise the moment at which they ended."""
    if is_working(spans, now, holidays):
        return now
    return max(ends for _, ends in _around(spans, now, holidays) if ends <= now)


def moment_words(moment: datetime, now: datetime) -> str:
    """As one says it: « demain à 8 h 30 », « lundi à 8 h 30 », « le 7 décembre à 8 h 30 »."""
    days = (in_paris(moment).date() - in_paris(now).date()).days
    hour = f"à {time_fr(moment)}"
    if days < 2:
        return f"{'demain' if days else 'aujourd’hui'} {hour}"
    if days < 7:
        return f"{date_fr(moment, 'full').split(' ')[0]} {hour}"
    return f"le{NO_BREAK}{date_fr(moment)} {hour}"


def _around(spans: Sequence[Span], now: datetime, holidays: str) -> Iterator[tuple[datetime, datetime]]:
    """Each time these hours come, some days before `now` and some after."""
    today = in_paris(now).date()
    for distance in range(-DAYS_AROUND, DAYS_AROUND + 1):
        day = today + timedelta(days=distance)
        if holiday_on(day, holidays):
            continue
        for span in spans or ORDINARY_WEEK:
            starts, ends = span.on(day)
            if span.weekday == day.weekday() and starts < ends:
                yield starts, ends


def _moment(day: date, at: time) -> datetime:
    """In UTC: two moments of one time zone are compared by what their clocks say, which lie twice a year."""
    return datetime.combine(day, at, timezone.get_default_timezone()).astimezone(UTC)
