"""Which fields of a form hold a secret of sign-in: no page, draft or waiting request keeps what is typed there."""

from __future__ import annotations

SECRET = ("code", "credential")


def is_secret(name: str) -> bool:
    """Whether the field of this name, prefixed or not, is a password, a code, or the proof of a key."""
    own = name.rsplit("-", 1)[-1].lower()
    return "password" in own or own in SECRET
