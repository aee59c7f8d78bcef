"""The drawing of a circle, ready for its template: wide for a screen or paper, narrow for a phone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tisserand.people.picture.boxes import Room, room_of, whole
from tisserand.sharing.choices import Ring
from tisserand.sharing.picture.bands import place_in_bands
from tisserand.sharing.picture.capsules import (
    DISC,
    Capsule,
    Line,
    Someone,
    capsule_of,
    label_size,
    middle_lines,
)
from tisserand.sharing.picture.orbits import MARGIN, place_on_orbits
from tisserand.ui.drawing.geometry import Point

CORNER = 34


@dataclass(frozen=True)
class Circle:
    """The line of a ring, and its name at the top of it."""

    ring: Ring
    left: int
    top: int
    width: int
    height: int
    radius: int

    @property
    def style(self) -> str:
        """« ring-1 »."""
        return f"ring-{self.ring.value}"

    @property
    def name(self) -> str:
        """« tout près »."""
        return str(self.ring.label)

    @property
    def name_room(self) -> Room:
        """What its name covers."""
        return room_of(Point(self.left + self.width / 2, self.top), label_size(self.name))

    @property
    def plate(self) -> dict[str, int]:
        """Behind its name, so that the line does not cross it."""
        room = self.name_room
        return {
            "x": round(room.left),
            "y": round(room.top),
            "width": round(room.right - room.left),
            "height": round(room.bottom - room.top),
        }

    @property
    def name_x(self) -> int:
        """Where its name is centred."""
        return round(self.left + self.width / 2)

    @property
    def name_y(self) -> int:
        """On what line its name is written."""
        return self.top + 5


@dataclass(frozen=True)
class Drawing:
    """Everything that is drawn."""

    shape: str  # "wide" or "narrow"
    width: int
    height: int
    x: int  # of the person
    y: int
    circles: list[Circle]
    capsules: list[Capsule]
    me: list[Line]
    disc: int = DISC


@dataclass(frozen=True)
class Places:
    """Where a layout puts everyone and the lines, around the middle (0, 0)."""

    shape: str
    middles: Mapping[str, Point]
    outlines: Mapping[Ring, Room]
    radii: Mapping[Ring, int]


def draw_circle(name: str, people: Sequence[Someone]) -> list[Drawing]:
    """The wide picture, then the narrow one."""
    rings = {ring: [one for one in people if one.ring == ring] for ring in Ring}
    ordered = [one for ring in Ring for one in rings[ring]]
    return [_drawing(name, ordered, places) for places in (_wide(rings), _narrow(rings))]


def _wide(rings: Mapping[Ring, Sequence[Someone]]) -> Places:
    placed = place_on_orbits(rings)
    outlines = {ring: orbit.outline for ring, orbit in placed.orbits.items()}
    radii = {ring: round(orbit.half_width) for ring, orbit in placed.orbits.items()}
    return Places("wide", placed.middles, outlines, radii)


def _narrow(rings: Mapping[Ring, Sequence[Someone]]) -> Places:
    stacked = place_in_bands(rings)
    return Places("narrow", stacked.middles, stacked.outlines, dict.fromkeys(Ring, CORNER))


def _drawing(name: str, people: Sequence[Someone], places: Places) -> Drawing:
    capsules = [capsule_of(one, places.middles[one.key]) for one in people]
    frame = whole(_rooms(capsules, places.outlines))
    # The same room on both sides: the person stays in the middle.
    half = max(-frame.left, frame.right)
    x, y = round(half + MARGIN), round(-frame.top + MARGIN)
    circles = [
        Circle(
            ring,
            round(x + room.left),
            round(y + room.top),
            round(room.right - room.left),
            round(room.bottom - room.top),
            places.radii[ring],
        )
        for ring, room in places.outlines.items()
    ]
    moved = [capsule_of(one.someone, Point(one.x + x, one.y + y)) for one in capsules]
    height = round(frame.bottom + MARGIN) + y
    return Drawing(places.shape, 2 * x, height, x, y, circles, moved, middle_lines(name))


def _rooms(capsules: Iterable[Capsule], outlines: Mapping[Ring, Room]) -> Iterable[Room]:
    yield from (capsule.room for capsule in capsules)
    for ring, room in outlines.items():
        yield room
        yield room_of(Point(0, room.top), label_size(ring.label))
