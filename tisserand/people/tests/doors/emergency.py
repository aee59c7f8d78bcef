"""The doors of an emergency: whoever works there may open what is closed to them; it is told to those who answer."""

from __future__ import annotations

from typing import Any

from tests.cast import World
from tests.doors import KNOWING, SIGNED_IN, THOSE_AROUND, Door, to, with_person
from tisserand.people.tests.factories import make_opening

WORKING = {**to(KNOWING), "partner": 200}
ANSWERING = ("administrator", "head")


def with_opening(world: World) -> dict[str, Any]:
    """The neighbour reads the person in restricted access, at this moment."""
    return {"opening_id": make_opening(world, person=world.restricted.person).pk}


def with_opening_over(world: World) -> dict[str, Any]:
    """They did this morning."""
    return {"opening_id": make_opening(world, person=world.restricted.person, is_over=True).pk}


DOORS = {
    # Those around the dossier read it already: they are led there.
    "people:emergency_open": Door(
        with_person, allowed={"neighbour": 200, "reception": 200, **to(THOSE_AROUND, 302)}
    ),
    "people:emergency_find": Door(allowed=WORKING, otherwise=403),
    "people:emergency_nobody": Door(allowed=WORKING, otherwise=403),
    # Empty for whoever is told of nothing: it says nothing.
    "people:emergency_panel": Door(allowed=to(SIGNED_IN)),
    "people:emergency_detail": Door(with_opening, allowed=to(("neighbour", "referent", *ANSWERING))),
    "people:emergency_close": Door(
        with_opening, allowed={"neighbour": 200, **to(("referent", *ANSWERING), 403)}
    ),
    "people:emergency_end": Door(
        with_opening, method="post", allowed={**to(("neighbour", *ANSWERING), 302), "referent": 403}
    ),
    "people:emergency_review": Door(
        with_opening_over, allowed={**to(ANSWERING), **to(("neighbour", "referent"), 403)}
    ),
    "people:emergency_list": Door(allowed=to(ANSWERING)),
    "people:emergency_notice": Door(allowed=to(ANSWERING)),
}
