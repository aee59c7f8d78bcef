"""Finding people by name: as it is written, as it sounds, as it may have been mistyped; the surest first.

The keys of the registrations (see `search_keys`) bring the few people of the organisation who may be meant; a rank,
worked out for these alone, puts them in order; whoever was only brought by a likeness of spelling is looked at again.
Those whose names are written so come before all others: when there are enough of them, nobody else is looked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import islice
from operator import and_, or_
from typing import Any

from django.db import transaction
from django.db.models import BooleanField, FloatField, Q, QuerySet

from tisserand.accounts.actors import Actor
from tisserand.common.access import Action
from tisserand.common.prepared import Numbers, Text, Texts
from tisserand.common.questions import Question, question_planned_anew
from tisserand.common.row_sql import RowSql
from tisserand.people.asked_names import AskedName, Word
from tisserand.people.dates import PartialDate
from tisserand.people.models import Person, Registration
from tisserand.people.policies import REGISTRATION
from tisserand.people.queries import forgive_spelling, people_visible_to
from tisserand.people.search_keys import initials_key

NAME_ORDER = ("last_name", "first_names", "pk")
A_FEW = 50  # of those who bear a word or whose name begins by it: one who types two letters looks at the first eight
A_LOT = 1000  # of those whose name may have been mistyped so

Births = tuple[PartialDate, ...]


@dataclass(frozen=True)
class Wanted:
    """What is looked for, in whose name: at most so many people."""

    actor: Actor
    asked: AskedName
    births: Births
    limit: int


def named(actor: Actor, asked: AskedName, births: Births, *, limit: int) -> Iterator[Person]:
    """Those of whom `actor` may know and who may bear the name; the likeliest first, each once."""
    wanted = Wanted(actor, asked, births, limit)
    if asked.is_initials:
        yield from _noted(wanted)
        return
    told = set()
    for find, is_meant in ((_written, asked.is_written_in), (_close, asked.is_close_to)):
        for person in find(wanted):
            if person.pk not in told and is_meant(person):
                told.add(person.pk)
                yield person
        if len(told) >= limit:
            return
    if not told and asked.is_long:
        yield from _resembling(wanted)


def born(births: Sequence[PartialDate], at: str = "") -> Q:
    """People born on one of these days (months, years); `at`: where the person is, from the rows that are asked."""
    either = Q()
    for birth in births:
        known = {"birth_year": birth.year, "birth_month": birth.month, "birth_day": birth.day}
        either |= Q(**{at + part: value for part, value in known.items() if value})
    return either


# Each way of looking is one question: it varies by the words and the keys; its shape, by how many there are of them.


def _written(wanted: Wanted) -> list[Person]:
    """Those whose names begin by the words, or who are noted by these initials."""
    here = wanted.actor.organisation_id
    keys = []
    for words in wanted.asked.findable:
        bringing = [word for word in words if word.has_keys]
        keys.append([Numbers(word.whole(here) for word in bringing)])
        keys[-1].append(Numbers(word.beginning(here) for word in bringing))
    return _asked(_written_so, wanted, keys, wanted.limit)


def _close(wanted: Wanted) -> list[Person]:
    """Those whose names sound or are spelt about so: to be looked at again."""
    here = wanted.actor.organisation_id
    keys = [[Numbers(word.close(here)) for word in words if word.has_keys] for words in wanted.asked.findable]
    return _asked(_spelt_about_so, wanted, keys, wanted.limit * 3)


def _asked(ask: Question[Person], wanted: Wanted, keys: list[list[Numbers]], limit: int) -> list[Person]:
    if not keys:
        return []
    said: list[Any] = []
    for words, each in zip(wanted.asked.findable, keys, strict=True):
        said += [*_words(words), *each]
    letters = wanted.asked.letters
    if letters:
        said += [Text(letters), Numbers([initials_key(wanted.actor.organisation_id, letters)])]
    shape = Sizes(tuple(map(len, keys)))
    if wanted.births:  # days of birth are not among what may vary
        return list(ask.build(wanted.actor, wanted.births, shape, limit, *said))
    return ask(wanted.actor, None, shape, limit, *said)


@dataclass(frozen=True)
class Said:
    """One spelling: its words, how they sound, and what brings those who bear them."""

    words: Texts
    sounds: Texts
    keys: list[Numbers]


@dataclass(frozen=True)
class Sizes:
    """What makes of two searches the same question: how many lists of keys each spelling has."""

    keys: tuple[int, ...]


def _words(words: Sequence[Word]) -> tuple[Texts, Texts]:
    return Texts(word.text for word in words), Texts(" ".join(word.sounds) for word in words)


def _spellings(shape: Sizes, said: Sequence[Any]) -> tuple[list[Said], list[Any]]:
    """What was said, spelling by spelling; then the initials and their key, if there are any."""
    rest = iter(said)
    spellings = [Said(next(rest), next(rest), list(islice(rest, count))) for count in shape.keys]
    return spellings, list(rest)


@question_planned_anew  # by the keys of the moment, rare or common
def _written_so(
    actor: Actor, births: Births | None, shape: Sizes, limit: int, *said: Any
) -> QuerySet[Person]:
    spellings, letters = _spellings(shape, said)
    known = _known(actor, births)
    whole = reduce(or_, (_has_all(spelling.keys[0], births) for spelling in spellings))
    begins = reduce(or_, (_has_all(spelling.keys[1], births) for spelling in spellings))
    few = [
        known.filter(way)[:A_FEW] for way in (whole, begins, *(_has_all(key, births) for key in letters[1:]))
    ]
    brought = few[0].union(*few[1:])
    return _best(Person.objects.filter(pk__in=brought), _rank(spellings, letters), limit)


@question_planned_anew  # by the keys of the moment, rare or common
def _spelt_about_so(
    actor: Actor, births: Births | None, shape: Sizes, limit: int, *said: Any
) -> QuerySet[Person]:
    spellings, letters = _spellings(shape, said)
    ways = [_has_any_of_each(spelling.keys, births) for spelling in spellings]
    ways += [_has_all(key, births) for key in letters[1:]]
    brought = _known(actor, births).filter(reduce(or_, ways))
    return _best(Person.objects.filter(pk__in=brought), _rank(spellings, letters), limit)


def _known(actor: Actor, births: Births | None) -> QuerySet[Registration, Any]:
    here = Registration.objects.filter(organisation_id=actor.organisation_id)
    known = REGISTRATION.filter(actor, Action.SEE, here)
    return known.filter(born(births or (), "person__")).values("person_id")


# Keys belong to one organisation already. Asked apart, they bring their few rows at once; asked beside the rule, the
# database would also go through the index of all those whom the organisation knows. They are told by where they stand
# in the table: found once, they are not looked for again in an index, one by one.
_BEARING = "SELECT bearing.ctid FROM people_registration bearing WHERE"


def _has_all(keys: Numbers, births: Births | None) -> Q:
    most = "" if births else f" LIMIT {3 * A_FEW}"  # among all who bear the name, a birth may choose one
    text = f"<row>.ctid = ANY(ARRAY({_BEARING} bearing.search_keys @> %s::integer[]{most}))"
    return Q(RowSql("pk", text, (keys,), BooleanField()))


def _has_any_of_each(words: Sequence[Numbers], births: Births | None) -> Q:
    # Not a LIMIT, for which the database would rather read the table from its beginning until it has so many.
    most = "" if births else f"[1:{A_LOT}]"
    either = " AND ".join(["bearing.search_keys && %s::integer[]"] * len(words))
    text = f"<row>.ctid = ANY((ARRAY({_BEARING} {either})){most})"
    return Q(RowSql("pk", text, tuple(words), BooleanField()))


# Written, heard or spelt alike: each word counts, and the least sure of them says how sure the whole is. Thirty and
# more for those whose names are written so, twenty and more by ear; then how close they are.
_RANK = """(SELECT CASE WHEN min(degree) >= 3 THEN 30 WHEN min(degree) >= 2 THEN 20 ELSE 0 END + avg(degree) FROM (
    SELECT (CASE WHEN strpos(<row>.search_names, ' ' || word || ' ') > 0 THEN 4.0{noted}
        WHEN strpos(<row>.search_names, ' ' || word) > 0 THEN 3.0
        WHEN <row>.sounds && string_to_array(sound, ' ')::varchar[] THEN 2.0
        ELSE word_similarity(word, <row>.search_names) END)::float AS degree
    FROM unnest(%s::text[], %s::text[]) AS asked (word, sound)) AS each)"""
_NOTED = " WHEN <row>.initials @> ARRAY[%s]::varchar[] THEN 3.5"


def _rank(spellings: Sequence[Said], letters: Sequence[Any]) -> RowSql:
    text = _RANK.format(noted=_NOTED if letters else "")
    values: tuple[Any, ...] = ()
    for spelling in spellings:
        values += (*letters[:1], spelling.words, spelling.sounds)
    best = f"greatest({', '.join([text] * len(spellings))})"
    return RowSql("pk", best, values, output_field=FloatField())


def _best(people: QuerySet[Person], rank: RowSql, limit: int) -> QuerySet[Person]:
    return people.annotate(rank=rank).order_by("-rank", *NAME_ORDER)[:limit]


# Rarer ways


def _people(wanted: Wanted) -> QuerySet[Person]:
    return people_visible_to(wanted.actor.ordinary).filter(born(wanted.births))


def _noted(wanted: Wanted) -> list[Person]:
    """Those noted by initials, which can be nothing else."""
    letters = wanted.asked.letters
    key = initials_key(wanted.actor.organisation_id, letters)
    brought = _known(wanted.actor, wanted.births).filter(search_keys__contains=[key])
    people = Person.objects.filter(pk__in=brought, initials__contains=[letters])
    return list(people.order_by(*NAME_ORDER)[: wanted.limit])


@transaction.atomic
def _resembling(wanted: Wanted) -> list[Person]:
    """The last resort, when nobody else was found: names that share many of their letters, three by three."""
    forgive_spelling()
    asked = wanted.asked
    alike = reduce(or_, (reduce(and_, map(_resembles, words)) for words in asked.spellings))
    letters = [Text(asked.letters)] if asked.letters else []
    rank = _rank([Said(*_words(words), []) for words in asked.spellings], letters)
    return list(_best(_people(wanted).filter(alike), rank, wanted.limit))


def _resembles(word: Word) -> Q:
    written = Q(search_names__contains=f" {word.text}") | Q(sounds__overlap=word.sounds or ["-"])
    return written | Q(search_names__trigram_word_similar=word.text) if len(word.text) > 2 else written
