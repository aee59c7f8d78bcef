"""The doors of administration: administrators manage, heads of service look, nobody else knows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.cast import World
from tests.doors import Door
from tisserand.accounts.models import Departure, Invitation
from tisserand.common.clock import now, today

LOOK = {"administrator": 200, "head": 200}
MANAGE = {"administrator": 200, "head": 403}
DO = {"administrator": 302, "head": 403}


def with_member(world: World) -> dict[str, Any]:
    """Someone who works in the CCAS."""
    return {"user_id": world.cast.referent.pk}


def with_role(world: World) -> dict[str, Any]:
    """Their role."""
    return {"membership_id": world.cast.referent.memberships.get().pk}


def with_team(world: World) -> dict[str, Any]:
    """A team of the CCAS."""
    return {"team_id": world.north.pk}


def with_invitation(world: World) -> dict[str, Any]:
    """An invitation that waits."""
    invitation = Invitation.objects.create(
        organisation=world.ccas,
        role="reception",
        email="nouvelle@exemple.test",
        invited_by=world.cast.administrator,
        key_digest="door",
        expires_at=now(),
    )
    return {"invitation_id": invitation.pk}


def with_departure(world: World) -> dict[str, Any]:
    """The colleague leaves next week."""
    departure = Departure.objects.create(
        organisation=world.ccas, user=world.cast.colleague, last_day=today() + timedelta(days=7)
    )
    return {"departure_id": departure.pk}


DOORS = {
    "accounts:departure_list": Door(allowed=LOOK),
    "accounts:departure_plan": Door(allowed=MANAGE),
    "accounts:departure_detail": Door(with_departure, allowed=LOOK),
    "accounts:departure_move": Door(with_departure, allowed=MANAGE),
    "accounts:departure_call_off": Door(with_departure, allowed=MANAGE),
    "accounts:member_list": Door(allowed=LOOK),
    "accounts:member_detail": Door(with_member, allowed=LOOK),
    "accounts:membership_give": Door(with_member, allowed=MANAGE),
    "accounts:membership_end": Door(with_role, allowed=MANAGE),
    "accounts:membership_restore": Door(with_role, method="post", allowed=DO),
    "accounts:member_close": Door(with_member, allowed=MANAGE),
    "accounts:member_reopen": Door(with_member, method="post", allowed=DO),
    "accounts:second_factor_reset": Door(with_member, allowed=MANAGE),
    "accounts:team_list": Door(allowed=LOOK),
    "accounts:team_create": Door(allowed=MANAGE),
    "accounts:team_rename": Door(with_team, allowed=MANAGE),
    "accounts:team_close": Door(with_team, allowed=MANAGE),
    "accounts:team_reopen": Door(with_team, method="post", allowed=DO),
    "accounts:invitation_list": Door(allowed=LOOK),
    "accounts:invitation_send": Door(allowed=MANAGE),
    "accounts:invitation_resend": Door(with_invitation, method="post", allowed=DO),
    "accounts:invitation_withdraw": Door(with_invitation, allowed=MANAGE),
    "accounts:organisation_edit": Door(allowed=LOOK),
    "accounts:trail": Door(allowed=LOOK),
}
