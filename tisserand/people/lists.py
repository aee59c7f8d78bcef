"""The list of people: what one asks of it, what it shows, what it says that it leaves out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.timezone import localdate

from tisserand.accounts.actors import Actor
from tisserand.common.access import Action
from tisserand.people.choices import ContactKind
from tisserand.people.languages import language_name
from tisserand.people.models import ContactPoint, Person, Registration
from tisserand.people.names import fold, sound_keys
from tisserand.people.phones import shown
from tisserand.people.queries import people_visible_to, with_showable_contacts

EVERYONE = "tout"


@dataclass(frozen=True)
class Scope:
    """A part of the list that a room above knows how to cut: « mes personnes », « mon équipe »."""

    key: str
    label: str
    where: Callable[[Actor], Q]
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


SORTS = {
    "nom": ("last_name", "first_names", "pk"),
    "age": ("birth_year", "birth_month", "birth_day", "pk"),
    "depuis": ("known_since", "pk"),
}


def listed_people(actor: Actor, asked: Asked, action: Action = Action.SEE) -> QuerySet[Person]:
    """The people `asked` for, among those whom the actor may know of (or may `action`)."""
    here = Registration.objects.filter(person_id=OuterRef("pk"), organisation_id=actor.organisation_id)
    # Whoever one may know of is registered here: said so, the few of the organisation are looked at, not everyone.
    known = Registration.objects.filter(organisation_id=actor.organisation_id).values("person_id")
    people = people_visible_to(actor, action).filter(_matching(asked.text), pk__in=known)
    if asked.since or asked.sort.endswith("depuis"):  # costs a look-up for each person of the organisation
        people = people.annotate(known_since=Subquery(here.values("created_at")[:1]))
    if asked.scope in _scopes:
        people = people.filter(_scopes[asked.scope].where(actor))
    if asked.restricted:
        people = people.filter(Exists(here.filter(is_restricted=True)))
    if asked.since:
        people = people.filter(known_since__date__gte=asked.since)
    return _sorted(_dressed(people, actor.organisation_id), asked.sort)


def _matching(text: str) -> Q:
    """Every word begins one of the names, or sounds like it."""
    matching = Q()
    for word in fold(text).split():
        matching &= Q(search_names__contains=f" {word}") | Q(sounds__overlap=sound_keys(word) or ["-"])
    return matching


def _dressed(people: QuerySet[Person], organisation_id: UUID | None) -> QuerySet[Person]:
    here = Registration.objects.filter(organisation_id=organisation_id)
    return with_showable_contacts(people).prefetch_related(
        Prefetch("registrations", queryset=here, to_attr="here")
    )


def _sorted(people: QuerySet[Person], sort: str) -> QuerySet[Person]:
    is_backwards = sort.startswith("-")
    first, *rest = SORTS.get(sort.removeprefix("-"), SORTS["nom"])
    lead = F(first).desc(nulls_last=True) if is_backwards else F(first).asc(nulls_last=True)
    return people.order_by(lead, *rest)


@dataclass(frozen=True)
class Line:
    """One person of the list, dressed for the page."""

    person: Person
    day: date

    @property
    def registration(self) -> Registration:
        """How they are known here."""
        return self.person.here[0]  # type: ignore[attr-defined,no-any-return]

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


def exported_rows(people: QuerySet[Person]) -> Iterator[list[Any]]:
    """One row a person."""
    for person in people:
        contacts = person.showable  # type: ignore[attr-defined]
        registration = person.here[0]  # type: ignore[attr-defined]
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
