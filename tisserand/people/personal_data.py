"""What this room holds about a person, read out for the person themself."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Model

from tisserand.common.personal_data import register_holding
from tisserand.people.languages import language_name
from tisserand.people.models import (
    ContactPoint,
    EmergencyOpening,
    HouseholdMember,
    Person,
    Registration,
    Relation,
)

Facts = dict[str, Any]


def register() -> None:
    """Declare the five parts."""
    register_holding("people.person", "Identité", identity)
    register_holding("people.contact", "Moyens de contact", contacts)
    register_holding("people.household", "Foyers", households)
    register_holding("people.relation", "Liens", relations)
    register_holding("people.emergency", "Ouvertures en urgence", emergencies)


def identity(person_id: UUID) -> Facts:
    """Who they are, and which organisations know them."""
    person = Person.objects.get(pk=person_id)
    known = Registration.objects.filter(person=person).select_related("organisation")
    return _facts(
        person,
        ["first_names", "used_first_name", "last_name", "birth_name", "gender", "protection", "protected_by"],
    ) | {
        "date de naissance": str(person.birth),
        "décédé·e le": person.deceased_on,
        "langues": [language_name(code) for code in person.languages],
        "interprète nécessaire en": language_name(person.interpreter) if person.interpreter else "",
        "aussi connu·e sous": [str(known) for known in person.also_known_as],
        "connue de": [
            {"structure": row.organisation.name, "numéro": row.file_number, "depuis": row.created_at}
            for row in known
        ],
    }


def contacts(person_id: UUID) -> list[Facts]:
    """Every way to reach them, past ones too, protected ones too: it is theirs."""
    names = ["kind", "belongs_to", "safety", "no_message", "hours", "note", "is_protected", "until_on"]
    rows = ContactPoint.objects.filter(person_id=person_id)
    return [{"contact": row.shown} | _facts(row, names) for row in rows]


def households(person_id: UUID) -> list[Facts]:
    """The households they belong or belonged to; the other members have their own confidentiality."""
    rows = HouseholdMember.objects.filter(person_id=person_id).select_related("household")
    names = ["place", "share", "since_on", "until_on"]
    return [_facts(row.household, ["name", "commune_name"]) | _facts(row, names) for row in rows]


def relations(person_id: UUID) -> list[Facts]:
    """The ties told on their side."""
    rows = Relation.objects.filter(person_id=person_id).select_related("other")
    names = [
        "tie",
        "role",
        "phone",
        "is_emergency_contact",
        "note",
        "quality",
        "couple",
        "parentage",
        "until_on",
    ]
    return [{"nom": row.name or (row.other.name if row.other else "")} | _facts(row, names) for row in rows]


def _facts(row: Model, names: Iterable[str]) -> Facts:
    """The values of `row` under the words of the screen, choices in words."""
    facts = {}
    for name in names:
        field = row._meta.get_field(name)
        in_words = getattr(row, f"get_{name}_display", None)
        facts[str(field.verbose_name)] = in_words() if in_words else getattr(row, name)  # type: ignore[union-attr]
    return facts


def emergencies(person_id: UUID) -> list[Facts]:
    """Who opened their dossier because they were in danger, why, and what was thought of it."""
    rows = EmergencyOpening.objects.filter(person_id=person_id).select_related("organisation", "opened_by")
    return [
        {
            "structure": row.organisation.name,
            "ouvert par": row.opened_by.get_full_name(),
            "le danger": row.get_danger_display(),
            "ce qui se passait": row.reason,
            "de": row.opened_at,
            "à": row.over_at,
            "ce qui a été vu et fait": row.account,
            "ce qu’on en a pensé": row.get_verdict_display(),
            "vous l’avez su": row.get_person_told_display(),
        }
        for row in rows.order_by("opened_at", "id")
    ]
