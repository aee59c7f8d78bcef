"""Hours in French: sentences as one would say them, at noon, on holidays, past midnight; a week days alike together."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tisserand.directory.exchange.hours import opening_hours
from tisserand.directory.opening import is_readable, now_words, open_among, week_words

PARIS = ZoneInfo("Europe/Paris")
OFFICE = "Mo-Fr 09:00-12:00,14:00-17:30; PH off"


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """A moment of November 2026; the 26th is a Thursday."""
    return datetime(2026, month, day, hour, minute, tzinfo=PARIS)


def said(text: str, moment: datetime) -> str | None:
    now = now_words(text, moment)
    return now and now.words.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("text", "moment", "words"),
    [
        (OFFICE, at(26, 10), "Ouvert jusqu’à midi, rouvre à 14 h"),
        (OFFICE, at(26, 13), "Fermé, ouvre à 14 h"),
        (OFFICE, at(26, 15), "Ouvert jusqu’à 17 h 30"),
        (OFFICE, at(26, 18), "Fermé, ouvre demain à 9 h"),
        (OFFICE, at(27, 18), "Fermé, ouvre lundi à 9 h"),
        ("24/7", at(26, 3), "Ouvert en continu"),
        ("Mo-Su 20:00-02:00", at(26, 23), "Ouvert jusqu’à 2 h"),
        ("Mo-Su 18:00-24:00", at(26, 23), "Ouvert jusqu’à minuit"),
        ("Mo-Fr off", at(26, 10), "Fermé pour l’instant"),
        ("2026 Dec 10 10:00-12:00", at(26, 10), "Fermé, ouvre le 10/12 à 10 h"),
        (OFFICE, at(11, 10), "Fermé, ouvre demain à 9 h"),  # armistice
        ("sur rendez-vous", at(26, 10), None),
        ("", at(26, 10), None),
    ],
)
def test_now(text, moment, words):
    assert said(text, moment) == words


def test_where_holidays_are_not_said_one_is_warned():
    now = now_words("Mo-Fr 09:00-12:00", at(11, 10))
    assert now
    assert now.is_open
    assert "Armistice" in now.warning
    ordinary = now_words("Mo-Fr 09:00-12:00", at(12, 10))
    assert ordinary
    assert not ordinary.warning


def test_summer_time_is_that_of_paris():
    assert (
        said(OFFICE, datetime(2026, 7, 2, 7, 30, tzinfo=ZoneInfo("UTC")))
        == "Ouvert jusqu’à midi, rouvre à 14 h"
    )


def test_a_week_puts_days_alike_together():
    week = week_words("Mo-Th 09:00-12:00,14:00-17:00; Fr 09:00-12:00; PH off", date(2026, 11, 11))
    told = [(line.days, line.words.replace("\u00a0", " "), line.is_closed) for line in week]
    assert told == [
        ("du lundi au jeudi", "9 h – midi, 14 h – 17 h", False),
        ("vendredi", "9 h – midi", False),
        ("samedi et dimanche", "fermé", True),
    ], "a holiday does not make an ordinary week"
    assert week_words("24/7", date(2026, 11, 26))[0].words == "24 h sur 24"
    assert week_words("sur rendez-vous", date(2026, 11, 26)) == []


def test_open_among_many():
    assert open_among([OFFICE, "Sa 10:00-12:00", "n’importe quoi", ""], at(26, 10)) == [OFFICE]


spans = st.tuples(st.integers(0, 47), st.integers(1, 48)).filter(lambda pair: pair[0] < pair[1])


def _clock(half: int) -> str:
    return f"{half // 2:02}:{half % 2 * 30:02}"


@given(st.lists(spans, min_size=1, max_size=3), st.integers(0, 6))
def test_what_our_adapters_write_is_read_back(day: list[tuple[int, int]], rank: int):
    week = [""] * 7
    week[rank] = " / ".join(f"{_clock(begins)} - {_clock(ends)}" for begins, ends in day)
    text = opening_hours(week)
    assert text
    assert is_readable(text)
    open_halves = {half for begins, ends in day for half in range(begins, ends)}
    monday = 16  # November 2026
    for half in range(48):
        moment = at(monday + rank, half // 2, half % 2 * 30)
        assert bool(open_among([text], moment)) == (half in open_halves)
