"""What a guest finds once let in: the rooms above hang their own parts here, without being named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from tisserand.accounts.actors import Actor
from tisserand.sharing.models import Grant, Guest
from tisserand.sharing.queries import openings_of_guest
from tisserand.sharing.scope import Scope, Section, of_grant


@dataclass(frozen=True)
class Visit:
    """One guest, inside: who they are for the rules, and what is open to them today."""

    guest: Guest
    actor: Actor

    @cached_property
    def openings(self) -> list[tuple[Grant, Scope]]:
        """What agreements open to them, latest first; nothing for the person, who reads all of that elsewhere."""
        return [(grant, of_grant(grant)) for grant in openings_of_guest(self.actor)]


# Its template finds `visit`, `actor` (a guest: `actor.is_guest`) and, as `shared`, what the section gives.
GuestProvider = Callable[[Visit], Section | None]
_providers: list[tuple[int, GuestProvider]] = []


def register_guest_section(provider: GuestProvider, *, order: int) -> GuestProvider:
    """Let a room show something to guests, the person included; called from its `AppConfig.ready`.

    The provider answers to the visit and to nothing else, and asks its own policy of `visit.actor`. Views behind the
    addresses that it shows stand under `visits.DOOR` and are decorated with `visits.guest_page`.
    """
    _providers.append((order, provider))
    return provider


def guest_sections_of(visit: Visit) -> list[Section]:
    """All that rooms show to this guest."""
    ordered = (provider for _, provider in sorted(_providers, key=lambda known: known[0]))
    return [section for provider in ordered if (section := provider(visit)) is not None]
