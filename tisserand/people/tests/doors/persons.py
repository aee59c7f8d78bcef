"""The doors of the people who are accompanied: whoever accompanies or welcomes in the CCAS knows them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tests.cast import World
from tests.doors import ACCOMPANYING, KNOWING, Door, to, with_person
from tisserand.people.models import (
    ContactPoint,
    Household,
    HouseholdMember,
    Keyholder,
    Registration,
    Relation,
)

WORKING = {**to(KNOWING), "partner": 200}  # their own organisation's list, whatever it is


def _contact(world: World, *, protected: bool) -> UUID:
    value = "12 rue Haute" if protected else "+33612345678"
    kind = "address" if protected else "phone"
    contact = ContactPoint.objects.create(person=world.person, kind=kind, value=value, is_protected=protected)
    return contact.pk


def with_contact(world: World) -> dict[str, Any]:
    """A phone."""
    return with_person(world) | {"contact_id": _contact(world, protected=False)}


def with_protected(world: World) -> dict[str, Any]:
    """A protected address."""
    return with_person(world) | {"contact_id": _contact(world, protected=True)}


def _member(world: World) -> HouseholdMember:
    household = Household.objects.create(name="Chez Nadia")
    return HouseholdMember.objects.create(household=household, person=world.person)


def with_household(world: World) -> dict[str, Any]:
    """A household of the person."""
    return with_person(world) | {"household_id": _member(world).household_id}


def with_member(world: World) -> dict[str, Any]:
    """The person in a household."""
    return with_person(world) | {"member_id": _member(world).pk}


def with_relation(world: World) -> dict[str, Any]:
    """A tie."""
    relation = Relation.objects.create(person=world.person, tie="neighbour", name="Mme Roux")
    return with_person(world) | {"relation_id": relation.pk}


def _through(world: World) -> dict[str, Any]:
    """A parent, by whom the tie would come."""
    return {"through": Relation.objects.create(person=world.person, tie="parent", name="Fatma").pk}


def with_ended_relation(world: World) -> dict[str, Any]:
    """A tie that was ended."""
    args = with_relation(world)
    Relation.objects.filter(pk=args["relation_id"]).update(until_on="2026-11-01")
    return args


def with_key(world: World) -> dict[str, Any]:
    """The key of the referent."""
    registration = Registration.objects.get(person=world.person)
    for user in (world.cast.referent, world.cast.colleague):
        Keyholder.objects.create(registration=registration, user=user)
    return with_person(world) | {"user_id": world.cast.colleague.pk}


KEEPING = {
    "referent": 302,
    "colleague": 302,
    "head": 302,
    **to(("neighbour", "coordinator", "reception"), 403),
}

DOORS = {
    "people:person_list": Door(allowed=WORKING, otherwise=403),
    "people:person_export": Door(allowed={**to(ACCOMPANYING), "partner": 200}, otherwise=403),
    "people:person_search": Door(allowed=WORKING, otherwise=403),
    "people:commune_search": Door(method="post", allowed=WORKING, otherwise=403),
    "people:person_create": Door(allowed=WORKING, otherwise=403),
    "people:person_similar": Door(method="post", allowed=WORKING, otherwise=403),
    "people:person_detail": Door(with_person, allowed=to(KNOWING)),
    "people:person_edit": Door(with_person, allowed=to(KNOWING)),
    "people:person_likeness": Door(with_person, allowed=to(KNOWING)),
    "people:contact_create": Door(with_person, allowed=to(KNOWING)),
    "people:contact_edit": Door(with_contact, allowed=to(KNOWING)),
    "people:contact_end": Door(with_contact, method="post", allowed=to(KNOWING, 302)),
    "people:contact_reveal": Door(with_protected, allowed={**to(ACCOMPANYING), "reception": 403}),
    "people:person_circle": Door(with_person, allowed=to(KNOWING)),
    "people:picture_detail": Door(with_person, allowed=to(KNOWING)),
    "people:picture_add": Door(with_person, allowed=to(KNOWING)),
    "people:picture_arrange": Door(
        with_person,
        method="post",
        allowed=to(KNOWING),
        data=lambda world: {"places": '{"me": [300, 300]}', "revision": "1"},
    ),
    "people:picture_let_arrange": Door(with_person, method="post", allowed=to(KNOWING, 302)),
    "people:picture_undo": Door(with_person, method="post", allowed=to(KNOWING, 302)),
    "people:picture_export": Door(with_person, allowed={**to(ACCOMPANYING), "reception": 403}),
    "people:relation_qualify": Door(
        with_relation,
        method="post",
        allowed={**to(ACCOMPANYING, 302), "reception": 403},
        data=lambda world: {"quality": "close"},
    ),
    "people:relation_join": Door(with_relation, method="post", allowed=to(KNOWING, 302), data=_through),
    "people:relation_restore": Door(with_ended_relation, method="post", allowed=to(KNOWING, 302)),
    "people:person_pick": Door(with_person, method="post", allowed=to(KNOWING)),
    "people:household_create": Door(with_person, allowed=to(KNOWING)),
    "people:household_edit": Door(with_household, allowed=to(KNOWING)),
    "people:member_create": Door(with_household, allowed=to(KNOWING)),
    "people:member_edit": Door(with_member, allowed=to(KNOWING)),
    "people:member_leave": Door(
        with_member, method="post", allowed=to(KNOWING, 302), data=lambda world: {"left_on": "2026-11-01"}
    ),
    "people:relation_create": Door(with_person, allowed=to(KNOWING)),
    "people:relation_edit": Door(with_relation, allowed=to(KNOWING)),
    "people:relation_end": Door(with_relation, method="post", allowed=to(KNOWING, 302)),
    "people:person_restriction": Door(with_person, allowed=to(KNOWING)),
    "people:keyholder_create": Door(with_person, method="post", allowed={**to(KNOWING, 403), "head": 302}),
    "people:keyholder_delete": Door(with_key, method="post", allowed=KEEPING),
}
