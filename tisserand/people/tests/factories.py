"""People made in one line, for the tests of this room and of those above."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import factory
from factory.django import DjangoModelFactory

from tests.cast import World
from tisserand.accounts.models import Organisation, User
from tisserand.common.clock import now
from tisserand.people.choices import EMERGENCY_LASTS, ContactKind, Danger, Safety
from tisserand.people.models import ContactPoint, EmergencyOpening, Person, Registration


class PersonFactory(DjangoModelFactory):
    """A person; give `organisation=` to make them known there, `restricted=True` to keep them discreet."""

    class Meta:
        model = Person
        skip_postgeneration_save = True

    first_names = "Nadia"
    last_name = factory.Sequence(lambda n: f"Personne{n}")

    @factory.post_generation
    def organisation(self: Person, create: bool, extracted: Organisation | None, **kwargs: object) -> None:
        """Make the person known to an organisation."""
        if create and extracted:
            Registration.objects.create(person=self, organisation=extracted, **kwargs)


class ContactFactory(DjangoModelFactory):
    """A safe mobile phone."""

    class Meta:
        model = ContactPoint

    person = factory.SubFactory(PersonFactory)
    kind = ContactKind.PHONE
    value = factory.Sequence(lambda n: f"+336{n:08}")
    safety = Safety.SAFE


def make_opening(
    world: World, *, by: User | None = None, is_over: bool = False, **facts: Any
) -> EmergencyOpening:
    """The neighbour (or `by`) reads someone in an emergency; without a person, a search that found nobody."""
    opened_at = now() - (timedelta(hours=6) if is_over else timedelta(hours=1))
    is_found = facts.get("person") is not None
    return EmergencyOpening.objects.create(
        **{"organisation": world.ccas, "danger": Danger.VIOLENCE, "reason": "Menaces entendues au téléphone."}
        | facts,
        opened_by=by or world.cast.neighbour,
        opened_at=opened_at,
        until=opened_at + EMERGENCY_LASTS if is_found else opened_at,
        ended_at=None if is_found else opened_at,
    )
