"""Doors of what keeps the sheets alive: whoever reads reports; whoever works there mends; a team has its notes."""

from __future__ import annotations

from typing import Any

from tests.cast import World
from tests.doors import MEMBERS, SIGNED_IN, Door, to
from tisserand.common.clock import now, today
from tisserand.directory.models import Check, Closure, Correction, Mistake, PlaceLink, RoomSaid, TeamNote
from tisserand.directory.tests.factories import make_service, make_structure

TENDING = tuple(who for who in MEMBERS if who != "peer")
NORTH = ("referent", "colleague", "coordinator")
TEAMED = (*NORTH, "neighbour", "partner")  # those who work in a team


def with_sheet(world: World) -> dict[str, Any]:
    """A service, as an address says it."""
    return {"kind": "services", "listed_id": make_service().pk}


def said(model: type, name: str, **more: Any):
    """Arguments of an address about something said of a service."""

    def args(world: World) -> dict[str, Any]:
        return {name: model.objects.create(service=make_service(), **more).pk}

    return args


def a_note(**more: Any):
    """A note of the north team."""

    def args(world: World) -> dict[str, Any]:
        note = TeamNote.objects.create(service=make_service(), team=world.north, text="Appeler Zoé", **more)
        return {"note_id": note.pk}

    return args


def a_link(world: World) -> dict[str, Any]:
    """A link that a structure was sent."""
    structure = make_structure("lien", courriel="accueil@example.org")
    told = {"number_digest": "-", "sent_to": structure.email, "expires_at": now()}
    return {"link_id": PlaceLink.objects.create(structure=structure, **told).pk}


A_CORRECTION = said(Correction, "correction_id", field="telephone", value="+33476000001", why="appelé")
A_MISTAKE = said(Mistake, "mistake_id", word="fermé le lundi")

DOORS = {
    "directory:sheet_upkeep": Door(with_sheet, allowed=to(MEMBERS)),
    "directory:service_upkeep": Door(lambda world: {"service_id": make_service().pk}, allowed=to(MEMBERS)),
    "directory:structure_upkeep": Door(
        lambda world: {"structure_id": make_service().structure_id}, allowed=to(MEMBERS)
    ),
    "directory:sheet_correct": Door(with_sheet, allowed=to(TENDING)),
    "directory:correction_list": Door(allowed=to(TENDING)),
    "directory:correction_undo": Door(A_CORRECTION, method="post", allowed=to(TENDING, 302)),
    "directory:correction_keep": Door(A_CORRECTION, method="post", allowed=to(TENDING, 302)),
    "directory:correction_take": Door(A_CORRECTION, method="post", allowed=to(TENDING, 302)),
    "directory:sheet_check": Door(with_sheet, method="post", allowed=to(TENDING, 302)),
    "directory:check_undo": Door(said(Check, "check_id"), method="post", allowed=to(TENDING, 302)),
    "directory:mistake_report": Door(with_sheet, allowed=to(MEMBERS)),
    "directory:mistake_list": Door(allowed=to(TENDING)),
    "directory:mistake_answer": Door(A_MISTAKE, allowed=to(TENDING)),
    "directory:mistake_withdraw": Door(A_MISTAKE, method="post", allowed=to(TENDING, 302)),
    "directory:closure_add": Door(with_sheet, allowed=to(TENDING)),
    "directory:closure_lift": Door(
        said(Closure, "closure_id", begins_on=today()), method="post", allowed=to(TENDING, 302)
    ),
    "directory:room_say": Door(lambda world: {"listed_id": make_service().pk}, allowed=to(TENDING)),
    "directory:room_withdraw": Door(
        said(RoomSaid, "room_id", level="full"), method="post", allowed=to(TENDING, 302)
    ),
    "directory:note_write": Door(with_sheet, allowed=to(TEAMED)),
    "directory:note_edit": Door(a_note(), allowed=to(NORTH)),
    "directory:note_remove": Door(a_note(), method="post", allowed=to(NORTH, 302)),
    "directory:note_restore": Door(a_note(removed_at=now()), method="post", allowed=to(NORTH, 302)),
    "directory:place_list": Door(allowed=to(TENDING)),
    "directory:place_withdraw": Door(a_link, allowed=to(TENDING)),
    "directory:keeping_count": Door(allowed=to(SIGNED_IN)),  # naught
    "directory:place_answer": Door(otherwise=200, nobody=200),
}
