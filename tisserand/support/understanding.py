"""What a few written words seem to say, held against the people one accompanies and their plans. Only proposals."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db.models import Exists, F, Func, OuterRef, QuerySet, TextField, Value

from tisserand.accounts.actors import Actor
from tisserand.common.access import Action
from tisserand.people.search import search_people
from tisserand.support.choices import DeadlineKind, EntryKind, GoalState
from tisserand.support.guess.dates import Moment, moments
from tisserand.support.guess.dates import happened as told_moment
from tisserand.support.guess.kinds import Contact, Told, told_contact, told_deadline, told_kind
from tisserand.support.guess.names import Name, name_words, recognised, sounds_of, words_of
from tisserand.support.guess.steps import Spoken, spoken_steps
from tisserand.support.guess.victories import told_victory
from tisserand.support.models import Dossier, Referent, Step
from tisserand.support.policies import DOSSIER
from tisserand.support.queries.plan import OPEN_STEPS

MOST = 60


@dataclass(frozen=True)
class Who:
    """The dossiers a text may be about. Only when `is_sure` may one of them be put forward as the answer."""

    dossiers: list[Dossier] = field(default_factory=list)
    is_sure: bool = False

    @property
    def dossier(self) -> Dossier | None:
        """The only one it can be."""
        return self.dossiers[0] if self.is_sure and len(self.dossiers) == 1 else None


def who_is_meant(actor: Actor, text: str) -> Who:
    """Look for names: as they are written, then as they sound, then through the search of people."""
    names, sounds = name_words(text), sounds_of(text)
    if names and (found := _recognised(_among(actor, "search_names", names), text)):
        return Who(found, is_sure=True)
    if sounds and (found := _recognised(_among(actor, "sounds", sounds), text, by_ear=True)):
        return Who(found, is_sure=True)
    return Who(_searched(actor, text))


def writable_dossiers(actor: Actor) -> QuerySet[Dossier]:
    """The open dossiers in which `actor` may write, their own first."""
    held = Referent.objects.filter(dossier_id=OuterRef("pk"), user_id=actor.user_id, until_on=None)
    rows = DOSSIER.filter(actor, Action.EDIT, Dossier.objects.filter(closed_on=None))
    return (
        rows.annotate(is_own=Exists(held))
        .select_related("person")
        .order_by("-is_own", "person__last_name", "pk")
    )


def _among(actor: Actor, column: str, words: list[str]) -> list[Dossier]:
    """The dossiers of people who bear one of `words`."""
    asked: Any = F(f"person__{column}")
    if column == "search_names":
        asked = Func(asked, Value(" "), function="string_to_array", output_field=ArrayField(TextField()))
    rows = writable_dossiers(actor).alias(borne=asked).filter(borne__overlap=words)
    return list(rows[:MOST])


def _recognised(dossiers: list[Dossier], text: str, *, by_ear: bool = False) -> list[Dossier]:
    named = [(dossier, _name(dossier)) for dossier in dossiers]
    return recognised(text, named, by_ear=by_ear)


def _name(dossier: Dossier) -> Name:
    person = dossier.person
    return Name(f"{person.used_first_name} {person.first_names}", person.last_name, person.birth_name)


def _searched(actor: Actor, text: str) -> list[Dossier]:
    """People whose names come close to the capitalised words: to be chosen among, never taken for granted."""
    capitals = {word.plain for word in words_of(text) if word.is_capital}
    asked = " ".join(word for word in name_words(text) if word in capitals)
    if not asked:
        return []
    people = [hit.person.pk for hit in search_people(actor, asked, limit=5)]
    return list(writable_dossiers(actor).filter(person_id__in=people))


def open_steps(dossier_id: UUID) -> QuerySet[Step]:
    """The steps one may tick in a dossier."""
    return (
        Step.objects.filter(
            goal__plan__dossier_id=dossier_id, goal__state=GoalState.ACTIVE, state__in=OPEN_STEPS
        )
        .select_related("goal__plan")
        .order_by("goal__position", "position", "id")
    )


@dataclass
class Understanding:
    """What a text says, once one knows (or not) whom it is about."""

    text: str
    today: date
    dossier: Dossier | None = None

    @cached_property
    def told(self) -> Told | None:
        """What it tells of."""
        return told_kind(self.text)

    @property
    def kind(self) -> EntryKind:
        """Its kind; an interview, when nothing says so."""
        return self.told.kind if self.told else EntryKind.INTERVIEW

    @cached_property
    def happened(self) -> Moment | None:
        """When it happened, if that is said."""
        return told_moment(self.text, today=self.today)

    @cached_property
    def ahead(self) -> Moment | None:
        """The first date to come."""
        return next((moment for moment in moments(self.text, today=self.today) if moment.ahead), None)

    @cached_property
    def contact(self) -> Contact:
        """Whether the person was heard from."""
        person = self.dossier.person if self.dossier else None
        names = (person.first_name, person.last_name, person.birth_name) if person else ()
        return told_contact(self.text, self.kind, names)

    @cached_property
    def victory(self) -> str:
        """The small win it tells of."""
        return told_victory(self.text)

    @cached_property
    def deadline(self) -> tuple[DeadlineKind, str] | None:
        """The nature and the words of what is to come."""
        return told_deadline(self.text, self.ahead.start) if self.ahead else None

    @cached_property
    def open_steps(self) -> list[Step]:
        """The steps one may tick."""
        return list(open_steps(self.dossier.pk)) if self.dossier and self.text else []

    @cached_property
    def steps(self) -> list[Spoken[Step]]:
        """The open steps it speaks of."""
        return spoken_steps(self.text, [(step, step.title) for step in self.open_steps])
