"""Panels: a page leaves a place, rooms above it register what to show there; the page never names them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Panel:
    """One fragment fetched into a place; its view answers an empty body when it has nothing to show."""

    order: int
    url_name: str


_panels: dict[str, set[Panel]] = defaultdict(set)


def register(place: str, url_name: str, *, order: int = 100) -> None:
    """Show `url_name` in `place`; the view receives the arguments the page passes to `{% panels %}`."""
    _panels[place].add(Panel(order, url_name))


def panels_of(place: str) -> list[Panel]:
    """The panels of a place, in order."""
    return sorted(_panels[place])
