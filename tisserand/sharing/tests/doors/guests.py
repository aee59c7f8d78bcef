"""The doors of guests: those who keep the dossier give links; whoever works has no place on the other side."""

from __future__ import annotations

from typing import Any

from tests.cast import World
from tests.doors import ACCOMPANYING, SIGNED_IN, THOSE_AROUND, Door, to, with_person
from tisserand.sharing.tests.factories import make_consent, make_guest


def with_guest(world: World) -> dict[str, Any]:
    """A link that the person holds."""
    return with_person(world) | {"guest_id": make_guest(world)[0].pk}


def with_own_consent(world: World) -> dict[str, Any]:
    """An agreement that the person would take back by their own link."""
    return {"consent_id": make_consent(world).pk}


# Whoever is not inside by a link is asked for it, whoever they are at work.
ASKED: dict[str, Any] = {"otherwise": 302, "nobody": 302}
DOORS = {
    "sharing:guest_invite": Door(with_person, allowed=to(THOSE_AROUND)),
    "sharing:guest_detail": Door(with_guest, allowed=to(THOSE_AROUND)),
    "sharing:guest_see": Door(with_guest, method="post", allowed=to(THOSE_AROUND, 302)),
    "sharing:guest_renew": Door(with_guest, allowed=to(THOSE_AROUND)),
    "sharing:guest_revoke": Door(with_guest, allowed=to(THOSE_AROUND)),
    # Empty for whoever has nothing to read: it says nothing.
    "sharing:guest_panel": Door(allowed=to(SIGNED_IN)),
    "sharing:guest_enter": Door(allowed=to(SIGNED_IN), nobody=200, guest=302),
    "sharing:guest_home": Door(**ASKED, guest=200),
    "sharing:guest_trail": Door(**ASKED, guest=404),
    "sharing:guest_take_back": Door(with_own_consent, **ASKED, guest=404),
    "sharing:guest_upgrade": Door(method="post", otherwise=403, nobody=403, guest=302),
    # Without a ticket, it says how to come back.
    "sharing:guest_attach": Door(allowed=to((*ACCOMPANYING, "partner", "peer"))),
    "sharing:guest_leave": Door(method="post", **ASKED),
}
