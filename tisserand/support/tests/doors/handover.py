"""Doors of the handover: those around read it, whoever holds the thread or leads decides, whoever receives answers."""

from datetime import timedelta
from typing import Any

from tests.cast import World
from tests.doors import ACCOMPANYING, THOSE_AROUND, Door, to, with_dossier
from tisserand.common.clock import today
from tisserand.support.models import Handover, HandoverBatch, Referent

LEADING = ("referent", "coordinator", "head")


def a_batch(world: World) -> dict[str, Any]:
    return {"batch_id": _batch(world).pk}


def _batch(world: World) -> HandoverBatch:
    return HandoverBatch.objects.create(
        organisation=world.ccas,
        started_by=world.cast.coordinator,
        takes_effect_on=today() + timedelta(days=7),
        choices={str(world.dossier.pk): str(world.cast.neighbour.pk)},
    )


def a_handover(world: World) -> dict[str, Any]:
    """Proposed by the referent to the neighbour, of the other team, for next week."""
    batch = _batch(world)
    row = Handover.objects.create(
        batch=batch,
        dossier=world.dossier,
        person=world.person,
        giver=world.cast.referent,
        receiver=world.cast.neighbour,
        proposed_by=world.cast.referent,
        takes_effect_on=batch.takes_effect_on,
    )
    return with_dossier(world) | {"handover_id": row.pk}


def a_handover_done(world: World) -> dict[str, Any]:
    """The same, once done: the neighbour holds the thread."""
    args = a_handover(world)
    before = Referent.objects.get(dossier=world.dossier, until_on=None)
    before.until_on = today()
    before.save()
    after = Referent.objects.create(
        dossier=world.dossier, person=world.person, user=world.cast.neighbour, since_on=today()
    )
    Handover.objects.filter(pk=args["handover_id"]).update(
        state="done", effected_at="2026-11-23T09:00:00Z", before=before, after=after
    )
    return args


def chosen(world: World) -> dict[str, Any]:
    return {"dossier": str(world.dossier.pk)}


FOLLOWED = Door(a_batch, allowed=to(("coordinator", "head")))
DECIDED = Door(a_handover, allowed=to(LEADING) | {"colleague": 403, "neighbour": 403})

DOORS = {
    "support:handover_list": Door(allowed=to((*ACCOMPANYING, "partner"))),
    "support:handover_panel": Door(
        allowed=to(("referent", "colleague", "neighbour", "coordinator", "head")),
        otherwise=200,
    ),
    "support:handover_start": Door(data=chosen, allowed=to(LEADING)),
    "support:leaving_tasks": Door(lambda world: {"user_id": world.cast.referent.pk}, allowed={"head": 200}),
    "support:handover_batch": FOLLOWED,
    "support:handover_progress": FOLLOWED,
    "support:handover_batch_undo": FOLLOWED,
    "support:handover_detail": Door(a_handover, allowed=to((*THOSE_AROUND, "neighbour"))),
    "support:handover_print": Door(a_handover, allowed=to(THOSE_AROUND) | {"neighbour": 403}),
    "support:handover_write": DECIDED,
    "support:handover_tell": DECIDED,
    "support:handover_call_off": DECIDED,
    "support:handover_decline": Door(a_handover, allowed={"neighbour": 200} | to(THOSE_AROUND, 403)),
    "support:handover_take": Door(
        a_handover_done, method="post", allowed={"neighbour": 302} | to(THOSE_AROUND, 403)
    ),
}
