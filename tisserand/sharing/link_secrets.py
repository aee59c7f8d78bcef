"""The two secrets that let a guest in: the number of their link and, by another way, its code. Neither is kept.

The number stands after the « # » of the link: no server, ours included, sees it in an address, a log or a referrer. It
is short enough to be copied from paper, for whoever has no script.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from uuid import UUID

from django.conf import settings

from tisserand.sharing.codes import LETTERS

GROUP = 4
NUMBER_LENGTH = 12  # 23 ** 12: 54 bits, and the code is asked besides
CODE_LENGTH = 8  # 36 bits, five tries
NUMBER, CODE = b"sharing.guest", b"sharing.guest.code"


def new_number() -> str:
    """The number of a link: « K7QF-M9XT-ACDE »."""
    return _grouped(NUMBER_LENGTH)


def new_code() -> str:
    """A code that goes with it: « 7HJK-4RTW »."""
    return _grouped(CODE_LENGTH)


def _grouped(length: int) -> str:
    letters = "".join(secrets.choice(LETTERS) for _ in range(length))
    return "-".join(letters[at : at + GROUP] for at in range(0, length, GROUP))


def tidy_number(said: str) -> str:
    """A number as typed, or at the end of a link pasted whole; an empty string when it cannot be one."""
    return _tidy(said.rpartition("#")[2], NUMBER_LENGTH)


def tidy_code(said: str) -> str:
    """A code as typed; an empty string when it cannot be one."""
    return _tidy(said, CODE_LENGTH)


def _tidy(said: str, length: int) -> str:
    letters = "".join(letter for letter in said.upper() if letter.isalnum())
    return letters if len(letters) == length and set(letters) <= set(LETTERS) else ""


def number_digest(number: str) -> str:
    """What is kept of a number: nobody finds it again without the key of the house."""
    return _digest(str(settings.SECRET_KEY), NUMBER, tidy_number(number))


def number_digests(number: str) -> list[str]:
    """Under the present key and the former ones: a link outlives a change of key."""
    return [_digest(key, NUMBER, tidy_number(number)) for key in _keys()]


def code_digest(guest_id: UUID, code: str) -> str:
    """What is kept of a code: that of one link says nothing of the same letters elsewhere."""
    return _digest(str(settings.SECRET_KEY), CODE + guest_id.bytes, tidy_code(code))


def is_code(said: str, guest_id: UUID, kept: str) -> bool:
    """Whether it is the code that was kept, in the same time whatever is wrong with it."""
    letters = tidy_code(said)
    found = [hmac.compare_digest(_digest(key, CODE + guest_id.bytes, letters), kept) for key in _keys()]
    return bool(letters) and any(found)


def _keys() -> list[str]:
    return [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def _digest(key: str, purpose: bytes, letters: str) -> str:
    return hmac.new(key.encode(), purpose + letters.encode(), hashlib.sha256).hexdigest()
