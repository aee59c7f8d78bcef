"""The rule of passwords: enough bits for the CNIL, and not a character more."""

import string
from math import log2

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from tisserand.accounts.passwords import CnilPasswordValidator

rule = CnilPasswordValidator()
CLASSES = {"a-z": string.ascii_lowercase, "A-Z": string.ascii_uppercase, "0-9": string.digits}


def is_accepted(password: str) -> bool:
    try:
        rule.validate(password)
    except ValidationError:
        return False
    return True


@given(st.text(alphabet=string.printable, max_size=40))
def test_whatever_passes_has_the_bits_the_cnil_asks_for(password: str) -> None:
    if is_accepted(password):
        sizes = [len(chars) for chars in CLASSES.values() if set(password) & set(chars)]
        sizes.append(37 if any(not c.isalnum() for c in password) else 0)
        # A phrase is counted by its words' worth: 20 characters with 8 different ones at the least.
        assert len(password) >= 20 or len(password) * log2(sum(sizes)) >= 50


@given(st.text(alphabet=string.ascii_lowercase + string.digits, min_size=0, max_size=19))
def test_two_sorts_of_characters_never_suffice_below_a_phrase(password: str) -> None:
    assert not is_accepted(password)


@pytest.mark.parametrize(
    "password", ["Tournesol-42x", "une phrase longue pour essayer", "ÉtéIndien2026!", "jaimelapluieenautomne"]
)
def test_accepted(password: str) -> None:
    assert is_accepted(password)


@pytest.mark.parametrize(
    "password", ["", "court", "Court-42", "aaaaaaaaaaaaaaaaaaaaaaaa", "motdepassesimple"]
)
def test_refused_in_french(password: str) -> None:
    with pytest.raises(ValidationError, match="trop facile à deviner"):
        rule.validate(password)
