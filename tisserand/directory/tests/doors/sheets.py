"""The doors of the sheets: whoever works in an organisation; nobody else knows of them."""

from __future__ import annotations

from typing import Any

from tests.cast import World
from tests.doors import MEMBERS, Door, to
from tisserand.directory.tests.factories import make_service, make_structure


def with_service(world: World) -> dict[str, Any]:
    """A service."""
    return {"service_id": make_service().pk}


def with_structure(world: World) -> dict[str, Any]:
    """A structure."""
    return {"structure_id": make_structure().pk}


DOORS = {
    "directory:service_detail": Door(with_service, allowed=to(MEMBERS)),
    "directory:service_card": Door(with_service, allowed=to(MEMBERS)),
    "directory:structure_detail": Door(with_structure, allowed=to(MEMBERS)),
}
