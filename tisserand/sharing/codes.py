"""Sharing codes as people say and copy them: ten characters that are not taken for one another, in two groups."""

from __future__ import annotations

import hashlib
import hmac
import io
import secrets

import qrcode
import qrcode.image.svg
from django.conf import settings
from django.utils.safestring import SafeString

# Neither 0 nor O, 1 nor I nor L, 5 nor S, 2 nor Z, 8 nor B, U nor V.
LETTERS = "34679ACDEFGHJKMNPQRTWXY"
LENGTH = 10  # 23 ** 10: 45 bits; ten tries an hour would take centuries
PURPOSE = b"sharing.code"


def new_code() -> str:
    """A code at random: « K7QF4-M9XTA »."""
    letters = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return f"{letters[:5]}-{letters[5:]}"


def tidy(said: str) -> str:
    """A code as typed, without what the hand adds; an empty string when it cannot be one."""
    letters = "".join(letter for letter in said.upper() if letter.isalnum())
    return letters if len(letters) == LENGTH and set(letters) <= set(LETTERS) else ""


def digest_of(code: str) -> str:
    """What is kept of a code: nobody finds the code from it without the key of the house."""
    return _digest(code, str(settings.SECRET_KEY))


def digests_of(code: str) -> list[str]:
    """Under the present key and the former ones: a code outlives a change of key."""
    return [_digest(code, str(key)) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def _digest(code: str, key: str) -> str:
    return hmac.new(key.encode(), PURPOSE + tidy(code).encode(), hashlib.sha256).hexdigest()


def picture_of(address: str) -> SafeString:
    """A QR code that leads to `address`, as an SVG drawn in the colour of the text."""
    drawn = qrcode.make(address, image_factory=qrcode.image.svg.SvgPathImage, border=2)
    out = io.BytesIO()
    drawn.save(out)
    text = out.getvalue().decode()
    return SafeString(text[text.index("<svg") :])
