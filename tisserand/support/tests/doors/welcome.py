"""Doors of the first welcome: whoever accompanies or welcomes in the organisation."""

from datetime import UTC, datetime
from typing import Any

from tests.cast import World
from tests.doors import ACCOMPANYING, KNOWING, Door, to
from tisserand.support.choices import WelcomeOutcome
from tisserand.support.models import FirstWelcome

WELCOMING = to((*KNOWING, "partner")) | to(("administrator", "peer"), 403)


def a_welcome(world: World) -> dict[str, Any]:
    row = FirstWelcome.objects.create(
        organisation=world.ccas,
        welcomed_by=world.cast.reception,
        welcomed_at=datetime(2026, 11, 23, 9, 0, tzinfo=UTC),
        request="Le frigo est vide.",
        outcome=WelcomeOutcome.URGENT,
    )
    return {"welcome_id": row.pk}


DOORS = {
    "support:welcome_list": Door(allowed=WELCOMING),
    "support:welcome_create": Door(allowed=WELCOMING),
    "support:welcome_known": Door(method="post", allowed=WELCOMING),
    "support:welcome_detail": Door(a_welcome, allowed=to(KNOWING)),
    "support:welcome_edit": Door(a_welcome, allowed=to(KNOWING)),
    "support:welcome_handle": Door(a_welcome, method="post", allowed=to(KNOWING, 302)),
    "support:welcome_open": Door(a_welcome, allowed=to(ACCOMPANYING) | {"reception": 403}),
    "support:welcome_alike": Door(a_welcome, method="post", allowed=to(ACCOMPANYING) | {"reception": 403}),
}
