"""Text kept unreadable in a copy of the database: sealed with the installation's secret key, for one purpose."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class BrokenSeal(Exception):
    """The text was sealed with a key that is gone, for another purpose, too long ago, or was altered."""


def seal(text: str, *, purpose: str) -> str:
    """Encrypt and authenticate `text` (Fernet: AES-128-CBC and HMAC-SHA256)."""
    return _cipher(purpose).encrypt(text.encode()).decode()


def unseal(sealed: str, *, purpose: str, within: timedelta | None = None) -> str:
    """Read it back, with the present key or an earlier one (`SECRET_KEY_FALLBACKS`). Raises BrokenSeal."""
    seconds = None if within is None else int(within.total_seconds())
    try:
        return _cipher(purpose).decrypt(sealed.encode(), ttl=seconds).decode()
    except InvalidToken as error:
        raise BrokenSeal from error


def _cipher(purpose: str) -> MultiFernet:
    keys = map(str, [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS])
    digests = [hashlib.sha256(f"{purpose} {key}".encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
