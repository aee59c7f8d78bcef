"""What the page of a circle's picture shows: the drawing, its table, the story of the one who is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import groupby, pairwise

from django.db.models import Model

from tisserand.accounts.actors import Actor
from tisserand.people.choices import THROUGH, Tie, TieQuality
from tisserand.people.models import CirclePicture, Person, Relation
from tisserand.people.picture.additions import Addition, additions_from, sayings_of
from tisserand.people.picture.circle import Circle, Someone, circle_of
from tisserand.people.picture.drawing import Drawing, draw_circle
from tisserand.people.picture.family import family_of
from tisserand.people.services.pictures import picture_of
from tisserand.people.tie_words import couple_word, quality_word

QUALITIES = [(quality.value, quality.label) for quality in TieQuality]
BY_WHOM = {
    Tie.CHILD: "L’autre parent",
    Tie.SIBLING: "Par quel parent, si ce n’est pas les deux",
    Tie.GRANDPARENT: "De qui est-ce le parent",
    Tie.GRANDCHILD: "De qui est-ce l’enfant",
    Tie.PARENT: "En couple avec",
}
GENERATIONS = {
    -2: "Grands-parents",
    -1: "Parents",
    0: "Même génération",
    1: "Enfants",
    2: "Petits-enfants",
}


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    someone: Someone
    group: str
    through: str
    couple: str
    homes: str

    @property
    def details(self) -> str:
        """Everything but the name and the tie."""
        return ", ".join(filter(None, [*self.someone.facts[1:], self.couple, self.through]))


@dataclass(frozen=True)
class Group:
    """Lines of the table under one heading."""

    name: str
    rows: list[Row]


@dataclass(frozen=True)
class Past:
    """How a tie was lived before, and until when."""

    words: str
    until: datetime


@dataclass(frozen=True)
class Story:
    """The one who is chosen: what is known, what may be said or added from here."""

    someone: Someone
    homes: list[str]
    through: str
    by_whom: str
    whose: list[Someone]
    past: list[Past]
    shows_quality: bool

    @property
    def relation(self) -> Relation | None:
        """The tie told on this side."""
        return self.someone.own_tie.relation if self.someone.own_tie else None

    @property
    def additions(self) -> tuple[Addition, ...]:
        """Who may be added from here."""
        return additions_from(self.someone)

    @property
    def sayings(self) -> tuple[Addition, ...]:
        """What may be said of someone whose tie is told elsewhere, or nowhere."""
        return sayings_of(self.someone)

    @property
    def qualities(self) -> list[tuple[str, str]]:
        """The qualities of a tie, and their words."""
        return QUALITIES

    @property
    def couple(self) -> str:
        """« séparé·es »."""
        return couple_word(self.someone.couple)


class CirclePage:
    """The circle of one person as this reader may see it; `on_paper`: what a file may hold."""

    def __init__(self, actor: Actor, person: Person, *, today: date, on_paper: bool = False) -> None:
        self.actor, self.person, self.today, self.on_paper = actor, person, today, on_paper

    @cached_property
    def circle(self) -> Circle:
        """Everyone."""
        return circle_of(self.actor, self.person, today=self.today, on_paper=self.on_paper)

    @cached_property
    def picture(self) -> CirclePicture:
        """What was rearranged by hand."""
        return picture_of(self.person)

    @property
    def moved(self) -> Mapping[str, tuple[float, float]]:
        """How far each one was moved."""
        return {key: (place[0], place[1]) for key, place in self.picture.moved.items()}

    @cached_property
    def drawing(self) -> Drawing:
        """The picture."""
        return draw_circle(self.circle, self.moved)

    @cached_property
    def laid_out(self) -> Drawing:
        """The picture before anybody moved anything."""
        return draw_circle(self.circle)

    @property
    def names(self) -> dict[str, str]:
        """Who is behind a key."""
        return {someone.key: someone.name for someone in self.circle.everyone}

    @property
    def rows(self) -> list[Row]:
        """The table: the family by generation, then those around, then those who help by their trade."""
        family = family_of(self.circle)
        people = {one.key: one for one in self.circle.everyone}
        kin = [
            (GENERATIONS[level], people[key]) for level in sorted(family.rows) for key in family.rows[level]
        ]
        around = [one for one in self.circle.others if not one.is_kin]
        rest = [("Autour", one) for one in around if not one.is_professional]
        trade = [("Professionnel·les", one) for one in around if one.is_professional]
        return [self._row(one, group) for group, one in [*kin, *rest, *trade]]

    @property
    def groups(self) -> list[Group]:
        """The lines, heading by heading."""
        return [Group(name, list(rows)) for name, rows in groupby(self.rows, key=lambda row: row.group)]

    @property
    def columns(self) -> int:
        """How many columns the table has at most."""
        return 5 + self.circle.shows_quality

    def _row(self, one: Someone, group: str) -> Row:
        return Row(one, group, self._through(one), couple_word(one.couple), "\u202f; ".join(self.homes(one)))

    def _through(self, one: Someone) -> str:
        name = self.names.get(one.through, "")
        words = {
            Tie.CHILD: "avec",
            Tie.SIBLING: "par",
            Tie.GRANDPARENT: "parent de",
            Tie.GRANDCHILD: "enfant de",
            Tie.PARENT: "en couple avec",
        }
        return f"{words[one.tie]} {name}" if name and one.tie in words else ""

    def homes(self, one: Someone) -> list[str]:
        """The households of someone, with the share of their time."""
        names = {roof.number: roof.name for roof in self.circle.roofs}
        return [
            names[stay.home] + (f" ({stay.share}\u00a0% du temps)" if stay.share < 100 else "")
            for stay in one.stays
        ]

    def chosen(self, key: str) -> Someone:
        """The one asked for, or the person."""
        return self.circle.find(key) or self.circle.me

    def story(self, someone: Someone) -> Story:
        """What is known of someone, and what may be done from here."""
        own = someone.own_tie
        ties = THROUGH.get(someone.tie, set()) if someone.tie and own else set()
        whose = [
            one for one in self.circle.others if one.tie in ties and one.own_tie and one.key != someone.key
        ]
        shows = self.circle.shows_quality
        return Story(
            someone,
            self.homes(someone),
            self._through(someone),
            BY_WHOM.get(someone.tie, "") if someone.tie else "",
            whose,
            past_of(own.relation) if own and shows else [],
            shows,
        )


def past_of(relation: Relation) -> list[Past]:
    """How the tie was lived before, latest first, from the history that the database keeps."""
    events: list[Model] = list(relation.events.order_by("pgh_created_at", "pgh_id"))  # type: ignore[attr-defined]
    past = []
    for before, after in pairwise(events):
        if before.quality and before.quality != after.quality:  # type: ignore[attr-defined]
            past.append(Past(quality_word(before.quality), after.pgh_created_at))  # type: ignore[attr-defined]
    return past[::-1]
