"""Finding someone from whatever is known of them: a name half heard, initials, a birth date, a phone, a number."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Case, F, QuerySet, Value, When
from django.db.models.functions import Reverse

from tisserand.accounts.actors import Actor
from tisserand.common.clock import today
from tisserand.people.asked_names import Word, asked_name
from tisserand.people.choices import ContactKind
from tisserand.people.dates import PartialDate, birth_readings
from tisserand.people.models import ContactPoint, Person, Registration
from tisserand.people.name_search import born, named
from tisserand.people.names import search_text
from tisserand.people.phones import searched
from tisserand.people.queries import people_visible_to

WHOLE_NUMBER = 9  # digits of a French number, without its zero


@dataclass(frozen=True)
class Hit:
    """Someone found, and why."""

    person: Person
    why: list[str] = field(default_factory=list)

    @property
    def why_in_words(self) -> str:
        """The reasons, one after the other."""
        return ", ".join(self.why)


@dataclass(frozen=True)
class Reading:
    """One way to understand what was typed: the so many people it finds, best first, and why one of them is there."""

    people: Callable[[int], Iterable[Person]]
    why: Callable[[Person], list[str]]


def search_people(actor: Actor, text: str, *, limit: int = 12) -> list[Hit]:
    """The people `actor` may know of whom `text` may mean, best first."""
    found: dict[object, Hit] = {}
    for reading in _readings(actor, text.replace("\x00", "").strip()[:120]):
        for person in reading.people(limit):
            found.setdefault(person.pk, Hit(person, reading.why(person)))
        if len(found) >= limit:
            break
    return list(found.values())[:limit]


def _readings(actor: Actor, text: str) -> Iterator[Reading]:
    """From the surest reading to the most forgiving; each is only tried when those before left room."""
    day = today()
    if any(c.isdigit() for c in text):
        yield from _figures(people_visible_to(actor.ordinary), actor, text, day)
    yield from _by_names(actor, *_name_and_birth(text, day))


def _reading(people: QuerySet[Person], why: Callable[[Person], list[str]]) -> Reading:
    return Reading(lambda limit: people[:limit], why)


# Figures: a birth date, a file number, a phone


def _figures(people: QuerySet[Person], actor: Actor, text: str, day: date) -> Iterator[Reading]:
    # From the few numbers to their people: asked the other way round, all of them would be walked through.
    numbered = Registration.objects.filter(
        organisation_id=actor.organisation_id, file_number__istartswith=text
    )
    # The number of a record brought into another finds that other one.
    kept = When(person__merged_into__isnull=False, then=F("person__merged_into_id"))
    # (Not `Coalesce`, which the database trusts with no row that it may have to hide.)
    bearers = numbered.annotate(bearer=Case(kept, default=F("person_id"))).values("bearer")
    yield _reading(people.filter(pk__in=bearers), lambda person: ["n° de dossier"])
    births = birth_readings(text, today=day)
    if births:
        yield _reading(
            people.filter(born(births)).order_by(_as_written(births[0]), "last_name", "first_names"),
            lambda person: [f"né·e le {person.birth}" if person.birth.day else f"né·e en {person.birth}"],
        )
    digits = searched(text)
    if len(digits) >= 4 and re.fullmatch(r"[\d\s.+\-/()]+", text):
        yield _reading(
            people.filter(pk__in=_phones(digits).values("person_id")), lambda person: ["téléphone"]
        )


def _phones(digits: str) -> QuerySet[ContactPoint]:
    """Whole numbers and last digits are looked for from the end, where an index is; a middle, anywhere."""
    phones = ContactPoint.objects.filter(kind=ContactKind.PHONE, is_protected=False)
    if 5 < len(digits) < WHOLE_NUMBER:
        return phones.filter(value__contains=digits)
    return phones.alias(from_its_end=Reverse("value")).filter(from_its_end__startswith=digits[::-1])


def _as_written(birth: PartialDate) -> Case:
    """The French order of day and month comes before the other one."""
    return Case(When(born([birth]), then=Value(0)), default=Value(1))


# Names, with or without a birth date beside them


def _name_and_birth(text: str, day: date) -> tuple[str, list[PartialDate]]:
    """« Belkacem mars 88 » → the name, and the readings of the rest as a birth date."""
    words = text.split()
    for start in range(len(words)):
        rest = " ".join(words[start:])
        births = birth_readings(rest, today=day) if any(c.isdigit() for c in rest) else []
        if births:
            return " ".join(words[:start]), births
    return text, []


def _by_names(actor: Actor, name: str, births: list[PartialDate]) -> Iterator[Reading]:
    asked = asked_name(name)
    if asked is None or actor.organisation_id is None:
        return

    def why(person: Person) -> list[str]:
        if asked.is_initials:
            return ["initiales"]
        return [*_why_named(person, asked.words), *([f"né·e le {person.birth}"] if births else [])]

    yield Reading(lambda limit: named(actor, asked, tuple(births), limit=limit), why)


def _why_named(person: Person, words: list[Word]) -> list[str]:
    return list(dict.fromkeys(_why_word(person, word) for word in words))


def _why_word(person: Person, asked: Word) -> str:
    word = asked.text
    parts = {
        "prénom utilisé": person.used_first_name,
        "prénom": person.first_names,
        "nom": person.last_name,
        "nom de naissance": person.birth_name,
    }
    for label, name in parts.items():
        if f" {word}" in f" {search_text(name)}":
            return label
    if f" {word}" in f" {search_text(*person.every_first_name, *person.every_last_name)}":
        return "aussi connu·e sous ce nom"
    if word in person.initials:
        return "initiales"
    return f"sonne comme « {word} »" if set(asked.sounds) & set(person.sounds) else "orthographe proche"
