"""Cells as offices write them: dates, names, phones, communes, words."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tisserand.people.dates import PartialDate
from tisserand.support.caseload.names import split_full_name, swapped_by_mail, tidy_name
from tisserand.support.caseload.values import (
    NotADate,
    closing_reason,
    find_phones,
    guess_topics,
    is_confidential,
    parse_date,
    parse_phone,
    says_nothing,
    split_commune,
)
from tisserand.support.choices import ClosingReason, Topic

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("16/08/1990", (1990, 8, 16)),
        ("11.10.1939", (1939, 10, 11)),
        ("01-09-37", (1937, 9, 1)),
        ("1962-05-23", (1962, 5, 23)),
        ("1er janvier 1960", (1960, 1, 1)),
        ("né le 4/3/88", (1988, 3, 4)),
        ("3 févr. 2001", (2001, 2, 3)),
        ("lundi 3 mars 2025", (2025, 3, 3)),
        ("12/03/2024 14h30", (2024, 3, 12)),
        ("2026-03-04 10:30:00", (2026, 3, 4)),
        ("04031988", (1988, 3, 4)),
        ("27456", (1975, 3, 3)),
        ("mars 1980", (1980, 3, None)),
        ("00/05/1980", (1980, 5, None)),
        ("1970", (1970, None, None)),
    ],
)
def test_a_date_in_any_french_form(text: str, expected: tuple[int, int | None, int | None]) -> None:
    assert parse_date(text, today=TODAY) == PartialDate(*expected)


@pytest.mark.parametrize("text", ["", "??", "-", "NSP", "inconnue", "néant", "Non renseigné", "N/A"])
def test_ways_of_saying_nothing(text: str) -> None:
    assert says_nothing(text)
    assert parse_date(text, today=TODAY) is None


@pytest.mark.parametrize("text", ["31/02/1980", "15/13/1990", "99/99/9999", "12/03/0088", "bientôt"])
def test_what_no_calendar_holds_is_said(text: str) -> None:
    with pytest.raises(NotADate, match="«"):
        parse_date(text, today=TODAY)


@given(
    st.dates(date(1900, 1, 1), TODAY),
    st.sampled_from(["%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y-%m-%d", "%d %m %Y"]),
)
def test_a_whole_date_is_read_back(day: date, form: str) -> None:
    assert parse_date(day.strftime(form), today=TODAY) == PartialDate(day.year, day.month, day.day)


@given(st.dates(TODAY - timedelta(days=365 * 99), TODAY))
def test_a_two_digit_year_falls_in_the_last_hundred_years(day: date) -> None:
    assert parse_date(day.strftime("%d/%m/%y"), today=TODAY) == PartialDate(day.year, day.month, day.day)


@given(st.text(max_size=40))
def test_any_text_is_a_date_or_nothing_or_refused(text: str) -> None:
    with suppress(NotADate):
        parse_date(text, today=TODAY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("BRUNET Colette", ("Colette", "BRUNET")),
        ("Adrien Cordier", ("Adrien", "Cordier")),
        ("Cordier, Adrien", ("Adrien", "Cordier")),
        ("LE GOFF Marie Anne", ("Marie Anne", "LE GOFF")),
        ("Mme DUPONT Jeanne", ("Jeanne", "DUPONT")),
        ("De Oliveira Maria", ("Maria", "De Oliveira")),
        ("M. et Mme DURAND", ("", "DURAND")),
        ("NGUYEN", ("", "NGUYEN")),
    ],
)
def test_a_full_name_is_split(text: str, expected: tuple[str, str]) -> None:
    assert split_full_name(text, frozenset({"maria", "adrien"})) == expected


def test_names_lose_their_capitals_but_not_their_shape() -> None:
    assert tidy_name("LE GOFF") == "Le Goff"
    assert tidy_name("jean-pierre") == "Jean-Pierre"
    assert tidy_name("D’HERVÉ") == "D’Hervé"
    assert tidy_name("McKenna") == "McKenna"


def test_an_email_tells_that_name_and_first_name_are_swapped() -> None:
    assert swapped_by_mail("Philippine", "Guichard", "philippine.guichard@exemple.fr")
    assert not swapped_by_mail("Guichard", "Philippine", "philippine.guichard@exemple.fr")


@pytest.mark.parametrize(
    ("text", "value", "belongs_to"),
    [
        ("0741669577 (fille)", "+33741669577", "fille"),
        ("06 12 34 56 78", "+33612345678", ""),
        ("06.12.34.56.78", "+33612345678", ""),
        ("0033606921579", "+33606921579", ""),
        ("+33 684499039", "+33684499039", ""),
        ("612345678", "+33612345678", ""),
        ("115", "115", ""),
        ("0690 29 13 30", "+590690291330", ""),
    ],
)
def test_a_phone_is_normalised_and_its_remark_kept(text: str, value: str, belongs_to: str) -> None:
    phone = parse_phone(text)
    assert phone is not None
    assert (phone.value, phone.belongs_to, phone.problem) == (value, belongs_to, "")


def test_a_phone_with_a_missing_digit_stays_as_typed_and_says_so() -> None:
    phone = parse_phone("061273438")
    assert phone is not None
    assert phone.value == "061273438"
    assert "à vérifier" in phone.problem


def test_two_phones_in_one_cell() -> None:
    assert find_phones("06 12 34 56 78 / 07 12 34 56 78") == ["06 12 34 56 78", "07 12 34 56 78"]
    assert find_phones("06/12/34/56/78") == ["06/12/34/56/78"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("87349 LebonVille", ("87349", "LebonVille")),
        ("Lebonville (57000)", ("57000", "Lebonville")),
        ("Valmont", ("", "Valmont")),
    ],
)
def test_postcode_and_commune_are_told_apart(text: str, expected: tuple[str, str]) -> None:
    assert split_commune(text) == expected


def test_plain_words_announce_topics_and_reasons() -> None:
    assert guess_topics("impayé loyer (3 mois)") == [Topic.HOUSING, Topic.MONEY]
    assert guess_topics("isolement, violences") == [Topic.SAFETY, Topic.SOCIAL_TIES]
    assert closing_reason("perdu de vue") == ClosingReason.LOST_CONTACT
    assert closing_reason("déménagement") == ClosingReason.MOVED
    assert closing_reason("???") == ClosingReason.OTHER
    assert is_confidential("violences conj. - CONFIDENTIEL")
    assert not is_confidential("en confiance")
