"""Who a note speaks of, among the people one may write about: full names first, then titles, then first names."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from tisserand.common.folding import fold
from tisserand.people.names import sound_key
from tisserand.support.guess.text import composed

K = TypeVar("K")
# First names and surnames that are words too: without a capital letter they are only words.
_WORDS_TOO = frozenset(
    "rose claire pierre marine aime aimee fleur prune olive lune blanche constance victoire noel clement"
    " juste innocent petit grand blanc noir roux brun leger legrand france avril mai colombe grace ange"
    " celeste domitille fortune prudent bon marchand boulanger berger maire court rue dame page roi prince"
    " charme parent voisin garcon fils soleil aurore melodie angelique violette capucine jasmine cerise"
    " romain olivier laurent pascal lucky desire modeste vital".split()
)
_NOT_NAMES = frozenset(
    "appel appele appelee visite entretien mail courriel sms message texto rdv rendez vous vu vue recu"
    " recue elle il bailleur caf ccas cpam mdph fsl rsa apl aah psy suite point hier lundi mardi mercredi"
    " jeudi vendredi samedi dimanche atelier aujourd hui dossier courrier demande bonjour madame monsieur"
    " mme mlle nous je on le la les un une des ce cette son sa ses pour avec sans dans apres avant tres"
    " bien lors prise pole emploi prefecture mairie ecole tribunal juge".split()
)
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?")
_TITLE = frozenset({"m", "mr", "mme", "mlle", "monsieur", "madame", "famille"})


@dataclass(frozen=True)
class Name:
    """The names someone goes by, and what to give back when they are recognised."""

    first_names: str
    last_name: str
    birth_name: str = ""


@dataclass(frozen=True)
class Word:
    """A word of the text that may be a name."""

    plain: str
    is_capital: bool
    after_title: bool


def words_of(text: str) -> list[Word]:
    """The words of the text that may be part of a name; « Jean-Marc » gives both of its halves."""
    found: list[Word] = []
    before = ""
    for match in _WORD.finditer(composed(text)):
        halves = fold(match[0]).split()
        title = before in _TITLE
        found += [Word(half, match[0][:1].isupper(), title) for half in halves]
        before = halves[-1] if halves else ""
    return [word for word in found if word.plain not in _TITLE]


def name_words(text: str) -> list[str]:
    """The words to look for among names: those with a capital first, or all of them if there is none."""
    return list(
        dict.fromkeys(
            word.plain for word in words_of(text) if len(word.plain) > 2 and word.plain not in _NOT_NAMES
        )
    )


def sounds_of(text: str) -> list[str]:
    """How the capitalised words sound, for names that were written by ear."""
    kept = (
        w.plain for w in words_of(text) if w.is_capital and len(w.plain) > 3 and w.plain not in _NOT_NAMES
    )
    return list(dict.fromkeys(sound_key(word) for word in kept))


def recognised(text: str, names: Iterable[tuple[K, Name]], *, by_ear: bool = False) -> list[K]:
    """Those whom the text most likely speaks of: all who are as well named as the best named, best first.

    Several answers mean that one must choose; the order tells nothing then.
    """
    said = words_of(text)
    scores = [(_score(said, name, by_ear), key) for key, name in names]
    best = max((score for score, _ in scores), default=0)
    return [key for score, key in scores if score == best > 0]


def _score(said: list[Word], name: Name, by_ear: bool) -> int:
    """How well someone is named: both names, a title and a surname, a first name and an initial, one of them."""
    first = _place(said, fold(name.first_names).split(), by_ear)
    surnames = [fold(n).split() for n in (name.last_name, name.birth_name) if n]
    last = max((_place(said, words, by_ear, whole=True) for words in surnames), default=0)
    if first and last:
        return 8 + min(first, last)
    if last == 2:
        return 6
    if first and any(_initial(said, name, surname) for surname in surnames):
        return 5
    # A first name alone or a surname alone, with its capital letter or not, in the same breath.
    return max(3 if first else 0, 3 if last else 0)


def _place(said: list[Word], wanted: list[str], by_ear: bool, *, whole: bool = False) -> int:
    """2 if named after a title, 1 if named, 0 if not. A surname of several words must be there whole."""
    places = [_named(said, word, by_ear) for word in wanted if len(word) > 2 or whole]
    if not places:
        return 0
    return min(places) if whole else max(places)


def _named(said: list[Word], wanted: str, by_ear: bool) -> int:
    same = [word for word in said if _same(word, wanted, by_ear)]
    if any(word.after_title for word in same):
        return 2
    return int(any(word.is_capital or wanted not in _WORDS_TOO for word in same))


def _same(word: Word, wanted: str, by_ear: bool) -> bool:
    if by_ear and word.is_capital and len(word.plain) > 3:
        return sound_key(word.plain) == sound_key(wanted)
    return word.plain == wanted


def _initial(said: list[Word], name: Name, surname: list[str]) -> bool:
    """« Kévin R. »: the first name, then the initial of the surname."""
    firsts = set(fold(name.first_names).split())
    pairs = pairwise(said)
    return any(a.plain in firsts and len(b.plain) == 1 and b.plain == surname[0][0] for a, b in pairs)
