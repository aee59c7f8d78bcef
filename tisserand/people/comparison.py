"""Two records side by side, as the page of a pair shows them: field by field, and why they look alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.timezone import localdate

from tisserand.accounts.actors import Actor
from tisserand.people.languages import language_name
from tisserand.people.merging import columns
from tisserand.people.models import ContactPoint, DuplicatePair, Merge, Person
from tisserand.people.queries import contacts_of, homes_of, registration_here, ties_of
from tisserand.ui.templatetags.words import date_fr, plural

# How much a weight counts, in words: each bit makes it twice as likely.
WORDS = ((8, "compte beaucoup"), (4, "compte"), (1, "compte un peu"))
LIKELIHOODS = ((0.99, "presque certain"), (0.9, "très probable"))
CHOOSABLE = (
    ("first_names", "Prénom(s)"),
    ("used_first_name", "Prénom utilisé"),
    ("last_name", "Nom"),
    ("birth_name", "Nom de naissance"),
    ("birth", "Naissance"),
    ("gender", "Genre"),
    ("deceased_on", "Décès"),
    ("interpreter", "Interprète en"),
    ("protection", "Mesure de protection"),
    ("protected_by", "Exercée par"),
)


@dataclass(frozen=True)
class Reason:
    """One thing that weighs, in words."""

    what: str
    says: str
    weight: float

    @property
    def speaks_for(self) -> bool:
        """Whether it makes one person likelier than two."""
        return self.weight > 0

    @property
    def in_words(self) -> str:
        """« compte beaucoup », « joue un peu contre »."""
        degree = next((words for least, words in WORDS if abs(self.weight) >= least), "ne dit presque rien")
        return (
            degree
            if self.speaks_for
            else degree.replace("compte", "joue contre", 1).replace("contre ", "contre, ")
        )


def reasons_of(pair: DuplicatePair) -> list[Reason]:
    """What weighs, heaviest first."""
    return [Reason(one["what"], one["says"], one["weight"]) for one in pair.reasons]


def likelihood(pair: DuplicatePair) -> str:
    """« presque certain », « très probable », « possible »."""
    return next((words for least, words in LIKELIHOODS if pair.probability >= least), "possible")


@dataclass(frozen=True)
class Side:
    """What one record says of a field, and whether it would be kept unless one says otherwise."""

    key: str  # « first » or « second »
    words: str
    is_taken: bool


@dataclass(frozen=True)
class Line:
    """One field of both records."""

    name: str
    label: str
    sides: tuple[Side, Side]

    @property
    def is_same(self) -> bool:
        """Whether there is nothing to choose."""
        first, second = self.sides
        return first.words == second.words

    @property
    def chosen(self) -> str:
        """The side taken."""
        return next(side.key for side in self.sides if side.is_taken)


def lines_of(first: Person, second: Person, *, kept: str, said: Any = None) -> list[Line]:
    """The fields that either record fills, with what would be kept: what was `said`, else the kept record's own value
    when it has one."""
    said = said or {}
    lines = []
    for name, label in CHOOSABLE:
        words = {"first": in_words(first, name), "second": in_words(second, name)}
        if not any(words.values()):
            continue
        other = "second" if kept == "first" else "first"
        taken = said.get(name) if said.get(name) in words else kept if words[kept] else other
        sides = tuple(Side(key, value, key == taken) for key, value in words.items())
        lines.append(Line(name, label, sides))  # type: ignore[arg-type]
    return lines


def in_words(person: Person, name: str) -> str:
    """A field as one reads it."""
    if name == "birth":
        return str(person.birth)
    if name == "gender":
        return "" if person.gender == "unknown" else person.get_gender_display()
    if name == "deceased_on":
        return date_fr(person.deceased_on) if person.deceased_on else ""
    if name == "interpreter":
        return language_name(person.interpreter) if person.interpreter else ""
    if name == "protection":
        return person.get_protection_display() if person.protection else ""
    return str(getattr(person, name))


@dataclass(frozen=True)
class Sheet:
    """The rest of one record: what follows whatever one chooses."""

    person: Person
    number: str
    since: str
    is_restricted: bool
    contacts: list[str]
    homes: list[str]
    ties: list[str]
    languages: str


def sheet_of(actor: Actor, person: Person) -> Sheet:
    """What the page shows of one record; protected contacts are only counted."""
    here = registration_here(actor, person)
    return Sheet(
        person=person,
        number=here.file_number if here else "",
        since=date_fr(localdate(here.created_at)) if here else "",
        is_restricted=bool(here and here.is_restricted),
        contacts=_contacts(contacts_of(person)),
        homes=[
            ", ".join(filter(None, [str(home.household.name or "foyer"), home.commune]))
            for home in homes_of(actor, person)
            if home.mine.until_on is None
        ],
        ties=[f"{tie.name} ({tie.details})" for tie in ties_of(actor, person)],
        languages=", ".join(map(language_name, person.languages)),
    )


def _contacts(contacts: Iterable[ContactPoint]) -> list[str]:
    rows = list(contacts)
    hidden = sum(row.is_protected for row in rows)
    shown = [
        row.shown + (" (ne pas utiliser)" if row.is_forbidden else "") for row in rows if not row.is_protected
    ]
    return shown + ([plural(hidden, "moyen protégé,moyens protégés")] if hidden else [])


# --- a merge, told afterwards


def changes_of(merge: Merge) -> list[tuple[str, str, str]]:
    """What was written otherwise on the kept record: label, before, after."""
    labels = dict(CHOOSABLE)
    told = []
    for label, _, fields in merge.changed:
        if label != "people.Person":
            continue
        for name, (before, after) in fields.items():
            if name in labels:
                told.append((labels[name], _said(name, before), _said(name, after)))
            elif name == "birth_year":
                told.append((labels["birth"], _birth(fields, 0), _birth(fields, 1)))
    return told


def _said(name: str, value: Any) -> str:
    field = Person._meta.get_field(name)
    return in_words(Person(**{name: field.to_python(value)}), name) if value else ""  # type: ignore[union-attr]


def _birth(fields: dict[str, list[Any]], place: int) -> str:
    parts = ("birth_year", "birth_month", "birth_day")
    return str(Person(**{part: fields[part][place] for part in parts if part in fields}).birth)


def followed(merge: Merge) -> list[tuple[str, int]]:
    """How many rows of each kind followed: « moyen de contact », 2."""
    names: dict[str, str] = {column.key: str(column.model._meta.verbose_name) for column in columns()}
    counts: dict[str, int] = {}
    for key, ids in merge.moved.items():
        name = names.get(key, key)
        counts[name] = counts.get(name, 0) + len(ids)
    return sorted(counts.items())


LEFT = {
    "rewritten": "valeur changée depuis reste comme elle est,valeurs changées depuis restent comme elles sont",
    "gone": "ligne retirée depuis ne revient pas,lignes retirées depuis ne reviennent pas",
}


def left_in_words(merge: Merge) -> list[str]:
    """What an undoing left as it was."""
    return [plural(count, LEFT[what]) for what, count in merge.left]
