"""Plain text and CSV: really text, and not a page or a script under another name."""

from __future__ import annotations

import re
from typing import BinaryIO

from tisserand.support.files import refusals
from tisserand.support.files.refusals import RefusedFile

# Signs that no text holds (tabulation, line ends, form feed and the DOS end of file excepted).
BINARY = re.compile(rb"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


def check_text(content: BinaryIO) -> None:
    """Raise RefusedFile unless `content` reads as text (UTF-8, UTF-16 with its mark, or a one-byte encoding)."""
    said = content.read()
    content.seek(0)
    if said.startswith(UTF_16):
        try:
            said = said.decode("utf-16").encode()
        except UnicodeDecodeError:
            raise RefusedFile(refusals.NOT_WHAT_IT_SAYS) from None
    if BINARY.search(said) or b"%PDF-" in said[:1024]:
        raise RefusedFile(refusals.NOT_WHAT_IT_SAYS)
    if re.search(rb"<(?:script|html|svg|iframe)[\s>]", said[:65536], re.IGNORECASE):
        raise RefusedFile(refusals.ACTIVE_PAGE)
