"""From a need in everyday words to the topics of data·inclusion: « je n’ai plus d’électricité », « dormir ce soir ».

The words are in `data/needs.toml`. Nothing is guessed beyond it: a slip of the fingers is mended where one word of the
table is near, and what is not in the table is looked for in the text of the services.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rapidfuzz.distance import OSA
from rapidfuzz.process import extractOne

from tisserand.common.folding import fold

DATA = Path(__file__).parent / "data" / "needs.toml"
LONGEST = 12  # words of a need that are read
SHORTEST_MENDED, SHORTEST_MENDED_TWICE = 5, 8  # letters: a slip in a shorter word makes another word
# Words that say nothing of a need.
SMALL = frozenset(
    "a ai aide aider ait alors apres as au aucun aucune aura aussi autre aux avait avec avez avoir avons"
    " ayant besoin bien bonjour c ca car ce cela ces cet cette chez comme comment cherche chercher d dans"
    " de depuis des dois doit du elle elles en encore est et etait etre eu eux fait faire faut il ils j je"
    " l la le les leur leurs lui m ma mais me mes moi mon monsieur madame n ne nous ni notre on ont ou par"
    " pas peu peut plus pour pouvoir pres pu qu quand que quel quelle qui quoi s sa sans se ses si son"
    " sont sur t ta te tes toi ton toujours tous tout trop trouver tu un une va vais veut veux voudrait"
    " voudrais vous vos y".split()
)


@dataclass(frozen=True)
class Need:
    """What was understood of a need: the topics, the surest first; the words mended; those that nothing says."""

    topics: tuple[str, ...] = ()
    mended: tuple[tuple[str, str], ...] = ()  # (as typed, as understood)
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Saying:
    """An expression of the table: the roots of its words, and the topics that answer."""

    roots: frozenset[str]
    topics: tuple[str, ...]


@lru_cache(maxsize=1)
def table() -> dict[str, list[str]]:
    """For each topic, the words that lead to it."""
    with DATA.open("rb") as file:
        return tomllib.load(file)["words"]  # type: ignore[no-any-return]


@lru_cache(maxsize=1)
def _sayings() -> tuple[list[_Saying], dict[str, str]]:
    """The expressions, each once; and the words of the table, by their root."""
    topics: dict[frozenset[str], dict[str, None]] = {}
    words: dict[str, str] = {}
    for topic, said in table().items():
        for expression in said:
            kept = _kept(expression)
            words |= {_root(word): word for word in kept}
            topics.setdefault(frozenset(map(_root, kept)), {})[topic] = None
    return [_Saying(roots, tuple(found)) for roots, found in topics.items()], words


def understood(text: str) -> Need:
    """The topics that answer a need said in everyday words."""
    sayings, words = _sayings()
    roots: dict[str, str] = {}
    mended, unknown = [], []
    for word in _kept(text)[:LONGEST]:
        root = _root(word)
        if root not in words:
            near = _near(root, words)
            if near is None:
                unknown.append(word)
                continue
            mended.append((word, words[near]))
            root = near
        roots[root] = word
    found = [saying for saying in sayings if saying.roots <= roots.keys()]
    # « permis de séjour » hides « permis ».
    kept = [each for each in found if not any(each.roots < other.roots for other in found)]
    alone = roots.keys() - {root for saying in kept for root in saying.roots}
    unknown += [roots[root] for root in alone]
    order = sorted(kept, key=lambda saying: -len(saying.roots))
    return Need(tuple(dict.fromkeys(_topics(order))), tuple(mended), tuple(unknown))


def _topics(sayings: list[_Saying]) -> Iterator[str]:
    for saying in sayings:
        yield from saying.topics


def _kept(text: str) -> list[str]:
    """The words of a text that say something; all of them when all are small."""
    words = fold(text).split()
    return [word for word in words if word not in SMALL] or words


def _root(word: str) -> str:
    """Without what marks the plural and the feminine."""
    if len(word) > 3 and word.endswith(("s", "x")):
        word = word[:-1]
    return word[:-1] if len(word) > 4 and word.endswith("e") else word


def _near(root: str, words: dict[str, str]) -> str | None:
    """The one word of the table that `root` may be a slip for."""
    if len(root) < SHORTEST_MENDED:
        return None
    slips = 2 if len(root) >= SHORTEST_MENDED_TWICE else 1
    same_letter = [known for known in words if known[0] == root[0] and len(known) >= SHORTEST_MENDED - 1]
    found = extractOne(root, same_letter, scorer=OSA.distance, score_cutoff=slips)
    return found[0] if found else None
