"""The doors of Aujourd’hui and of the team's load: each finds the page of their work."""

from __future__ import annotations

from tests.doors import ACCOMPANYING, THOSE_AROUND, Door, to, with_dossier

LATER = Door(with_dossier, method="post", allowed=to(THOSE_AROUND, 302) | to(("neighbour", "reception"), 403))

DOORS = {
    "support:today": Door(
        allowed=to((*ACCOMPANYING, "partner", "reception", "former", "stranger"))
        | to(("administrator", "peer", "two_hats"), 302)
    ),
    "support:line_put_off": LATER,
    "support:line_take_back": LATER,
    "support:load": Door(allowed=to(("coordinator", "head"))),
}
