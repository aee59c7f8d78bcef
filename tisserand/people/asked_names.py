"""Reading a name as it was typed: its words, the ways to write it, the initials that it may be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from rapidfuzz.distance import OSA

from tisserand.common.folding import fold
from tisserand.people.models import Person
from tisserand.people.names import PARTICLES, sound_keys
from tisserand.people.search_keys import (
    LONGEST_BEGINNING,
    SHORTEST,
    SHORTEST_MISTYPED,
    beginning_key,
    sound_keys_here,
    spelling_keys,
    whole_key,
)

_PARTICLE = re.compile(rf"\b({'|'.join(sorted(PARTICLES))}) (?=[a-z]{{3}})")


@dataclass(frozen=True)
class Word:
    """One word of a name, as it was typed."""

    text: str

    @cached_property
    def sounds(self) -> list[str]:
        """How it sounds."""
        return sound_keys(self.text)

    @property
    def has_keys(self) -> bool:
        """Whether keys bring those who bear it: a letter is only good beside another word."""
        return len(self.text) >= SHORTEST

    def beginning(self, organisation_id: UUID) -> int:
        """The key of those one of whose names begins so."""
        return beginning_key(organisation_id, self.text)

    def whole(self, organisation_id: UUID) -> int:
        """The key of those one of whose names is this one."""
        return whole_key(organisation_id, self.text)

    def close(self, organisation_id: UUID) -> list[int]:
        """The keys of those one of whose names begins, sounds or is spelt about so."""
        begins = beginning_key(organisation_id, self.text[:LONGEST_BEGINNING])
        sounds = sound_keys_here(organisation_id, self.sounds)
        return [begins, *sounds, *spelling_keys(organisation_id, self.text)]

    def is_borne(self, person: Person) -> bool:
        """Whether a name begins so or sounds so."""
        return f" {self.text}" in person.search_names or bool(set(self.sounds) & set(person.sounds))

    def is_close(self, person: Person) -> bool:
        """Whether a name, or its beginning while one types, is one slip away (two in a long word)."""
        if self.is_borne(person):
            return True
        if len(self.text) < SHORTEST_MISTYPED:
            return False
        slips = 1 if len(self.text) < 6 else 2
        names = person.search_names.split()
        tried = {name[: len(self.text) + more] for name in names for more in (-1, 0, 1)} | set(names)
        return any(OSA.distance(self.text, name, score_cutoff=slips) <= slips for name in tried)


@dataclass(frozen=True)
class AskedName:
    """A name to look for: its spellings (« le goff », « legoff »), and the initials that it may be."""

    spellings: list[list[Word]]
    letters: str

    @property
    def is_initials(self) -> bool:
        """Whether it can be nothing else."""
        return bool(self.letters) and all(len(word.text) == 1 for word in self.spellings[0])

    @property
    def words(self) -> list[Word]:
        """The words of the spelling to give reasons for."""
        return self.spellings[-1]

    @property
    def is_long(self) -> bool:
        """Whether there is enough of it to compare letters."""
        return any(len(word.text) >= SHORTEST_MISTYPED for word in self.words)

    @property
    def findable(self) -> list[list[Word]]:
        """The spellings of which at least one word has keys."""
        return [words for words in self.spellings if any(word.has_keys for word in words)]

    def is_written_in(self, person: Person) -> bool:
        """Whether these are the beginnings of their names, or their initials."""
        names = person.search_names
        written = any(all(f" {word.text}" in names for word in words) for words in self.spellings)
        return written or self.letters in person.initials

    def is_close_to(self, person: Person) -> bool:
        """The same, or about."""
        close = any(all(word.is_close(person) for word in words) for words in self.spellings)
        return close or self.letters in person.initials


def asked_name(name: str) -> AskedName | None:
    """Read what was typed; None when it holds no name."""
    folded = fold(name)
    written = dict.fromkeys([folded, _PARTICLE.sub(r"\1", folded)])
    spellings = [[Word(word) for word in spelling.split() if not word.isdigit()][:6] for spelling in written]
    spellings = [words for words in spellings if words]
    return AskedName(spellings, _initials(name)) if spellings else None


def _initials(name: str) -> str:
    """« N. B. », « NB », « nb » → nb; nothing for anything longer."""
    letters = re.sub(r"[.\s-]", "", name).lower()
    is_short = re.fullmatch(r"\w{2,3}|(?:\w[.\s-]+){1,3}\w\.?", name.strip()) is not None
    return letters if is_short and letters.isalpha() else ""
