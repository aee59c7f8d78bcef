"""The list of people: what one asks of it, what it shows, what it says that it leaves out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import F, Prefetch, Q, QuerySet
from django.utils.timezone import localdate

from tisserand.accounts.actors import Actor, Id
from tisserand.common.access import Action
from tisserand.common.folding import fold
from tisserand.common.questions import question
from tisserand.people.choices import ContactKind
from tisserand.people.languages import language_name
from tisserand.people.models import ContactPoint, Person, Registration
from tisserand.people.names import sound_keys
from tisserand.people.phones import shown
from tisserand.people.policies import REGISTRATION
from tisserand.people.queries import showable_contacts
from tisserand.people.search_keys import SHORTEST, beginning_key, sound_keys_here

EVERYONE = "tout"


@dataclass(frozen=True)
class Scope:
    """A part of the list that a room above knows how to cut: « mes personnes », « mon équipe »."""

    key: str
    label: str
    people: Callable[[Actor], QuerySet[Any, Any]]  # the ids of those who are in it
    others: str  # what the rest is, in words: « les autres sont suivies par vos collègues »


_scopes: dict[str, Scope] = {}


def register_scope(scope: Scope) -> Scope:
    """Let a room offer a part of the list; called from its `AppConfig.ready`."""
    _scopes[scope.key] = scope
    return scope


def scopes() -> list[Scope]:
    """The parts that rooms above offer, in order."""
    return list(_scopes.values())


@dataclass(frozen=True)
class Asked:
    """What one asks of the list."""

    text: str = ""
    scope: str = EVERYONE
    restricted: bool = False
    since: date | None = None
    sort: str = "nom"

    @property
    def is_filtered(self) -> bool:
        """Whether something is left out by choice."""
        return bool(self.text or self.restricted or self.since or self.scope in _scopes)

    @property
    def others(self) -> str:
        """What the filters leave out, in words."""
        scope = _scopes.get(self.scope)
        return (
            scope.others if scope else "les autres ne répondent pas à ces filtres" if self.is_filtered else ""
        )

    def in_words(self) -> list[str]:
        """The filter, for the one who reads the file later."""
        scope = _scopes.get(self.scope)
        return [
            *([scope.label] if scope else []),
            *([f"nom contenant « {self.text} »"] if self.text else []),
            *(["accès restreint seulement"] if self.restricted else []),
            *([f"inscrites depuis le {self.since:%d/%m/%Y}"] if self.since else []),
        ]


# « nom » and « depuis » follow an index, from either end.
SORTS = {
    "nom": ("sort_name", "pk"),
    "age": ("person__birth_year", "person__birth_month", "person__birth_day", "pk"),
    "depuis": ("created_at", "pk"),
}

# What a line of the page says, and no more.
SAID = (
    *("person_id", "file_number", "is_restricted", "created_at"),
    *(f"person__{name}" for name in ("first_names", "used_first_name", "last_name", "birth_name")),
    *(f"person__{name}" for name in ("birth_year", "birth_month", "birth_day", "deceased_on")),
)
# What serves the search weighs more than the rest of the row.
NOT_SHOWN = ("search_keys", "person__search_names", "person__sounds", "person__initials")


def listed_people(actor: Actor, asked: Asked, action: Action = Action.SEE) -> QuerySet[Registration]:
    """The people `asked` for, as the organisation knows them: those of whom the actor may know (or may `action`)."""
    contacts = Prefetch("person__contacts", queryset=showable_contacts(), to_attr="showable")
    known = _known(actor, asked, action).select_related("person").defer(*NOT_SHOWN)
    return known.prefetch_related(contacts)


def _known(actor: Actor, asked: Asked, action: Action) -> QuerySet[Registration]:
    # The organisation is said outside of the rule too: there an index sees it.
    here = Registration.objects.filter(organisation_id=actor.organisation_id)
    known = REGISTRATION.filter(actor, action, here).filter(_matching(asked.text, actor.organisation_id))
    if asked.scope in _scopes:
        known = known.filter(person_id__in=_scopes[asked.scope].people(actor))
    if asked.restricted:
        known = known.filter(is_restricted=True)
    if asked.since:
        known = known.filter(created_at__date__gte=asked.since)
    return _sorted(known, asked.sort)


class Listing:
    """The people asked for, page by page. What is asked every day in the same way is put into SQL once."""

    def __init__(self, actor: Actor, asked: Asked) -> None:
        self.actor, self.asked = actor, asked
        # No name that was typed, and no day, stays in memory.
        self.is_usual = not asked.text and not asked.since

    def __getitem__(self, part: slice) -> list[Registration]:
        """The people of one page, with how to reach them."""
        asked = self.asked if self.asked.sort.removeprefix("-") in SORTS else replace(self.asked, sort="nom")
        page = _page if self.is_usual else _page.build
        rows = list(page(self.actor, asked, part.start, part.stop))
        contacts = defaultdict(list)
        for contact in _contacts(None, tuple(row.person_id for row in rows)) if rows else []:
            contacts[contact.person_id].append(contact)
        for row in rows:
            row.person.showable = contacts[row.person_id]  # type: ignore[attr-defined]
        return rows

    def count_to(self, most: int) -> int:
        """How many, or `most`."""
        if self.is_usual:
            return _ids.count(self.actor, replace(self.asked, sort="nom"), most)
        return _ids.build(self.actor, self.asked, most).count()


@question
def _page(actor: Actor, asked: Asked, start: int, stop: int) -> QuerySet[Registration]:
    return _known(actor, asked, Action.SEE).select_related("person").only(*SAID)[start:stop]


@question
def _ids(actor: Actor, asked: Asked, most: int) -> QuerySet[Registration, Any]:
    # In order: whatever index gives it leads straight to the first ones.
    return _known(actor, asked, Action.SEE).values("pk")[:most]


@question
def _contacts(_: None, people: tuple[UUID, ...]) -> QuerySet[ContactPoint]:
    return showable_contacts().filter(person_id__in=people)


def _matching(text: str, organisation_id: Id) -> Q:
    """Every word begins one of the names, or sounds like it: the keys bring the few who may, then one looks."""
    matching = Q()
    for word in fold(text).split():
        sounds = sound_keys(word)
        matching &= Q(person__search_names__contains=f" {word}") | Q(person__sounds__overlap=sounds or ["-"])
        if len(word) >= SHORTEST:
            keys = [beginning_key(organisation_id, word), *sound_keys_here(organisation_id, sounds)]
            matching &= Q(search_keys__overlap=keys)
    return matching


def _sorted(known: QuerySet[Registration], sort: str) -> QuerySet[Registration]:
    """In the order asked for, the unknown last."""
    is_backwards = sort.startswith("-")
    fields = SORTS.get(sort.removeprefix("-"), SORTS["nom"])
    first, *rest = fields
    if not first.startswith("person__"):  # never unknown
        return known.order_by(*(f"-{name}" if is_backwards else name for name in fields))
    lead = F(first).desc(nulls_last=True) if is_backwards else F(first).asc(nulls_last=True)
    return known.order_by(lead, *rest)


@dataclass(frozen=True)
class Line:
    """One person of the list, dressed for the page."""

    registration: Registration
    day: date

    @property
    def person(self) -> Person:
        """Who they are."""
        return self.registration.person

    @property
    def age(self) -> str:
        """« 38 ans »."""
        age = self.person.age_on(self.day)
        return "" if age is None else f"{age} {'an' if age < 2 else 'ans'}"

    @property
    def contact(self) -> ContactPoint | None:
        """The first phone or e-mail that may be shown."""
        return next((c for c in self._showable if c.kind != ContactKind.ADDRESS), None)

    @property
    def commune(self) -> str:
        """Where they live, unless it is protected."""
        return next((c.commune for c in self._showable if c.kind == ContactKind.ADDRESS), "")

    @property
    def _showable(self) -> list[ContactPoint]:
        return self.person.showable  # type: ignore[attr-defined,no-any-return]


# What leaves with an export: little, and nothing protected.

HEADER = [
    "N° de dossier",
    "Nom",
    "Prénom",
    "Nom de naissance",
    "Naissance",
    "Langues",
    "Téléphone",
    "Adresse électronique",
    "Commune",
    "Connue depuis",
]


def exported_rows(known: QuerySet[Registration]) -> Iterator[list[Any]]:
    """One row a person."""
    for registration in known:
        person = registration.person
        contacts = person.showable  # type: ignore[attr-defined]
        yield [
            registration.file_number,
            person.last_name or person.birth_name,
            person.first_name,
            person.birth_name,
            str(person.birth),
            ", ".join(map(language_name, person.languages)),
            shown(next((c.value for c in contacts if c.kind == ContactKind.PHONE), "")),
            next((c.value for c in contacts if c.kind == ContactKind.EMAIL), ""),
            next((c.commune for c in contacts if c.kind == ContactKind.ADDRESS), ""),
            localdate(registration.created_at),
        ]


def export_notes(actor: Actor, asked: Asked, count: int, day: date) -> list[str]:
    """What the file says of itself: whose it is, what was asked, what is left out."""
    asked_words = " ; ".join(asked.in_words()) or "aucun"
    people = "personne" if count < 2 else "personnes"
    return [
        f"Personnes accompagnées, {actor.organisation_name} : {count} {people}, le {day:%d/%m/%Y}, par {actor.name}.",
        f"Filtre : {asked_words}.",
        "Ne figurent pas : les personnes en accès restreint dont vous n’avez pas la clé, les adresses et "
        "numéros protégés, les moyens de contact à ne pas utiliser.",
        "Ce fichier contient des données personnelles : ne le gardez que le temps nécessaire.",
    ]
