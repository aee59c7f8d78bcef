"""Records brought together, as this room sees them: which of its columns follow, who was known under which id."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from tisserand.people.merging import follow, leave
from tisserand.people.models import (
    CirclePicture,
    ContactPoint,
    DuplicatePair,
    EmergencyOpening,
    HouseholdMember,
    Merge,
    NotDuplicate,
    Person,
    Registration,
    Relation,
)

DEEPEST = 20  # records brought one into the next
SAME_CONTACT = (
    "kind", "value", "postcode", "commune", "commune_code", "belongs_to", "safety", "no_message", "hours", "note",
    "is_protected",
)  # fmt: skip


def register() -> None:
    """Say of every column of this room whether it follows."""
    follow(ContactPoint, staying=_same_contact)
    follow(HouseholdMember, staying=_same_roof)
    follow(Relation, "person", staying=lambda kept, absorbed: Q(other=kept))
    follow(Relation, "other", staying=lambda kept, absorbed: Q(person=kept))
    follow(CirclePicture, staying=_has_picture)
    follow(EmergencyOpening, organisation="organisation", staying=_opened_both)
    leave(
        Registration,
        "person",
        because="the former file number and keys stay with the record they were given to; the search reads through",
    )
    leave(
        NotDuplicate, "first", "second", because="said of these two records; `told_apart_from` reads through"
    )
    leave(
        DuplicatePair,
        "first",
        "second",
        because="found between these two records; hidden while one is merged",
    )
    leave(Merge, "kept", "absorbed", because="says which record went into which")
    leave(Person, "merged_into", because="is the way itself, followed step by step")


def _same_contact(kept: Person, absorbed: Person) -> Q:
    """What the kept record says word for word already."""
    same = {name: OuterRef(name) for name in SAME_CONTACT}
    return Q(Exists(ContactPoint.objects.filter(person=kept, until_on=None, **same)), until_on=None)


def _opened_both(kept: Person, absorbed: Person) -> Q:
    """One opening at a time for each: that of the kept record goes on."""
    same = {"organisation": OuterRef("organisation"), "opened_by": OuterRef("opened_by")}
    return Q(Exists(EmergencyOpening.objects.filter(person=kept, ended_at=None, **same)), ended_at=None)


def _same_roof(kept: Person, absorbed: Person) -> Q:
    """Both live there today: once is enough."""
    mine = HouseholdMember.objects.filter(person=kept, until_on=None, household=OuterRef("household"))
    return Q(Exists(mine), until_on=None)


def _has_picture(kept: Person, absorbed: Person) -> Q:
    return Q(Exists(CirclePicture.objects.filter(person=kept)))


def former_ids(person_id: UUID) -> list[UUID]:
    """The ids under which someone was recorded before their records were brought together."""
    found: list[UUID] = []
    latest = [person_id]
    while latest and len(found) < DEEPEST:
        latest = list(Person.objects.filter(merged_into__in=latest).values_list("pk", flat=True))
        found += latest
    return found


def standing_id(person_id: UUID) -> UUID | None:
    """The record that stands for this one today, if it was brought into another; None when it was not."""
    found = None
    for _ in range(DEEPEST):
        into = Person.objects.filter(pk=person_id).values_list("merged_into", flat=True).first()
        if into is None:
            return found
        found = person_id = into
    return found
