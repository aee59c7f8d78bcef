"""Doors of what an agreement hands out: those to whom it opens, and nobody of the organisation that shares."""

from __future__ import annotations

from typing import Any

from tests.cast import World
from tests.doors import Door, to
from tisserand.sharing.tests.factories import make_consent
from tisserand.support.tests.doors.document import a_version


def a_shared_document(world: World) -> dict[str, Any]:
    """A document chosen in an agreement that opens to the association."""
    document_id = a_version(world).document_id
    consent = make_consent(world, documents=[document_id])
    return {"grant_id": consent.grants.get().pk, "document_id": document_id}


DOORS = {
    # Whoever is not inside by a link is asked for it; a guest finds what is open to them alone.
    "support:guest_document_file": Door(a_shared_document, otherwise=302, guest=404),
    "support:guest_document_page": Door(
        lambda world: a_shared_document(world) | {"page": 1}, otherwise=302, guest=404
    ),
    "support:shared_document_file": Door(a_shared_document, allowed=to(("partner",))),
    "support:shared_document_page": Door(
        lambda world: a_shared_document(world) | {"page": 1}, allowed=to(("partner",))
    ),
}
