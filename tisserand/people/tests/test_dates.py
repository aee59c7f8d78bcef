"""Birth dates as people give them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tisserand.people.dates import PartialDate, UnreadableDate, age_on, birth_readings, parse_birth

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("4/3/1988", "4 mars 1988"),
        ("04.03.88", "4 mars 1988"),
        ("1988-03-04", "4 mars 1988"),
        ("04031988", "4 mars 1988"),
        ("19880304", "4 mars 1988"),
        ("Né(e) le 16/08/1990", "16 août 1990"),
        ("née le 1er mars 1988", "1er mars 1988"),
        ("12 déc. 62", "12 décembre 1962"),
        ("mars 1988", "mars 1988"),
        ("03/1988", "mars 1988"),
        ("00/00/1988", "1988"),
        ("00/03/1988", "mars 1988"),
        ("né en 88", "1988"),
        ("vers 1950", "1950"),
        ("05.06.07", "5 juin 2007"),
        ("12/25/1988", "25 décembre 1988"),
        ("29/02/2000", "29 février 2000"),
    ],
)
def test_what_it_says(text: str, said: str) -> None:
    assert str(parse_birth(text, today=TODAY)) == said


@pytest.mark.parametrize(
    "text", ["", "au printemps", "31/02/1988", "29/02/2001", "2050", "1/2/3/4", "12345", "1788"]
)
def test_what_is_no_date(text: str) -> None:
    with pytest.raises(UnreadableDate):
        parse_birth(text, today=TODAY)


def test_the_french_order_comes_first() -> None:
    assert list(map(str, birth_readings("03/04/1988", today=TODAY))) == ["3 avril 1988", "4 mars 1988"]


@given(st.dates(min_value=date(1905, 1, 1), max_value=TODAY))
def test_every_way_of_writing_a_day_is_read(day: date) -> None:
    expected = PartialDate(day.year, day.month, day.day)
    for written in (f"{day:%d/%m/%Y}", f"{day:%Y-%m-%d}", f"{day:%d.%m.%Y}", f"{day:%d%m%Y}", str(expected)):
        assert parse_birth(written, today=TODAY) == expected


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text: str) -> None:
    for found in birth_readings(text, today=TODAY):
        assert found.is_real
        assert found.year is None or found.year <= TODAY.year


@pytest.mark.parametrize(
    ("birth", "age"),
    [
        (PartialDate(1988, 11, 23), 38),
        (PartialDate(1988, 11, 24), 37),
        (PartialDate(1988, 12), 37),
        (PartialDate(1988), 38),
        (PartialDate(None, 3), None),
        (PartialDate(2026, 12), 0),
    ],
)
def test_age(birth: PartialDate, age: int | None) -> None:
    assert age_on(TODAY, birth) == age
