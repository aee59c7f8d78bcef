"""Phone numbers as people give them: kept in E.164 when they can be, with the remark that came along."""

from __future__ import annotations

import re
from dataclasses import dataclass

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat

REGION = "FR"
# Numbers of the overseas départements are French and start with 0 too, but have a country code of their own.
_OVERSEAS = ("GP", "MQ", "GF", "RE", "YT")
_FRENCH_CODES = {33, 262, 590, 594, 596}
_MAINLAND = re.compile(r"\+33[1-79]\d{8}")  # 08 numbers are written otherwise
_WRITTEN = re.compile(r"\+?[\d(][\d\s.\-/()]*\d")
NO_BREAK = "\u00a0"


@dataclass(frozen=True)
class Phone:
    """A number (E.164, or as typed for a short one) and what was written around it: « fille »."""

    number: str
    remark: str = ""
    is_valid: bool = True


def read_phone(text: str) -> Phone | None:
    """What `text` says: « 07 55 34 90 25 (fille) » → +33755349025, « fille ». None when there is no number in it."""
    found = _WRITTEN.search(text)
    if not found:
        return None
    written = found.group()
    if written.count("(") > written.count(")"):
        before = written[: written.rindex("(")]
        written = before if re.search(r"\d", before) else written.replace("(", "")
    around = text.replace(written, " ", 1)
    remark = re.sub(r"\s+", " ", re.sub(r"[()\[\];:,]+", " ", around)).strip(" -–./")
    digits = re.sub(r"\D", "", written)
    if 2 <= len(digits) <= 6 and not written.startswith("+"):
        return Phone(digits, remark, is_valid=_is_short_number(digits))
    number = _parse(written)
    if number is None:
        return Phone(re.sub(r"\s+", " ", written).strip(), remark, is_valid=False)
    return Phone(phonenumbers.format_number(number, PhoneNumberFormat.E164), remark)


def _is_short_number(digits: str) -> bool:
    return len(digits) in (2, 3, 4, 6) and digits[0] in "13"


def _parse(written: str) -> PhoneNumber | None:
    for region in (REGION, *_OVERSEAS):
        try:
            number = phonenumbers.parse(re.sub(r"^\+?\s*(\d+)\s*\(0\)", r"+\1", written), region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return number
    return None


def shown(number: str) -> str:
    """As it is read aloud: « 06 12 34 56 78 », « +32 470 12 34 56 », « 3919 »."""
    if not number.startswith("+"):
        return number
    if _MAINLAND.fullmatch(number):  # nearly all of them: a list of fifty need not ask the library
        pairs = f"0{number[3:]}"
        return NO_BREAK.join(pairs[at : at + 2] for at in range(0, 10, 2))
    parsed = phonenumbers.parse(number)
    is_french = parsed.country_code in _FRENCH_CODES
    style = PhoneNumberFormat.NATIONAL if is_french else PhoneNumberFormat.INTERNATIONAL
    return phonenumbers.format_number(parsed, style).replace(" ", NO_BREAK)


def masked(number: str) -> str:
    """What may be read over a shoulder: « 06 ·· ·· ·· 42 »."""
    digits = re.sub(r"\D", "", shown(number))
    if len(digits) < 6:
        return number
    dots = f"··{NO_BREAK}" * ((len(digits) - 4) // 2)
    return f"{digits[:2]}{NO_BREAK}{dots}{digits[-2:]}"


def searched(text: str) -> str:
    """The digits to look for in stored numbers, without the leading zero or prefix that E.164 writes otherwise."""
    digits = re.sub(r"\D", "", text)
    for prefix in ("0033", "33") if text.strip().startswith(("00", "+")) else ():
        digits = digits.removeprefix(prefix)
    return digits.removeprefix("0") if len(digits) > 4 else digits
