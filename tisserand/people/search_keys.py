"""What the search looks in: for each registration, small numbers that say, in its organisation, how names may be typed.

A key is the beginning of a digest of the organisation and of one way to write, begin, mistype or hear a name. One index
on them finds, among a million people, those of one organisation whose name begins, sounds or is spelt about so. Two
spellings that differ by a slip share what is left of them once a letter is taken away (the idea of SymSpell).

The keys are written by the database (migration 0002), so that no path can skip them: `stored_keys` there and the keys
here must say the same; a test holds them together.
"""

from __future__ import annotations

from hashlib import md5
from itertools import combinations
from uuid import UUID

BEGINS, WHOLE, SPELT, SOUNDS, INITIALS = "^", "=", "-", "~", "!"
SHORTEST, LONGEST_BEGINNING = 2, 5  # letters of a beginning
LONGEST_WHOLE = 4  # a short word is found at once among those that begin by it
COMPARED = 7  # letters that count when a word is mistyped
SHORTEST_MISTYPED = 4  # a slip in a shorter word makes another word


def key(organisation_id: UUID, kind: str, text: str) -> int:
    """The number kept for one way of writing; two texts may share one (four thousand million are not endless)."""
    digest = md5(f"{organisation_id}{kind}{text}".encode(), usedforsecurity=False).digest()
    return int.from_bytes(digest[:4], "big", signed=True)


def beginning_key(organisation_id: UUID, word: str) -> int:
    """The key of the names that begin as `word` does, and of a few others (a long word is to be read again in full)."""
    if len(word) <= LONGEST_BEGINNING:
        return key(organisation_id, BEGINS, word)
    # A longer name is kept with its first seven letters, and without each of them: without the last, it is six.
    return key(organisation_id, SPELT, word[:COMPARED])


def whole_key(organisation_id: UUID, word: str) -> int:
    """The key of the names that are `word`, and of a few others when it is not short."""
    if len(word) > LONGEST_WHOLE:
        return key(organisation_id, SPELT, word[:COMPARED])
    return key(organisation_id, WHOLE, word)


def spelling_keys(organisation_id: UUID, word: str) -> list[int]:
    """The keys of the names that one slip, and many that two, may have turned into `word`."""
    if len(word) < SHORTEST_MISTYPED:
        return []
    return [key(organisation_id, SPELT, left) for left in _less(word[:COMPARED], 2 if len(word) > 5 else 1)]


def _less(word: str, letters: int) -> set[str]:
    """`word` without some of its letters, as many as `letters`."""
    return {"".join(kept) for fewer in range(letters + 1) for kept in combinations(word, len(word) - fewer)}


def sound_keys_here(organisation_id: UUID, sounds: list[str]) -> list[int]:
    """The keys of the names that sound so."""
    return [key(organisation_id, SOUNDS, sound) for sound in sounds]


def initials_key(organisation_id: UUID, letters: str) -> int:
    """The key of those noted by these initials."""
    return key(organisation_id, INITIALS, letters)
