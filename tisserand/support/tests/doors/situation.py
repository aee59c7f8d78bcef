"""The doors of the map of the situation."""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.cast import World
from tests.doors import THOSE_AROUND, Door, to, with_dossier
from tisserand.support.services.snapshots import take_snapshot
from tisserand.support.tests.factories_situation import NOW, make_item, make_link

WRITING = to(THOSE_AROUND, 302) | {"neighbour": 403, "reception": 403}
READING = to(THOSE_AROUND) | {"neighbour": 403, "reception": 403}


def with_item(world: World) -> dict[str, Any]:
    """Arguments of an address about something on the map."""
    return with_dossier(world) | {"item_id": make_item(world).pk}


def with_link(world: World) -> dict[str, Any]:
    """Arguments of an address about a link of the map."""
    link = make_link(world, make_item(world), make_item(world, "Découvert"))
    return with_dossier(world) | {"link_id": link.pk}


def with_snapshot(world: World) -> dict[str, Any]:
    """Arguments of an address about a dated map."""
    snapshot = take_snapshot(actor=world.cast.actor("referent"), dossier=world.dossier, now=NOW)
    return with_dossier(world) | {"snapshot_id": snapshot.pk}


def _link(world: World) -> dict[str, Any]:
    return {"source": make_item(world).pk, "kind": "feeds", "target": make_item(world, "Découvert").pk}


def _places(world: World) -> dict[str, Any]:
    return {"places": f'{{"{make_item(world).pk}": [500, 300]}}', "revision": "1", "drawing": "narrow"}


DOORS = {
    "support:map_detail": Door(with_dossier, allowed=READING),
    "support:map_item_add": Door(
        with_dossier,
        "post",
        allowed=WRITING,
        data=lambda world: {"kind": "need", "topic": "family", "title": "Se sent seule"},
    ),
    "support:map_item_detail": Door(with_item, allowed=READING),
    "support:map_item_edit": Door(with_item, allowed=READING),
    "support:map_item_weigh": Door(
        with_item, "post", allowed=WRITING, data=lambda world: {"view": "person", "weight": "3"}
    ),
    "support:map_item_resolve": Door(with_item, "post", allowed=WRITING),
    "support:map_item_reopen": Door(with_item, "post", allowed=WRITING),
    "support:map_item_remove": Door(with_item, "post", allowed=WRITING),
    "support:map_item_restore": Door(with_item, "post", allowed=WRITING),
    "support:map_link_add": Door(with_dossier, "post", allowed=WRITING, data=_link),
    "support:map_link_remove": Door(with_link, "post", allowed=WRITING),
    "support:map_arrange": Door(
        with_dossier, "post", allowed=to(THOSE_AROUND) | {"neighbour": 403, "reception": 403}, data=_places
    ),
    "support:map_let_arrange": Door(with_dossier, "post", allowed=WRITING),
    "support:snapshot_take": Door(
        with_dossier, "post", allowed=WRITING, data=lambda world: {"taken_on": date(2026, 11, 3)}
    ),
    "support:snapshot_list": Door(with_dossier, allowed=READING),
    "support:snapshot_detail": Door(with_snapshot, allowed=READING),
    "support:map_compare": Door(with_dossier, allowed=READING),
}
