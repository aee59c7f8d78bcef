"""A few people recorded twice, for the search of duplicates to find; and twins, for it to leave alone."""

from __future__ import annotations

from tisserand.demo.stories import make_person
from tisserand.demo.territory import HERE, Territory, read_toml
from tisserand.people.choices import ContactKind, Safety
from tisserand.people.models import ContactPoint, Registration

WHERE = "ccas-de-valmont"


def record_twice(territory: Territory) -> int:
    """Record them all; returns how many records."""
    organisation = territory.organisations[WHERE]
    people = read_toml(HERE / "doubles.toml")["people"]
    for number, source in enumerate(people, 1):
        person = make_person(source)
        Registration.objects.create(
            person=person,
            organisation=organisation,
            file_number=f"V-{number:03}",
            created_at=territory.moment(source["known"], "10:15"),
        )
        ContactPoint.objects.create(
            person=person, kind=ContactKind.PHONE, value=source["phone"], safety=Safety.SAFE
        )
    return len(people)
