"""The doors of the essential account: those around the dossier keep it, partners propose through an opening."""

from __future__ import annotations

from typing import Any

from tests.cast import World
from tests.doors import KNOWING, SIGNED_IN, THOSE_AROUND, Door, to, with_person
from tisserand.common.clock import now
from tisserand.sharing.choices import Topic
from tisserand.sharing.models import AccountBlock
from tisserand.sharing.services.account import remove_block
from tisserand.sharing.tests.doors.sharing import with_opening
from tisserand.sharing.tests.factories import make_block, make_proposal


def with_account(world: World) -> dict[str, Any]:
    """The person of the open dossier, something being told of them."""
    make_block(world)
    return with_person(world)


def with_block(world: World) -> dict[str, Any]:
    """A block of their account."""
    return {"person_id": world.person.pk, "block_id": make_block(world).pk}


def with_removed_block(world: World) -> dict[str, Any]:
    """A block that was just taken off."""
    args = with_block(world)
    block = AccountBlock.objects.get(pk=args["block_id"])
    remove_block(actor=world.cast.actor("referent"), block=block, now=now())
    return args


def with_proposal(world: World) -> dict[str, Any]:
    """What the partner proposes about them."""
    return {"person_id": world.person.pk, "proposal_id": make_proposal(world).pk}


def _said(world: World) -> dict[str, Any]:
    return {"topic": Topic.HEALTH, "text": "Prend un traitement le matin.", "reach": "team", "revision": 0}


DOORS = {
    "sharing:account_detail": Door(with_account, allowed=to(THOSE_AROUND)),
    "sharing:account_print": Door(with_account, allowed=to(THOSE_AROUND)),
    "sharing:account_panel": Door(with_account, allowed=to(KNOWING)),  # empty but for those around
    "sharing:account_block_create": Door(with_person, "post", to(THOSE_AROUND, 302), data=_said),
    "sharing:account_block_edit": Door(with_block, allowed=to(THOSE_AROUND)),
    "sharing:account_block_remove": Door(with_block, "post", to(THOSE_AROUND, 302)),
    "sharing:account_block_restore": Door(with_removed_block, "post", to(THOSE_AROUND, 302)),
    "sharing:account_read_over": Door(with_account, "post", to(THOSE_AROUND, 302)),
    "sharing:proposal_create": Door(with_opening, allowed=to(("partner",))),
    "sharing:proposal_decide": Door(with_proposal, allowed=to(THOSE_AROUND)),
    "sharing:proposal_panel": Door(allowed=to(SIGNED_IN)),  # empty when nothing waits
}
