"""Finding people by name: as it is written, as it sounds, as it may have been mistyped; the surest first.

The keys of the registrations (see `search_keys`) bring the few people of the organisation who may be meant; a rank,
worked out for these alone, puts them in order; whoever was only brought by a likeness of spelling is looked at again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, reduce
from operator import and_, or_
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import FloatField, Q, QuerySet
from rapidfuzz.distance import OSA

from tisserand.common.row_sql import RowSql
from tisserand.people.models import Person, Registration
from tisserand.people.names import PARTICLES, fold, sound_keys
from tisserand.people.queries import forgive_spelling
from tisserand.people.search_keys import (
    SHORTEST,
    SHORTEST_MISTYPED,
    beginning_key,
    initials_key,
    sound_keys_here,
    spelling_keys,
    whole_key,
)

NAME_ORDER = ("last_name", "first_names", "pk")
A_FEW = 300  # of those whose name begins by two or three letters, which is all that one looks through
_PARTICLE = re.compile(rf"\b({'|'.join(sorted(PARTICLES))}) (?=[a-z]{{3}})")


@dataclass(frozen=True)
class Word:
    """One word of a name, as it was typed."""

    text: str

    @cached_property
    def sounds(self) -> list[str]:
        """How it sounds."""
        return sound_keys(self.text)

    def keys(self, organisation_id: UUID, *, written_only: bool) -> list[int]:
        """The keys of those who may bear it; none for a letter, which is only good beside another word."""
        if len(self.text) < SHORTEST:
            return []
        begins = beginning_key(organisation_id, self.text)
        if written_only:
            return [begins]
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
    def is_short(self) -> bool:
        """Whether many will bear a word that begins so: one is still typing."""
        return any(len(word.text) <= 3 for word in self.words)


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


def named(
    people: QuerySet[Person], organisation_id: UUID, asked: AskedName, *, limit: int
) -> Iterator[Person]:
    """Those of `people`, known to this organisation, who may bear the name; the likeliest first, each once."""
    if asked.is_initials:
        yield from people.filter(_noted(organisation_id, asked.letters)).order_by(*NAME_ORDER)[:limit]
        return
    told = set()
    for written_only in (True, False) if asked.is_short else (False,):
        found = people.filter(_brought(organisation_id, asked, written_only=written_only))
        for person in found.annotate(rank=rank_of(asked)).order_by("-rank", *NAME_ORDER)[: limit * 3]:
            if person.pk not in told and _is_meant(asked, person, written_only=written_only):
                told.add(person.pk)
                yield person
        if len(told) >= limit:
            return
    if not told and asked.is_long:
        yield from _resembling(people, asked, limit)


@transaction.atomic
def _resembling(people: QuerySet[Person], asked: AskedName, limit: int) -> list[Person]:
    """The last resort, when nobody else was found: names that share many of their letters, three by three."""
    forgive_spelling()
    ways = (reduce(and_, map(_resembles, words)) for words in asked.spellings)
    found = people.filter(reduce(or_, ways)).annotate(rank=rank_of(asked))
    return list(found.order_by("-rank", *NAME_ORDER)[:limit])


def _resembles(word: Word) -> Q:
    written = Q(search_names__contains=f" {word.text}") | Q(sounds__overlap=word.sounds or ["-"])
    return written | Q(search_names__trigram_word_similar=word.text) if len(word.text) > 2 else written


def _is_meant(asked: AskedName, person: Person, *, written_only: bool) -> bool:
    if asked.letters in person.initials:
        return True
    if written_only:
        return any(all(f" {word.text}" in person.search_names for word in words) for words in asked.spellings)
    return any(all(word.is_close(person) for word in words) for words in asked.spellings)


def _noted(organisation_id: UUID, letters: str) -> Q:
    key = initials_key(organisation_id, letters)
    return Q(
        pk__in=_registered(organisation_id, Q(search_keys__contains=[key])), initials__contains=[letters]
    )


def _registered(organisation_id: UUID, keys: Q) -> QuerySet[Registration, Any]:
    return Registration.objects.filter(keys, organisation_id=organisation_id).values("person_id")


def _brought(organisation_id: UUID, asked: AskedName, *, written_only: bool) -> Q:
    """Those whom the keys bring: every word of one of the spellings finds one of its own."""
    ways = []
    for words in asked.spellings:
        keys = [word.keys(organisation_id, written_only=written_only) for word in words]
        if any(keys):
            ways.append(reduce(and_, (Q(search_keys__overlap=each) for each in keys if each)))
    if asked.letters:
        ways.append(Q(search_keys__contains=[initials_key(organisation_id, asked.letters)]))
    if not ways:
        return Q(pk__in=[])
    registered = _registered(organisation_id, reduce(or_, ways))
    if not written_only:
        return Q(pk__in=registered)
    whole = [whole_key(organisation_id, word.text) for word in asked.words]
    exactly = _registered(organisation_id, Q(search_keys__contains=whole))
    return Q(pk__in=registered[:A_FEW].union(exactly[:A_FEW]))


# Written, heard or spelt alike: each word counts, and the least sure of them says how sure the whole is.
_DEGREE = """CASE WHEN strpos(<row>.search_names, %s) > 0 THEN 4.0{noted}
    WHEN strpos(<row>.search_names, %s) > 0 THEN 3.0 WHEN <row>.sounds && %s::varchar[] THEN 2.0
    ELSE word_similarity(%s, <row>.search_names) END"""
_NOTED = " WHEN <row>.initials @> %s::varchar[] THEN 3.5"


def rank_of(asked: AskedName) -> RowSql:
    """Thirty and more for those whose names are written so, twenty and more by ear; then how close they are."""
    texts, values = zip(*(_rank(words, asked.letters) for words in asked.spellings), strict=True)
    return RowSql("pk", f"greatest({', '.join(texts)})", tuple(sum(values, ())), output_field=FloatField())


def _rank(words: list[Word], letters: str) -> tuple[str, tuple[Any, ...]]:
    degree = _DEGREE.format(noted=_NOTED if letters else "")
    degrees = ", ".join([degree] * len(words))
    values: tuple[Any, ...] = ()
    for word in words:
        noted = ([letters],) if letters else ()
        values += (f" {word.text} ", *noted, f" {word.text}", word.sounds, word.text)
    text = (
        "(SELECT CASE WHEN min(d) >= 3 THEN 30 WHEN min(d) >= 2 THEN 20 ELSE 0 END + avg(d)"
        f" FROM unnest(ARRAY[{degrees}]::float[]) d)"
    )
    return text, values
