"""The doors of duplicates and merges: whoever coordinates or leads in the CCAS."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from tests.cast import World
from tests.doors import Door, to, with_person
from tisserand.people.models import DuplicatePair, Merge, Person, Registration
from tisserand.people.services import merge_people

DECIDING = ("coordinator", "head")
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def make_pair(world: World, **names: Any) -> DuplicatePair:
    """The person of the open dossier, and a second record that looks like theirs."""
    other = Person.objects.create(**{"first_names": "Nadya", "last_name": "Essai"} | names)
    Registration.objects.create(person=other, organisation=world.ccas)
    first, second = sorted([other, world.person], key=lambda one: one.pk)
    return DuplicatePair.objects.create(
        organisation=world.ccas,
        first=first,
        second=second,
        probability=0.97,
        weight=5.2,
        reasons=[
            {"what": "nom", "says": "le même", "weight": 9.2},
            {"what": "téléphone", "says": "différent", "weight": -1.0},
        ],
    )


def make_merge(world: World) -> Merge:
    """Two records already brought together."""
    pair = make_pair(world)
    absorbed = pair.first if pair.second_id == world.person.pk else pair.second
    return merge_people(actor=world.cast.actor("head"), kept=world.person, absorbed=absorbed, now=NOW)


def _with_pair(world: World) -> dict[str, Any]:
    return {"pair_id": make_pair(world).pk}


def _with_merge(world: World) -> dict[str, Any]:
    return {"merge_id": make_merge(world).pk}


def _other(world: World) -> dict[str, Any]:
    pair = make_pair(world)
    return {"other": pair.first_id if pair.second_id == world.person.pk else pair.second_id}


DOORS = {
    "people:duplicate_list": Door(allowed=to(DECIDING), otherwise=403),
    "people:duplicate_progress": Door(allowed=to(DECIDING), otherwise=403),
    "people:duplicate_screen": Door(method="post", allowed=to(DECIDING, 302), otherwise=403),
    "people:duplicate_compare": Door(
        with_person, method="post", allowed=to(DECIDING, 302), otherwise=403, data=_other
    ),
    "people:duplicate_detail": Door(_with_pair, allowed=to(DECIDING), otherwise=403),
    "people:duplicate_decide": Door(
        _with_pair,
        method="post",
        allowed=to(DECIDING, 302),
        otherwise=403,
        data=lambda world: {"state": "different"},
    ),
    "people:duplicate_merge": Door(_with_pair, method="post", allowed=to(DECIDING, 302), otherwise=403),
    "people:merge_list": Door(allowed=to(DECIDING), otherwise=403),
    "people:merge_detail": Door(_with_merge, allowed=to(DECIDING), otherwise=403),
    "people:merge_undo": Door(_with_merge, method="post", allowed=to(DECIDING, 302), otherwise=403),
}
