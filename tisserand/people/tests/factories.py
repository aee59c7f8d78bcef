"""People made in one line, for the tests of this room and of those above."""

from __future__ import annotations

import factory
from factory.django import DjangoModelFactory

from tisserand.accounts.models import Organisation
from tisserand.people.choices import ContactKind, Safety
from tisserand.people.models import ContactPoint, Person, Registration


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
