"""The wide picture: each one on the line of their ring. A ring is a circle, drawn taller when it is crowded.

Pure and deterministic. Nobody covers anybody, the name of a ring, or the line of another ring.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import cos, hypot, pi, sin

from tisserand.people.picture.boxes import Room, Size, room_of, touches
from tisserand.sharing.choices import Ring
from tisserand.sharing.picture.capsules import DISC, WIDTH, Someone, height_of, label_size
from tisserand.ui.drawing.geometry import Point

HALF_WIDTHS = {Ring.CLOSE: 140, Ring.AROUND: 208, Ring.FURTHER: 276}
BETWEEN = 68  # from the line of a ring to the next, above and below
TALLER = 20
SAMPLES = 144
PHASES = 6
AIR = 4.0
MARGIN = 8


@dataclass(frozen=True)
class Orbit:
    """The line of a ring: a circle of that half-width, opened by straight sides up to that half-height."""

    half_width: float
    half_height: float

    def points(self) -> list[Point]:
        """Points all along, evenly, from the right-hand side, clockwise."""
        straight = 2 * (self.half_height - self.half_width)
        whole = 2 * straight + 2 * pi * self.half_width
        return [self._at(whole * n / SAMPLES, straight) for n in range(SAMPLES)]

    def _at(self, length: float, straight: float) -> Point:
        half, turn = straight / 2, pi * self.half_width
        if length < half:
            return Point(self.half_width, length)
        length -= half
        if length < turn:
            return self._on_arc(length / self.half_width, half)
        length -= turn
        if length < straight:
            return Point(-self.half_width, half - length)
        length -= straight
        if length < turn:
            return self._on_arc(pi + length / self.half_width, -half)
        return Point(self.half_width, -half + length - turn)

    def _on_arc(self, angle: float, y: float) -> Point:
        return Point(self.half_width * cos(angle), y + self.half_width * sin(angle))

    @property
    def _spine(self) -> float:
        """Half of the upright segment from which the line is everywhere as far."""
        return self.half_height - self.half_width

    def holds(self, room: Room) -> bool:
        """Whether the whole of `room` is inside."""
        aside = max(-room.left, room.right)
        beyond = max(0.0, -self._spine - room.top, room.bottom - self._spine)
        return hypot(aside, beyond) <= self.half_width

    def is_clear_of(self, room: Room) -> bool:
        """Whether the whole of `room` is outside."""
        aside = max(0.0, room.left, -room.right)
        beyond = max(0.0, -self._spine - room.bottom, room.top - self._spine)
        return hypot(aside, beyond) >= self.half_width

    @property
    def outline(self) -> Room:
        """What it stands in."""
        return Room(-self.half_width, -self.half_height, self.half_width, self.half_height)


@dataclass
class Placed:
    """Where everyone stands, around the middle (0, 0); the line of each ring; the rooms taken by all of them."""

    middles: dict[str, Point] = field(default_factory=dict)
    orbits: dict[Ring, Orbit] = field(default_factory=dict)
    rooms: list[Room] = field(default_factory=list)


def place_on_orbits(people: Mapping[Ring, Sequence[Someone]]) -> Placed:
    """A place for each, ring after ring from the inside."""
    placed = Placed(rooms=[Room(-DISC, -DISC, DISC, DISC)])
    half_height = 0.0
    for ring in Ring:
        half_height = max(HALF_WIDTHS[ring], half_height + BETWEEN)
        orbit, middles = _grow(ring, people.get(ring, ()), half_height, placed)
        placed.orbits[ring] = orbit
        placed.middles |= middles
        placed.rooms.append(name_room(orbit, ring))
        placed.rooms += [room_of(middles[one.key], _size(one)) for one in people.get(ring, ())]
        half_height = orbit.half_height
    return placed


def name_room(orbit: Orbit, ring: Ring) -> Room:
    """Where the name of a ring stands: at the top of its line."""
    return room_of(Point(0, -orbit.half_height), label_size(ring.label))


def _size(one: Someone) -> Size:
    return Size(WIDTH, height_of(one))


def _grow(
    ring: Ring, people: Sequence[Someone], half_height: float, placed: Placed
) -> tuple[Orbit, dict[str, Point]]:
    """The lowest line on which all of them find room."""
    while True:
        orbit = Orbit(HALF_WIDTHS[ring], half_height)
        if all(orbit.holds(room) for room in placed.rooms):
            middles = _fit(ring, orbit, people, placed)
            if middles is not None:
                return orbit, middles
        half_height += TALLER


def _fit(ring: Ring, orbit: Orbit, people: Sequence[Someone], placed: Placed) -> dict[str, Point] | None:
    """Each near where an even spread would put them, whichever start disturbs them least; nothing if one finds none."""
    if not people:
        return {}
    tallest = Size(WIDTH, max(map(height_of, people)))
    taken = [*placed.rooms, name_room(orbit, ring)]
    points = orbit.points()
    rooms = {n: room_of(point, tallest, AIR / 2) for n, point in enumerate(points)}
    inner = placed.orbits.get(Ring(ring - 1)) if ring > Ring.CLOSE else None
    free = {n: room for n, room in rooms.items() if _is_free(room, taken, inner)}
    if len(free) < len(people):
        return None
    tries = [_spread(free, len(people), phase / PHASES) for phase in range(PHASES)]
    found = [spots for spots in tries if spots is not None]
    if not found:
        return None
    _, spots = min(found)
    return {one.key: points[spot] for one, spot in zip(people, spots, strict=True)}


def _spread(free: Mapping[int, Room], count: int, phase: float) -> tuple[float, list[int]] | None:
    """From the top, clockwise: what it costs, and where each stands."""
    spots: list[int] = []
    cost = 0.0
    for rank in range(count):
        wished = round(SAMPLES * (0.75 + (rank + phase) / count))
        spot = next((spot for spot in _around(wished) if spot in free and _is_clear(spot, free, spots)), None)
        if spot is None:
            return None
        spots.append(spot)
        cost += min((spot - wished) % SAMPLES, (wished - spot) % SAMPLES) ** 2
    return cost, spots


def _around(wished: int) -> Iterator[int]:
    """That place on the line, then those on either side, farther and farther."""
    yield wished % SAMPLES
    for away in range(1, SAMPLES // 2 + 1):
        yield (wished + away) % SAMPLES
        yield (wished - away) % SAMPLES


def _is_clear(spot: int, free: Mapping[int, Room], taken: Sequence[int]) -> bool:
    return not any(touches(free[spot], free[other]) for other in taken)


def _is_free(room: Room, taken: Sequence[Room], inner: Orbit | None) -> bool:
    is_clear = inner is None or inner.is_clear_of(room)
    return is_clear and not any(touches(room, other) for other in taken)
