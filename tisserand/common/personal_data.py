"""What each room holds about a person: the rooms register here, whoever answers a person's request iterates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

Export = Callable[[UUID], Any]


@dataclass(frozen=True)
class Holding:
    """One part of what is held: where, how it is called, how to read it out (plain values, ready for JSON)."""

    part: str  # "people.contacts"
    label: str
    export: Export


_holdings: dict[str, Holding] = {}


def register_holding(part: str, label: str, export: Export) -> None:
    """Declare what a room holds; called from its `AppConfig.ready`."""
    _holdings[part] = Holding(part, label, export)


def holdings() -> list[Holding]:
    """Every part, in the order of the rooms."""
    return list(_holdings.values())


def export_person(person_id: UUID) -> Iterator[tuple[str, Any]]:
    """All that is held about a person, part by part, under the words of the screen."""
    for holding in holdings():
        yield holding.label, holding.export(person_id)
