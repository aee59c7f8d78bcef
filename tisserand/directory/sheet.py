"""The sheets of the directory: what one may do from them, and what rooms above add without being named here.

A room above adds a button (`register_actions`), a fact to be seen at once (`register_chips`), or a panel
(`ui.panels.register("service", …)` or `"structure"`, whose view receives `service_id` or `structure_id`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from tisserand.accounts.actors import Actor
from tisserand.directory.models import Listed, Service, Structure


@dataclass(frozen=True)
class SheetAction:
    """A button of a sheet: « Orienter », « Signaler une erreur »."""

    label: str
    url: str
    icon: str = ""
    order: int = 50
    is_main: bool = False


@dataclass(frozen=True)
class SheetChip:
    """A fact in two words under the title: « complet », « vérifié hier »."""

    label: str
    tone: str = "neutral"
    icon: str = ""
    url: str = ""
    order: int = 50


Provider = Callable[[Actor, Listed], Iterable[Any]]
_actions: list[Provider] = []
_chips: list[Provider] = []


def register_actions(provider: Callable[[Actor, Listed], Iterable[SheetAction]]) -> None:
    """Let a room add buttons, given who looks and at which service or structure; called from `AppConfig.ready`."""
    if provider not in _actions:
        _actions.append(provider)


def register_chips(provider: Callable[[Actor, Listed], Iterable[SheetChip]]) -> None:
    """Let a room add facts; called from its `AppConfig.ready`."""
    if provider not in _chips:
        _chips.append(provider)


def sheet(actor: Actor, listed: Service | Structure) -> dict[str, Any]:
    """What every sheet shows around its own facts."""
    actions = [each for provider in _actions for each in provider(actor, listed)]
    chips = [each for provider in _chips for each in provider(actor, listed)]
    return {
        "listed": listed,
        "actions": sorted(actions, key=lambda each: (not each.is_main, each.order)),
        "chips": sorted(chips, key=lambda each: each.order),
    }
