"""How much room someone takes on the picture, and whether two rooms meet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from tisserand.ui.drawing.geometry import Point


@dataclass(frozen=True)
class Size:
    """How much room someone takes: the symbol on top, the words under it."""

    width: float
    height: float


class Room(NamedTuple):
    """A rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> Point:
        """Its centre."""
        return Point((self.left + self.right) / 2, (self.top + self.bottom) / 2)


def room_of(middle: Point, size: Size, around: float = 0) -> Room:
    """The room someone takes, with some air around."""
    wide, high = size.width / 2 + around, size.height / 2 + around
    return Room(middle.x - wide, middle.y - high, middle.x + wide, middle.y + high)


def touches(a: Room, b: Room) -> bool:
    """Whether two rooms meet."""
    return a.left < b.right and b.left < a.right and a.top < b.bottom and b.top < a.bottom


def whole(rooms: Iterable[Room]) -> Room:
    """The smallest room that holds them all."""
    lefts, tops, rights, bottoms = zip(*rooms, strict=True)
    return Room(min(lefts), min(tops), max(rights), max(bottoms))
