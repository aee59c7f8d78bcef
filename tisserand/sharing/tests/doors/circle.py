"""The doors of the circle: those around the dossier, and nobody else; reception and neighbours learn nothing."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.cast import World
from tests.doors import THOSE_AROUND, Door, to, with_person
from tisserand.sharing.tests.factories import make_member, make_path


def a_member(world: World) -> dict[str, Any]:
    """Someone in the circle of the person of the open dossier."""
    return with_person(world) | {"member_id": make_member(world).pk}


def someone_who_left(world: World) -> dict[str, Any]:
    """Someone who was in it."""
    return with_person(world) | {"member_id": make_member(world, until_on=date(2026, 6, 1)).pk}


def a_path(world: World) -> dict[str, Any]:
    """Someone holds the path."""
    make_path(world)
    return with_person(world)


DOORS = {
    "sharing:circle_detail": Door(with_person, allowed=to(THOSE_AROUND)),
    "sharing:circle_member_add": Door(with_person, allowed=to(THOSE_AROUND)),
    "sharing:circle_member_edit": Door(a_member, allowed=to(THOSE_AROUND)),
    "sharing:circle_member_leave": Door(a_member, allowed=to(THOSE_AROUND)),
    "sharing:circle_member_restore": Door(someone_who_left, method="post", allowed=to(THOSE_AROUND, 302)),
    "sharing:path_appoint": Door(a_path, allowed=to(THOSE_AROUND)),
    "sharing:path_end": Door(a_path, allowed=to(THOSE_AROUND)),
}
