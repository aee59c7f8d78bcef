"""Text as the rules read it: lower case, no accents, straight apostrophes, every character still in its place."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_SAME = {"’": "'", "ʼ": "'", "`": "'", "\u00a0": " ", "\u202f": " ", "–": "-", "—": "-"}
# « M. Haddad » and « Dr Roy » go on.
_END = re.compile(r"(?<!\b[MD])(?<!\bM[re])(?<!\bDr)[.!?;]+(?=\s|$)|\n+")


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    if character in _SAME:
        return _SAME[character]
    base = unicodedata.normalize("NFD", character)[0].lower()
    return base if len(base) == 1 else character


def composed(text: str) -> str:
    """The text with each accented letter as one character, as `plain` expects it."""
    return unicodedata.normalize("NFC", text)


def plain(text: str) -> str:
    """« L’Été » → « l'ete »: as long as the text, so that a place in one is a place in the other."""
    return "".join(map(_plain, text))


def sentence_at(text: str, place: int) -> tuple[int, int]:
    """Where the sentence around `place` begins and ends."""
    start, end = 0, len(text)
    for mark in _END.finditer(text):
        if mark.end() <= place:
            start = mark.end()
        else:
            end = mark.start()
            break
    return start + len(text[start:end]) - len(text[start:end].lstrip()), end
