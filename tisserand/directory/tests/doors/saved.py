"""The doors of the searches that are kept: their author, and the team for whom one is kept."""

from __future__ import annotations

from typing import Any

from tests.cast import World
from tests.doors import MEMBERS, Door, to
from tisserand.common.clock import now
from tisserand.directory.models import SavedSearch


def make_search(world: World, *, is_removed: bool = False) -> SavedSearch:
    """Kept by the referent for the team of the north."""
    return SavedSearch.objects.create(
        organisation=world.ccas,
        author=world.cast.referent,
        team=world.north,
        name="Repas près d’ici",
        asked={"q": "manger", "lieu": "=38185", "distance": "10"},
        removed_at=now() if is_removed else None,
    )


def kept(world: World) -> dict[str, Any]:
    """As arguments."""
    return {"search_id": make_search(world).pk}


def removed(world: World) -> dict[str, Any]:
    """One that its author removed."""
    return {"search_id": make_search(world, is_removed=True).pk}


TEAM = ("colleague", "coordinator")  # who work in the north
OTHERS = to(TEAM, 403)
DOORS = {
    "directory:search_keep": Door(data=lambda world: {"besoin": "manger"}, allowed=to(MEMBERS)),
    "directory:search_open": Door(kept, allowed=to((*TEAM, "referent"), 302)),
    "directory:search_rename": Door(kept, allowed={"referent": 200} | OTHERS),
    "directory:search_remove": Door(kept, method="post", allowed={"referent": 302} | OTHERS),
    "directory:search_restore": Door(removed, method="post", allowed={"referent": 302}),
}
