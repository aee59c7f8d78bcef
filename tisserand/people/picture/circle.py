"""Who is in the picture, and what it may say of each: only what this reader may read, and less on paper.

Someone whom the reader may not know of, who is restricted here or whose address is protected appears as the record
of the circle's owner tells them: the words written on that side, or « une personne »; no link, nothing of their own
record. Nothing on the picture tells them from someone who was never recorded: that would say that they are known.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from tisserand.accounts.actors import Actor
from tisserand.common.access import Action
from tisserand.people.choices import PROFESSIONAL_TIES, Gender, Place, Tie
from tisserand.people.models import Person, Relation
from tisserand.people.policies import TIE_QUALITY
from tisserand.people.queries import (
    SOMEONE,
    Home,
    Housemate,
    TieShown,
    homes_of,
    share_in_words,
    ties_of,
)
from tisserand.people.tie_words import age_word, deceased_word, quality_word, tie_word

KIN = (
    Tie.SPOUSE,
    Tie.FORMER_SPOUSE,
    Tie.PARENT,
    Tie.CHILD,
    Tie.SIBLING,
    Tie.GRANDPARENT,
    Tie.GRANDCHILD,
)


@dataclass(frozen=True)
class Stay:
    """A place in one of the households of the picture: its number, and the share of the time spent there."""

    home: int
    share: int
    place: Place


@dataclass(frozen=True)
class Someone:
    """One person of the picture, as this reader may see them."""

    key: str
    name: str
    gender: str = Gender.UNKNOWN
    tie: Tie | None = None  # none: the person themself, or someone who only shares a household
    role: str = ""
    age: int | None = None
    birth_year: int | None = None
    is_deceased: bool = False
    quality: str = ""
    couple: str = ""
    parentage: str = ""
    through: str = ""
    stays: tuple[Stay, ...] = ()
    ties: tuple[TieShown, ...] = ()
    person: Person | None = None  # whose page may be opened from here
    known: Person | None = field(default=None, repr=False)  # whom both sides of the household meet

    @property
    def is_me(self) -> bool:
        """Whether this is the person in the middle."""
        return self.key == "me"

    @property
    def tie_keys(self) -> set[str]:
        """The ties that tell of them."""
        return {str(tie.relation.pk) for tie in self.ties}

    @property
    def own_tie(self) -> TieShown | None:
        """The tie told on this side, which may be changed here."""
        return next((tie for tie in self.ties if not tie.is_reciprocal), None)

    @property
    def is_kin(self) -> bool:
        """Whether they stand in the genogram: family in the strict sense, or under the same roof."""
        return self.is_me or self.tie in KIN or bool(self.stays)

    @property
    def is_professional(self) -> bool:
        """Whether they count by their trade."""
        return self.tie in PROFESSIONAL_TIES

    @property
    def who(self) -> str:
        """« mère », « voisin·e »; of someone of the household alone, their place."""
        if self.is_me:
            return "la personne accompagnée"
        if self.tie is None:
            return str(self.stays[0].place.label) if self.stays else ""
        return tie_word(self.tie, self.gender, self.parentage)

    @property
    def share_words(self) -> str:
        """« la moitié du temps »."""
        return next(filter(None, (share_in_words(stay.share) for stay in self.stays)), "")

    @property
    def facts(self) -> list[str]:
        """Everything said of them in a few words, the tie first."""
        also = [tie_word(tie.tie, self.gender) for tie in self.ties if tie.tie != self.tie]
        said = [
            self.who,
            *dict.fromkeys(also),
            age_word(self.age),
            deceased_word(self.gender) if self.is_deceased else "",
            self.role,
        ]
        return [words for words in said if words]

    @property
    def quality_words(self) -> str:
        """« lien proche »."""
        return quality_word(self.quality)


@dataclass(frozen=True)
class Roof:
    """A household of the picture."""

    number: int
    name: str


@dataclass(frozen=True)
class Circle:
    """The person in the middle, everyone around, and the households that hold some of them."""

    me: Someone
    others: tuple[Someone, ...]
    roofs: tuple[Roof, ...]
    shows_quality: bool

    @property
    def everyone(self) -> tuple[Someone, ...]:
        """The person first."""
        return (self.me, *self.others)

    def find(self, key: str) -> Someone | None:
        """The one asked for, by their key or by any of their ties."""
        return next((one for one in self.everyone if key == one.key or key in one.tie_keys), None)


def circle_of(actor: Actor, person: Person, *, today: date, on_paper: bool = False) -> Circle:
    """The circle of `person` for this reader; `on_paper`: for a file that others may open."""
    homes = [home for home in homes_of(actor, person) if home.mine.until_on is None]
    # Of someone discreet, only what this side tells: a tie told on theirs alone is not drawn.
    shown = [tie for tie in ties_of(actor, person) if not (tie.is_reciprocal and tie.is_discreet)]
    told = [_told(tie, today, on_paper) for tie in shown]
    circle = _gathered(person, told, homes, today, on_paper)
    shows_quality = TIE_QUALITY.may(actor, Action.READ, person)
    return circle if shows_quality else _without_quality(circle)


def _told(tie: TieShown, today: date, on_paper: bool) -> Someone:
    """Someone named by a tie."""
    relation = tie.relation
    opened = tie.person if tie.person and not tie.is_discreet else None
    met = tie.person if tie.person and not (tie.is_discreet and on_paper) else None
    written = None if tie.is_reciprocal else relation
    return Someone(
        key=str(relation.pk),
        name=_name(tie, opened, met),
        gender=opened.gender if opened else written.gender if written else Gender.UNKNOWN,
        tie=tie.tie,
        role=written.role if written else "",
        age=opened.age_on(today) if opened else _age(written, today),
        birth_year=opened.birth_year if opened else written.birth_year if written else None,
        is_deceased=bool(opened and opened.deceased_on) or bool(written and written.is_deceased),
        quality=written.quality if written else "",
        couple=written.couple if written else "",
        parentage=relation.parentage,  # told on either side, it holds on both
        through=str(written.through_id or "") if written else "",
        ties=(tie,),
        person=opened,
        known=met,
    )


def _name(tie: TieShown, opened: Person | None, met: Person | None) -> str:
    """The name of someone one may open; of others, the words of this side first."""
    if opened:
        return opened.name
    own = "" if tie.is_reciprocal else tie.relation.name
    return own or (met.name if met else SOMEONE)


def _age(relation: Relation | None, today: date) -> int | None:
    """From the year that this side wrote; of someone deceased, nobody knows until when to count."""
    year = relation.birth_year if relation and not relation.is_deceased else None
    return None if year is None else max(0, today.year - year)


def _gathered(
    person: Person, told: Sequence[Someone], homes: Sequence[Home], today: date, on_paper: bool
) -> Circle:
    """Each one once: several ties to the same known person, and their place in the households, are joined."""
    people: dict[str, Someone] = {}
    of_known: dict[object, str] = {}
    renamed: dict[str, str] = {}
    for someone in told:
        key = of_known.get(someone.known.pk) if someone.known else None
        if key is None:
            people[someone.key] = someone
            if someone.known:
                of_known[someone.known.pk] = someone.key
        else:
            renamed[someone.key] = key
            people[key] = _joined(people[key], someone)
    me = Someone(
        key="me",
        name=person.first_name or person.name,
        gender=person.gender,
        age=person.age_on(today),
        birth_year=person.birth_year,
        is_deceased=person.deceased_on is not None,
    )
    for number, home in enumerate(homes):
        for mate in home.mates:
            stay = Stay(number, mate.member.share, Place(mate.member.place))
            if mate.member.person_id == person.pk:
                me = replace(me, stays=(*me.stays, stay))
                continue
            known = mate.person if mate.person and not (mate.is_discreet and on_paper) else None
            key = of_known.get(known.pk) if known else None
            if key is None:
                housemate = _housemate(mate, known, today)
                people[housemate.key] = housemate
                key = housemate.key
                if known:
                    of_known[known.pk] = key
            people[key] = replace(people[key], stays=(*people[key].stays, stay))
    others = [
        replace(one, through=renamed.get(one.through, one.through) if one.through else "")
        for one in people.values()
    ]
    roofs = tuple(Roof(number, home.household.name or "Foyer") for number, home in enumerate(homes))
    return Circle(me, tuple(others), roofs, shows_quality=True)


def _joined(first: Someone, second: Someone) -> Someone:
    """Two ties with one person: the family tie leads, what one leaves out the other says."""
    lead, other = (first, second) if _rank(first) <= _rank(second) else (second, first)
    return replace(
        lead,
        key=first.key,
        role=lead.role or other.role,
        quality=lead.quality or other.quality,
        couple=lead.couple or other.couple,
        through=lead.through or other.through,
        is_deceased=lead.is_deceased or other.is_deceased,
        ties=(*lead.ties, *other.ties),
    )


def _rank(someone: Someone) -> tuple[int, bool]:
    order = KIN.index(someone.tie) if someone.tie in KIN else len(KIN)
    return order, all(tie.is_reciprocal for tie in someone.ties)


def _housemate(mate: Housemate, known: Person | None, today: date) -> Someone:
    """Someone known by the household alone."""
    opened = known if known and not mate.is_discreet else None
    return Someone(
        key=str(mate.member.pk),
        name=known.name if known else SOMEONE,
        gender=opened.gender if opened else Gender.UNKNOWN,
        age=opened.age_on(today) if opened else None,
        birth_year=opened.birth_year if opened else None,
        is_deceased=bool(opened and opened.deceased_on),
        person=opened,
        known=known,
    )


def _without_quality(circle: Circle) -> Circle:
    others = tuple(replace(one, quality="") for one in circle.others)
    return replace(circle, others=others, shows_quality=False)


def names_in(people: Iterable[Someone]) -> dict[str, str]:
    """The name of each, by key."""
    return {someone.key: someone.name for someone in people}
