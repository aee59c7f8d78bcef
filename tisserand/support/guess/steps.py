"""Which steps of the plan a note speaks of, by the stems of their words; and whether it says that they are done."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from rapidfuzz import fuzz

from tisserand.common.folding import fold
from tisserand.support.guess.text import composed, plain, sentence_at

K = TypeVar("K")
_EMPTY = frozenset(
    "a afin ai as au aux avec avoir c ca ce ces cet cette chez d dans de des du elle elles en est et etre"
    " eu faire fait il ils j je l la le les leur lui m ma mes mon n ne nous on ou par pas plus pour pris"
    " prendre qu que qui s sa se ses son sont sur t te tout toute tres un une va vers vous y mme mr"
    " monsieur madame premier premiere nouveau nouvelle".split()
)
_ENDINGS = re.compile(
    r"(?:issements?|ements?|ations?|erons|eront|aient|ions|antes?|ants?|erez|eras|erai|era|ees?|ies?|ait|ais|ent"
    r"|iez|ons|ez|er|ir|re|es|is|it|e|i|s|x)$"
)
_NOT_DONE = re.compile(
    r"\b(?:doit|devra|doivent|faut|faudra|va|vais|vont|n'a pas|n'est pas|pas encore|toujours pas|pas pu|reste a"
    r"|a faire|prevoit|prevue?|compte|veut|voudrait|souhaite|demain|prochaine?|oublie|refuse|hesite)\b"
)
ENOUGH = 0.6


@dataclass(frozen=True)
class Spoken(Generic[K]):
    """A step that the text speaks of; `done` if nothing in that sentence says that it is still to do."""

    key: K
    score: float
    done: bool


def stem(word: str) -> str:
    """The stem of a folded French word, roughly: « appeler », « appelé » and « appel » meet at « appel »."""
    short = _ENDINGS.sub("", word)
    short = short if len(short) >= 3 else word
    return re.sub(r"(.)\1$", r"\1", short)


def stems(text: str) -> list[str]:
    """The stems of the words that say something."""
    return list(
        dict.fromkeys(stem(word) for word in fold(text).split() if word not in _EMPTY and len(word) > 1)
    )


def spoken_steps(text: str, titles: Iterable[tuple[K, str]]) -> list[Spoken[K]]:
    """The steps of which the text holds most of the telling words, best first."""
    text = composed(text)
    said = stems(text)
    found = []
    for key, title in titles:
        wanted = stems(title)
        heard = [word for word in wanted if _is_said(word, said)]
        if wanted and len(heard) / len(wanted) >= ENOUGH and (len(heard) > 1 or len(wanted) == 1):
            found.append(Spoken(key, len(heard) / len(wanted), _is_done(text, heard)))
    return sorted(found, key=lambda step: -step.score)


def _is_said(word: str, said: list[str]) -> bool:
    """Heard as it is, or with a slip of the keyboard in a word long enough."""
    return word in said or (len(word) > 4 and any(fuzz.ratio(word, other) >= 84 for other in said))


def _is_done(text: str, heard: list[str]) -> bool:
    words = plain(text)
    places = [place for word in heard if (place := words.find(word[:4])) >= 0]
    sentences = {sentence_at(text, place) for place in places} or {(0, len(text))}
    return not any(_NOT_DONE.search(words[begin:end]) for begin, end in sentences)
