"""The doors of a peer mediator: what the person opened to them by name, and their own words."""

from __future__ import annotations

from typing import Any

from tests.cast import World
from tests.doors import Door, to
from tisserand.common.clock import now
from tisserand.sharing.tests.factories import make_consent
from tisserand.support.models import Entry


def with_opening(world: World) -> dict[str, Any]:
    """An opening to the peer of the house."""
    return {"grant_id": make_consent(world, peer=world.cast.peer, ends_on=None).grants.get().pk}


def with_voice(world: World) -> dict[str, Any]:
    """What they wrote through it."""
    args = with_opening(world)
    entry = Entry.objects.create(
        dossier=world.dossier, person=world.person, author=world.cast.peer, kind="other", body="Elle tient.",
        happened_at=now(), voice_id=args["grant_id"],
    )  # fmt: skip
    return args | {"entry_id": entry.pk}


DOORS = {
    "support:voice_write": Door(with_opening, allowed=to(("peer",))),
    "support:voice_correct": Door(with_voice, allowed=to(("peer",))),
}
