"""A telephone number as it is read aloud in France."""

from __future__ import annotations


def spaced_phone(number: str) -> str:
    """« +33387654321 » → « 03 87 65 43 21 », with no-break spaces; anything else as it is."""
    digits = f"0{number[3:]}" if number.startswith("+33") else number
    if len(digits) != 10 or not digits.isdecimal():
        return number
    return "\u00a0".join(digits[at : at + 2] for at in range(0, 10, 2))
