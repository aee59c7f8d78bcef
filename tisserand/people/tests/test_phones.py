"""Phone numbers as people give them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tisserand.people.phones import Phone, masked, read_phone, searched, shown


@pytest.mark.parametrize(
    ("text", "number", "remark"),
    [
        ("0755349025 (fille)", "+33755349025", "fille"),
        ("+33 684499039", "+33684499039", ""),
        ("0033612345678", "+33612345678", ""),
        ("+33 (0)6 12 34 56 78", "+33612345678", ""),
        ("mère : 06-12-34-56-78", "+33612345678", "mère"),
        ("0692 12 34 56", "+262692123456", ""),
        ("+32 470 12 34 56", "+32470123456", ""),
        ("(06 12 34 56 78", "+33612345678", ""),
        ("3919", "3919", ""),
        ("115 la nuit", "115", "la nuit"),
    ],
)
def test_read_phone(text: str, number: str, remark: str) -> None:
    phone = read_phone(text)
    assert phone is not None
    assert (phone.number, phone.remark, phone.is_valid) == (number, remark, True)


def test_a_wrong_number_is_kept_as_it_was_given() -> None:
    phone = read_phone("061273438")
    assert phone is not None
    assert (phone.number, phone.is_valid) == ("061273438", False)
    assert read_phone("pas de tel") is None
    assert read_phone("(0") == Phone("0", is_valid=False)


def test_shown_and_masked() -> None:
    assert shown("+33612345678") == "06\u00a012\u00a034\u00a056\u00a078"
    assert shown("+262692123456").startswith("0692")
    assert masked("+33612345678") == "06\u00a0··\u00a0··\u00a0··\u00a078"
    assert masked("3919") == "3919"


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("06 12 34", "61234"),
        ("5678", "5678"),
        ("+33612345678", "612345678"),
        ("0033 6 12 34 56 78", "612345678"),
    ],
)
def test_searched(text: str, digits: str) -> None:
    assert searched(text) == digits


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    phone = read_phone(text)
    if phone:
        assert any(c.isdigit() for c in phone.number)
        assert shown(phone.number)
        assert masked(phone.number)
