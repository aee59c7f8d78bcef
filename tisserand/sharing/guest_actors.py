"""The actor whom a link lets in, and whether anything is there for them: an agreement, or what a room above gives."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from tisserand.accounts.actors import Actor
from tisserand.sharing.models import Guest
from tisserand.sharing.queries import openings_visible_to

Reason = Callable[[Actor, Guest], bool]
_reasons: list[Reason] = []


def actor_of(guest: Guest, *, today: date) -> Actor:
    """On whose behalf is done what is done through a link; the trail names them as the circle does."""
    return Actor(
        guest_id=guest.pk,
        member_id=guest.member_id,
        person_id=guest.person_id,
        name=guest.called,
        today=today,
    )


def register_reason(reason: Reason) -> Reason:
    """Let a room say that a guest to whom no agreement opens anything has something to come for (a meeting they are
    invited to); called from its `AppConfig.ready`."""
    _reasons.append(reason)
    return reason


def may_come(actor: Actor, guest: Guest) -> bool:
    """Whether something is there for them today. The person always reads who looked."""
    if guest.is_the_person:
        return True
    return openings_visible_to(actor).exists() or any(reason(actor, guest) for reason in _reasons)
