"""The doors of what guests say of their steps."""

from __future__ import annotations

from typing import Any

from tests.cast import World
from tests.doors import SIGNED_IN, THOSE_AROUND, Door, to
from tisserand.support.tests.test_step_reports import make_doctor, make_report, make_step


def with_step(world: World) -> dict[str, Any]:
    """A step that names another partner than the guest who knocks."""
    return {"step_id": make_step(world, name="Mme Autre").pk}


def with_report(world: World) -> dict[str, Any]:
    """Something said of a step, still to be read."""
    guest = make_doctor(world)[0]
    return {"dossier_id": world.dossier.pk, "report_id": make_report(world, guest, make_step(world)).pk}


DOORS = {
    # Whoever is not inside by a link is asked for it.
    "support:guest_step_report": Door(with_step, otherwise=302, guest=404),
    "support:report_decide": Door(
        with_report, allowed=to(THOSE_AROUND) | to(("neighbour", "reception"), 403)
    ),
    # Empty for whoever has nothing to read: it says nothing.
    "support:report_panel": Door(allowed=to(SIGNED_IN)),
}
