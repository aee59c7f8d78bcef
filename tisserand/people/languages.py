"""Languages people speak: ISO codes, named in French by Babel."""

from __future__ import annotations

import re
from functools import lru_cache

from babel import Locale

from tisserand.common.folding import fold

# What Babel's French does not name and social workers meet.
_MORE = {
    "prs": "dari",
    "fsl": "langue des signes française",
    "rcf": "créole réunionnais",
    "gcf": "créole antillais",
    "gcr": "créole guyanais",
    "zdj": "shikomori",
    "ber": "berbère",
    "sfb": "langue des signes de Belgique francophone",
}
USUAL = ["fr", "ar", "en", "es", "pt", "tr", "ro", "uk", "ru", "prs", "ps", "ff", "bm", "ln", "kab", "fsl"]


@lru_cache(maxsize=1)
def names_by_code() -> dict[str, str]:
    """Every language with its French name, sorted by name."""
    known = {code: name for code, name in Locale("fr").languages.items() if "_" not in code and len(code) < 4}
    return dict(sorted((known | _MORE).items(), key=lambda pair: fold(pair[1])))


@lru_cache(maxsize=1)
def _codes_by_name() -> dict[str, str]:
    return {fold(name): code for code, name in names_by_code().items()}


def language_name(code: str) -> str:
    """« arabe », or the code itself when nobody knows it."""
    return names_by_code().get(code, code)


class UnknownLanguage(ValueError):
    """No language has this name."""


def read_languages(text: str) -> list[str]:
    """« soninké, Peul » → ["snk", "ff"]."""
    codes = []
    for name in filter(None, (part.strip() for part in re.split(r"[,;/]|\bet\b", text))):
        code = _codes_by_name().get(fold(name))
        if code is None:
            raise UnknownLanguage(name)
        codes.append(code)
    return list(dict.fromkeys(codes))
