"""The only place that asks what time it is; rules receive `now` or `today` from their caller."""

from datetime import date, datetime

from django.utils import timezone


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return timezone.now()


def today() -> date:
    """The day it is in Paris."""
    return in_paris(timezone.now()).date()


def in_paris(moment: datetime) -> datetime:
    """A moment as clocks say it there: every page says the hours of Paris, whoever reads it."""
    return moment.astimezone(timezone.get_default_timezone())
