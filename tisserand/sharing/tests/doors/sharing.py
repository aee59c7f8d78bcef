"""The doors of sharing: inside, those around the dossier; outside, those to whom an agreement opens."""

from __future__ import annotations

from typing import Any

from tests.cast import World
from tests.doors import ACCOMPANYING, THOSE_AROUND, Door, to, with_person
from tisserand.sharing.tests.factories import make_consent


def with_opening(world: World) -> dict[str, Any]:
    """An opening of the person of the open dossier to the association."""
    return {"grant_id": make_consent(world).grants.get().pk}


DOORS = {
    "sharing:sharing_detail": Door(with_person, allowed=to(THOSE_AROUND)),
    "sharing:opening_list": Door(allowed=to((*ACCOMPANYING, "partner"))),
    "sharing:opening_detail": Door(with_opening, allowed=to(("partner",))),
}
