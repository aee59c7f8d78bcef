"""What someone who leaves holds, and what is given back after their last day: the rooms above register here.

The page of a departure never names these rooms. It shows counts, never who is accompanied: administrators read it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from tisserand.accounts.actors import Actor
from tisserand.accounts.models import Departure, User
from tisserand.accounts.walled import past_the_wall


@dataclass(frozen=True)
class Held:
    """One line: what is held, how many are left, one gesture for those who may do it.

    `is_left` says that somebody must act before the last day; the others look after themselves, as `text` says.
    """

    label: str  # « 4 dossiers restent sans référent·e »
    text: str = ""
    icon: str = "circle"
    is_left: bool = False
    gesture: str = ""
    url: str = ""
    order: int = 50


@dataclass(frozen=True)
class Leaver:
    """Who leaves which organisation, when."""

    user: User
    organisation_id: UUID
    last_day: date


def leaver_of(departure: Departure) -> Leaver:
    """The one a departure is about."""
    return Leaver(departure.user, departure.organisation_id, departure.last_day)


Provider = Callable[[Actor, Leaver, datetime], Iterable[Held]]
Closing = Callable[[Leaver, datetime], dict[str, int]]
_providers: list[Provider] = []
_closings: list[Closing] = []


def register_held(provider: Provider) -> Provider:
    """Let a room say what someone who leaves holds in it; called from its `AppConfig.ready`."""
    _providers.append(provider)
    return provider


def register_closing(closing: Closing) -> Closing:
    """Let a room give back what is still held once the last day is over; it returns counts for the report."""
    _closings.append(closing)
    return closing


def held_by(actor: Actor, leaver: Leaver, now: datetime) -> list[Held]:
    """Every line: what must be done first, then what looks after itself. The same counts for all who may read them."""
    with past_the_wall():
        lines = [line for provider in _providers for line in provider(actor, leaver, now)]
    return sorted(lines, key=lambda line: (not line.is_left, line.order))


def close_all(leaver: Leaver, now: datetime) -> dict[str, int]:
    """Give back everything, in the order of the rooms; returns the counts."""
    report: dict[str, int] = {}
    for closing in _closings:
        report |= closing(leaver, now)
    return report
