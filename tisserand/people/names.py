"""French names and dates as people write and hear them: folded for search, keyed by ear."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise

from tisserand.common.folding import fold

MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()

# Written apart or joined, as one likes: « Le Goff » and « Legoff », « Ben Salah » and « Bensalah ».
PARTICLES = frozenset(
    "le la les l de du des d da di do dos el al ben bel ould ait abd abou abu van von mc mac o n m san saint"
    " sainte".split()
)


def joined_words(name: str) -> Iterator[str]:
    """What becomes one word when it is written without its space: « legoff », « jeanpierre », « nguyen »."""
    for parts in (fold(part).split() for part in re.split(r"[\s,]+", name)):
        if len(parts) > 1:  # « Jean-Pierre », « N’Guyen »
            yield "".join(parts)
    for first, second in pairwise(fold(name).split()):
        if first in PARTICLES:
            yield first + second


def search_text(*names: str) -> str:
    """The folded words of all `names`, each once, in order, then what they make when joined."""
    words = dict.fromkeys(word for name in names for word in fold(name).split())
    words |= dict.fromkeys(word for name in names for word in joined_words(name))
    return " ".join(words)


# Applied in order to an upper-case plain word. What French ears confuse becomes one letter; a sound that is
# settled is written in lower case or as a digit, so that no later rule touches it.
# 1 « an, en » · 2 « in, ain, un » · 3 « on » · 4 a final « é » written -er, -ez, -et · c « ch » · g hard g.
_SOUNDS = [
    (r"^N(?=GU)", ""),  # Nguyen
    (r"PH", "F"),
    (r"(?:SCH|TCH|TSH|SH)", "c"),
    (r"CH(?=AE|[BCDFGKLMNPRST])", "K"),  # Michaël, Christine, Chloé
    (r"CH", "c"),
    (r"GH(?=[AEIOUY])", "g"),
    (r"H", ""),
    (r"DJ", "J"),
    (r"NCO(?=I)", "NSO"),  # François, the cedilla being folded
    (r"CQU?", "K"),
    (r"(?<=\w\w)(?:ER|EZ|ET)S?$", "4"),
    (r"AUL(?=[TDXS]+$)", "O"),  # Thibault, Renault
    (r"(?<=R)(?:CQ|C|KS?|G)$", ""),  # Leclerc, Leclercq, Bourg
    (r"(?<=\w\w)[TDSXZP]+$", ""),  # what French does not sound at the end
    (r"BV", "V"),  # Lefebvre
    (r"PT", "T"),  # Baptiste
    (r"(?<=[AEIOUY])S(?=N[AEIOUY])", ""),  # Meusnier
    (r"E?AU", "O"),
    (r"(?<=[GJ])E(?=[AOU])", ""),  # Jeanne, Georges
    (r"(?:OEU|EU|OU)", "U"),
    (r"OI|OY(?![AEIOUY])", "UA"),
    (r"GN", "NI"),
    (r"GU(?=[EIY])", "g"),
    (r"G(?=[EIY])", "J"),
    (r"(?:QU?|CK|C(?![EIY]))", "K"),
    (r"S?C(?=[EIY])", "S"),
    (r"(?:AI|EI|AY|EY)(?=[NM](?![AEIOUYNM]))", "I"),
    (r"(?<=[IY])E[NM](?![AEIOUYNM])", "2"),  # Julien
    (r"[IYU][NM](?![AEIOUYNM])", "2"),
    (r"[AE][NM](?![AEIOUYNM])", "1"),
    (r"O[NM](?![AEIOUYNM])", "3"),
    (r"(?:AI|EI|AY|EY)", "E"),
    (r"X", "KS"),
    (r"Z", "S"),
    (r"Y", "I"),
    (r"G", "g"),
    (r"(.)\1+", r"\1"),
    (r"(?<=\w\w)E$", ""),
    (r"(?<=[AIOU1-4][B-DF-HJ-NP-TV-Zcg])E(?=[RL][AIOU1-4])", ""),  # Catherine, Madeleine
]
_RULES = [(re.compile(pattern), sound) for pattern, sound in _SOUNDS]


def sound_key(word: str) -> str:
    """How a French name sounds: « Meunier », « Meusnier » and « Munier » are one, « Morel » is another.

    A phonetic key in the family of Soundex, for candidates only: people always decide.
    """
    key = fold(word).replace(" ", "").upper()
    for pattern, sound in _RULES:
        key = pattern.sub(sound, key)
    return key[:40]


def _hearings(word: str) -> Iterator[str]:
    """The ways a written word may be said: W like V in « Wagner », like OU in « Walid »."""
    yield word
    if "w" in word:
        yield word.replace("w", "v")
        yield word.replace("w", "ou")


def sound_keys(*names: str) -> list[str]:
    """The distinct sound keys of every word of `names` of three letters or more, joined words included."""
    words = [word for word in search_text(*names).split() if len(word) > 2 and not word.isdigit()]
    return sorted({key for word in words for heard in _hearings(word) if len(key := sound_key(heard)) > 1})


def initials_of(first_names: Iterable[str], last_names: Iterable[str]) -> list[str]:
    """How the person may be noted by initials, in either order: « nb », « bn »; « jpm », « mjp », « jm », « mj »."""
    firsts, lasts = _first_letters(first_names), _first_letters(last_names)
    pairs = ((first, last) for first in firsts for last in lasts)
    return sorted({written[:6] for first, last in pairs for written in (first + last, last + first)})


def _first_letters(names: Iterable[str]) -> set[str]:
    letters = ("".join(word[0] for word in fold(name).split()) for name in names)
    return {written for all_of_them in letters if all_of_them for written in (all_of_them, all_of_them[0])}


def partial_date(year: int | None, month: int | None, day: int | None) -> str:
    """A date as far as it is known, in French: « 1er mars 1988 », « mars 1988 », « 1988 », « 1er mars » or nothing."""
    words = []
    if day and month:
        words.append("1er" if day == 1 else str(day))
    if month:
        words.append(MONTHS[month - 1])
    if year:
        words.append(str(year))
    return " ".join(words)
