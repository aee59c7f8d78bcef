"""Working days, public holidays left out: when an answer may be hoped for, and how long one waits after that."""

from __future__ import annotations

from datetime import date, timedelta
from enum import IntEnum

from tisserand.accounts.choices import HolidayCalendar
from tisserand.accounts.public_holidays import holiday_on
from tisserand.coordination.referral_choices import PATIENCE, WORKING_DAYS, Urgency

SATURDAY = 5


class Told(IntEnum):
    """How far reminders went; each goes out once, whatever happens to the machine meanwhile."""

    NOTHING = 0
    COMING = 1  # the day before, to whoever received it
    TODAY = 2  # the day itself, to them again
    LATE = 3  # the day after, to whoever sent it


def is_working_day(day: date) -> bool:
    """Whether most services are open."""
    return day.weekday() < SATURDAY and not holiday_on(day, HolidayCalendar.FRANCE)


def working_day(day: date, after: int) -> date:
    """The working day that comes `after` others from `day`; for none, the day itself or the next one worked."""
    while not is_working_day(day):
        day += timedelta(days=1)
    for _ in range(after):
        day += timedelta(days=1)
        while not is_working_day(day):
            day += timedelta(days=1)
    return day


def working_day_before(day: date) -> date:
    """The working day just before."""
    day -= timedelta(days=1)
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def answer_day(urgency: str, today: date) -> date:
    """When an answer may be hoped for. What is for today is for today, even on a Sunday."""
    wanted = Urgency(urgency)
    return today if wanted == Urgency.TODAY else working_day(today, WORKING_DAYS[wanted])


def last_day(urgency: str, answer_by: date) -> date:
    """The last day on which one still waits."""
    return working_day(answer_by, PATIENCE[Urgency(urgency)])


def stage_of(answer_by: date, today: date) -> Told:
    """How far reminders should have gone by today."""
    if answer_by < today:
        return Told.LATE
    if answer_by == today:
        return Told.TODAY
    return Told.COMING if working_day_before(answer_by) <= today else Told.NOTHING
