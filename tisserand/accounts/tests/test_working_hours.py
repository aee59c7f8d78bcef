"""When someone works next, or last did: pure rules, on every clock change too; and the page where one says it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import World, client_of
from tests.test_two_versions import page_of
from tisserand.accounts.choices import HolidayCalendar
from tisserand.accounts.models import WorkingSpan, WorkingWeek
from tisserand.accounts.queries import Hours, hours_of
from tisserand.accounts.working_hours import (
    ORDINARY_WEEK,
    Span,
    is_working,
    last_working_moment,
    moment_words,
    next_working_moment,
)

PARIS = ZoneInfo("Europe/Paris")
TIMES = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))
SPANS = st.lists(st.builds(Span, st.integers(0, 6), TIMES, TIMES), max_size=4).map(
    lambda spans: [span for span in spans if span.starts_at != span.ends_at]
)
# Both clock changes of the year, and days around.
MOMENTS = st.datetimes(datetime(2026, 3, 20), datetime(2026, 11, 5), timezones=st.just(UTC))


def paris(*at: int) -> datetime:
    return datetime(*at, tzinfo=PARIS)  # type: ignore[misc, arg-type]


@given(spans=SPANS, now=MOMENTS)
def test_the_next_moment_is_worked_and_none_before_it_is(spans: list[Span], now: datetime) -> None:
    found = next_working_moment(spans, now)
    assert found >= now
    assert is_working(spans, found)
    assert (found == now) == is_working(spans, now)
    for share in (0.25, 0.5, 0.75, 0.999):
        between = now + (found - now) * share
        assert found == now or not is_working(spans, between)


@given(spans=SPANS, now=MOMENTS)
def test_nothing_is_worked_since_the_last_moment(spans: list[Span], now: datetime) -> None:
    found = last_working_moment(spans, now)
    assert found <= now
    assert (found == now) == is_working(spans, now)
    assert found == now or is_working(spans, found - timedelta(seconds=1))
    for share in (0.25, 0.5, 0.75):
        between = found + (now - found) * share
        assert found == now or not is_working(spans, between)


def test_an_ordinary_week() -> None:
    assert next_working_moment((), paris(2026, 11, 27, 9)) == paris(2026, 11, 27, 9)
    assert next_working_moment((), paris(2026, 11, 27, 18)) == paris(2026, 11, 30, 8, 30)
    assert last_working_moment((), paris(2026, 11, 29, 12)) == paris(2026, 11, 27, 18)


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ((2026, 3, 28, 12), (2026, 3, 29, 1, 0)),  # 3 h in Paris: 2 h 30 does not exist that night
        ((2026, 10, 24, 12), (2026, 10, 25, 0, 30)),  # 2 h 30 comes twice: the first counts
    ],
)
def test_a_night_when_clocks_change(now: tuple[int, ...], then: tuple[int, ...]) -> None:
    night = [Span(6, time(2, 30), time(6))]
    expected = datetime(*then, tzinfo=UTC)  # type: ignore[misc, arg-type]
    found = next_working_moment(night, paris(*now))
    assert found == (expected + timedelta(minutes=30) if now[1] == 3 else expected)


def test_a_night_runs_past_midnight() -> None:
    night = [Span(4, time(21), time(6))]
    assert is_working(night, paris(2026, 11, 28, 5, 59))
    assert not is_working(night, paris(2026, 11, 28, 6))
    assert last_working_moment(night, paris(2026, 11, 28, 12)) == paris(2026, 11, 28, 6)


def test_in_words() -> None:
    friday = paris(2026, 11, 27, 18)
    assert moment_words(paris(2026, 11, 28, 8, 30), friday) == "demain à 8\u00a0h\u00a030"
    assert moment_words(paris(2026, 11, 30, 8, 30), friday) == "lundi à 8\u00a0h\u00a030"
    assert moment_words(paris(2026, 12, 7, 14), friday) == "le\u00a07\u00a0décembre à 14\u00a0h"


@pytest.mark.django_db
def test_one_says_one_s_week(world: World) -> None:
    client, address = client_of(world.cast.referent), reverse("accounts:working_week")
    said = page_of(client, address)
    assert said["from_0"] == time(8, 30)
    assert said["from_5"] == ""
    said |= {"from_4": "", "to_4": "", "from_5": "21:00", "to_5": "06:00", "wants_mail": ""}
    assert client.post(address, said).status_code == 302
    hours = hours_of([world.cast.referent.pk, world.cast.colleague.pk])
    assert hours[world.cast.colleague.pk] == Hours()
    mine = hours[world.cast.referent.pk]
    assert not mine.wants_mail
    assert mine.spans == (*ORDINARY_WEEK[:4], Span(5, time(21), time(6)))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"to_2": ""}, "Il manque une heure"),
        ({"to_2": "08:30"}, "Ces deux heures sont les mêmes"),
        ({f"{name}_{day}": "" for name in ("from", "to") for day in range(5)}, "Gardez au moins un jour"),
    ],
)
def test_a_week_that_makes_no_sense_is_refused(world: World, said: dict[str, str], words: str) -> None:
    client, address = client_of(world.cast.referent), reverse("accounts:working_week")
    answer = client.post(address, page_of(client, address) | said)
    assert words in answer.content.decode()
    assert not WorkingSpan.objects.exists()


@pytest.mark.django_db
def test_two_windows_of_one_s_own_week(world: World) -> None:
    client, address = client_of(world.cast.referent), reverse("accounts:working_week")
    first, second = page_of(client, address), page_of(client, address)
    assert client.post(address, first | {"to_0": "17:00"}).status_code == 302
    answer = client.post(address, second | {"to_0": "19:00"})
    assert answer.status_code == 409
    assert WorkingWeek.objects.get().spans.get(weekday=0).ends_at == time(17)


def test_nobody_reads_on_a_public_holiday() -> None:
    eve = paris(2026, 12, 24, 18)
    assert next_working_moment((), eve) == paris(2026, 12, 28, 8, 30), "Christmas is a Friday"
    assert last_working_moment((), paris(2026, 12, 27, 12)) == paris(2026, 12, 24, 18)
    assert not is_working((), paris(2026, 5, 14, 10)), "Ascension day"
    assert next_working_moment((), eve, HolidayCalendar.WORKED) == paris(2026, 12, 25, 8, 30)


def test_each_place_has_its_own() -> None:
    good_friday = paris(2026, 4, 3, 10)
    assert is_working((), good_friday)
    assert not is_working((), good_friday, HolidayCalendar.ALSACE_MOSELLE)
    assert not is_working((), paris(2026, 7, 21, 10), HolidayCalendar.GUADELOUPE)


def test_a_night_before_a_holiday_goes_on_into_it() -> None:
    night = [Span(3, time(21), time(6))]
    assert is_working(night, paris(2026, 12, 25, 3)), "it began on the eve"


@pytest.mark.parametrize("where", HolidayCalendar)
@pytest.mark.parametrize("weekday", range(7))
def test_whoever_works_one_day_a_week_comes_back(where: HolidayCalendar, weekday: int) -> None:
    """Two Mondays in a row may be holidays, wherever one works."""
    spans = [Span(weekday, time(9), time(17))]
    for year in range(2024, 2034):
        for month in (1, 4, 5, 7, 11, 12):
            moment = paris(year, month, 20, 20)
            assert next_working_moment(spans, moment, where) > moment
            assert last_working_moment(spans, moment, where) < moment


@pytest.mark.django_db
def test_one_says_which_holidays_one_has(world: World) -> None:
    client, address = client_of(world.cast.referent), reverse("accounts:working_week")
    said = page_of(client, address)
    assert said["holidays"] == HolidayCalendar.FRANCE
    assert client.post(address, said | {"holidays": "57"}).status_code == 302
    assert hours_of([world.cast.referent.pk])[world.cast.referent.pk].holidays == "57"
    text = client.get(address).content.decode()
    assert "Prochain" in text
