"""Where words stand on the picture: of two words none covers the other, and none covers a face if there is room."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from tisserand.people.picture.boxes import Room, Size, room_of, touches
from tisserand.ui.drawing.geometry import Point

WORD, FACE, LINE = 40.0, 20.0, 2.4
AIR = 1.5


@dataclass
class Labels:
    """What words had better not cover: those written already, the people, the lines."""

    paper: float
    faces: list[Room]
    lines: dict[str, list[Point]]
    words: list[Room] = field(default_factory=list)

    @property
    def bottom(self) -> float:
        """How far down words go."""
        return max((word.bottom for word in self.words), default=0.0)

    def write(self, spots: Iterable[tuple[Point, float]], size: Size, own: str = "") -> Point:
        """The middle of the best of `spots`, each with what it costs to go there; `own`: the line it may cover."""
        lines = [point for key, points in self.lines.items() if key != own for point in points]
        best, least = Point(0, 0), float("inf")
        for wish, spot in sorted((wish, spot) for spot, wish in spots):
            if wish >= least:
                break
            room = room_of(spot, size, AIR)
            cost = wish + self._covered(room)
            if cost < least:
                cost += LINE * sum(_holds(room, point) for point in lines)
            if cost < least:
                best, least = spot, cost
        self.words.append(room_of(best, size))
        return best

    def _covered(self, room: Room) -> float:
        covered = WORD * sum(touches(room, word) for word in self.words)
        covered += FACE * sum(touches(room, face) for face in self.faces)
        return covered + WORD * (room.left < 0 or room.right > self.paper)


def _holds(room: Room, point: Point) -> bool:
    return room.left < point.x < room.right and room.top < point.y < room.bottom
