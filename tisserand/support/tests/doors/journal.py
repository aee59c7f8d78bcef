"""The doors of the journal: those around the person read and write, neighbours and reception are told no."""

from __future__ import annotations

from typing import Any

from tests.cast import World
from tests.doors import ACCOMPANYING, THOSE_AROUND, Door, to, with_dossier
from tisserand.common.clock import now
from tisserand.support.models import Entry
from tisserand.support.services.journal import write_entry

READ = to(THOSE_AROUND) | to(("neighbour", "reception"), 403)
WORKERS = to((*ACCOMPANYING, "partner"))


def with_entry(world: World) -> dict[str, Any]:
    """A team note by the referent."""
    entry = Entry.objects.filter(dossier=world.dossier).first() or write_entry(
        actor=world.cast.actor("referent"),
        dossier=world.dossier,
        body="Une note.",
        kind="call",
        happened_at=now(),
        now=now(),
    )
    return {"dossier_id": world.dossier.pk, "entry_id": entry.pk}


DOORS = {
    "support:journal_detail": Door(with_dossier, allowed=READ),
    "support:journal_print": Door(with_dossier, allowed=READ),
    "support:entry_create": Door(with_dossier, allowed=READ),
    "support:entry_detail": Door(with_entry, allowed=to(THOSE_AROUND)),
    "support:entry_correct": Door(
        with_entry, allowed={"referent": 200} | to(("colleague", "coordinator", "head"), 403)
    ),
    "support:entry_write": Door(allowed=WORKERS),
    "support:entry_guess": Door(method="post", allowed=WORKERS),
    "support:mention_suggest": Door(method="post", allowed=WORKERS),
}
