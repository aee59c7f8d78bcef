"""The page of a person: a header and tabs that the rooms above fill without being named here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from tisserand.accounts.actors import Actor
from tisserand.audit.services import ensure_read
from tisserand.common.clock import today
from tisserand.people.choices import ContactKind, Safety
from tisserand.people.emergencies import opening_on, right_over_person
from tisserand.people.languages import language_name
from tisserand.people.models import ContactPoint, Person
from tisserand.people.queries import contacts_of, count_children, registration_here


@dataclass(frozen=True)
class Tab:
    """A tab of the person's page."""

    key: str  # "support.map"
    label: str
    url: str
    order: int = 50


@dataclass(frozen=True)
class Chip:
    """A fact that must be seen at once: phase, referent, an urgent date."""

    label: str
    tone: str = "neutral"  # a tone of the `chip` component
    icon: str = ""
    url: str = ""
    order: int = 50


@dataclass(frozen=True)
class Header:
    """What every page about someone says first: age, children, languages, how to reach them safely."""

    facts: list[str]
    languages: str
    safe_contact: ContactPoint | None
    warning: str
    contacts: list[ContactPoint]


TabProvider = Callable[[Actor, Person], Iterable[Tab]]
ChipProvider = Callable[[Actor, Person], Iterable[Chip]]

_NUMBERS = "zéro un deux trois quatre cinq six sept huit neuf dix".split()


def own_tabs(actor: Actor, person: Person) -> Iterable[Tab]:
    """The two tabs of this room, around those of the accompaniment."""
    yield Tab("people.person", "L’essentiel", reverse("people:person_detail", args=[person.pk]), order=10)
    yield Tab("people.circle", "Cercle", reverse("people:person_circle", args=[person.pk]), order=60)


def own_chips(actor: Actor, person: Person) -> Iterable[Chip]:
    """What must not be overlooked of the person themself."""
    registration = registration_here(actor, person)
    if registration and registration.is_restricted:
        url = reverse("people:person_restriction", args=[person.pk])
        yield Chip("Accès restreint", tone="terracotta", icon="lock", url=url, order=90)
    if person.deceased_on:
        yield Chip(f"Décès le {person.deceased_on:%d/%m/%Y}", icon="flower1", order=5)
    if person.interpreter:
        label = f"Interprète : {language_name(person.interpreter)}"
        yield Chip(label, tone="plum", icon="translate", order=80)
    if person.protection:
        yield Chip(person.get_protection_display().capitalize(), icon="shield-check", order=85)


_tabs: list[TabProvider] = [own_tabs]
_chips: list[ChipProvider] = [own_chips]


def register_tabs(provider: TabProvider) -> TabProvider:
    """Let a room add tabs; called from its `AppConfig.ready`."""
    _tabs.append(provider)
    return provider


def register_chips(provider: ChipProvider) -> ChipProvider:
    """Let a room add chips; called from its `AppConfig.ready`."""
    _chips.append(provider)
    return provider


def person_page(actor: Actor, person: Person, *, active: str) -> dict[str, Any]:
    """The context of `people/person_base.html`: person, header, tabs, chips, key of the active tab;
    `emergency` is what lets one read for a few hours.

    Who draws this frame reads of the person: unless the view has noted it more precisely before, it is noted here.
    """
    ensure_read(actor=actor, person_id=person.pk, part=active, right=right_over_person(actor, person.pk))
    tabs = [tab for provider in _tabs for tab in provider(actor, person)]
    chips = [chip for provider in _chips for chip in provider(actor, person)]
    return {
        "person": person,
        "emergency": opening_on(actor, person.pk),
        "header": header_of(person),
        "tabs": sorted(tabs, key=lambda tab: tab.order),
        "chips": sorted(chips, key=lambda chip: chip.order),
        "active_tab": active,
    }


def header_of(person: Person) -> Header:
    """The line under the name."""
    contacts = contacts_of(person)
    languages = ", ".join(map(language_name, person.languages))
    facts = [_age(person), _children(person), languages]
    return Header(
        languages=languages,
        contacts=contacts,
        facts=[fact for fact in facts if fact],
        safe_contact=next(filter(_may_be_used, contacts), None),
        warning="" if any(map(_may_be_used, contacts)) or not contacts else _why_none(contacts),
    )


def _may_be_used(contact: ContactPoint) -> bool:
    """Said in the header: never an address, nothing protected, nothing that puts them at risk."""
    is_safe = contact.safety in {Safety.SAFE, Safety.UNKNOWN, Safety.CAREFUL}
    return is_safe and contact.kind != ContactKind.ADDRESS and not contact.is_protected


def _why_none(contacts: list[ContactPoint]) -> str:
    if any(contact.is_protected for contact in contacts):
        return "coordonnées protégées"
    return "aucun moyen de contact sûr" if any(c.safety == Safety.FORBIDDEN for c in contacts) else ""


def _age(person: Person) -> str:
    age = person.age_on(today())
    return "" if age is None else f"{age} an" if age < 2 else f"{age} ans"


def _children(person: Person) -> str:
    count = count_children(person)
    if not count:
        return ""
    number = _NUMBERS[count] if count < len(_NUMBERS) else str(count)
    return f"{number} enfant" if count < 2 else f"{number} enfants"
