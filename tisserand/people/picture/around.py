"""Where those around stand: as near to the person as there is room, with a clear way to them. Pure and deterministic.

Someone around never stands among the lines of the family nor inside the outline of a household: it would say that they
belong there. Those who help by their trade are sought above, the others beside and below.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from math import atan2, hypot, pi

from tisserand.people.picture.boxes import Room, Size, room_of, touches, whole
from tisserand.ui.drawing.geometry import Point, passes_through

STEP_X, STEP_Y = 32, 44
AIR = 13.0  # between someone around and what is near
FARTHEST = 330  # how far outside the family a place is sought
LOWER = 1.25  # a place is farther up or down than beside
BLOCKED, WRONG_SIDE, OUTSIDE, CROWDED = 240.0, 260.0, 0.8, 120.0
NEAREST, TOO_NEAR = 190.0, 1.6  # the word of a tie needs its line
APART = 0.2  # radians between two ways, so that their lines do not run together


def place_around(
    at: dict[str, Point],
    sizes: Mapping[str, Size],
    *,
    above: Sequence[str],
    below: Sequence[str],
    kept_free: Sequence[Room],
    told: Iterable[str] = (),
) -> None:
    """Give a place to each of those around, one after the other: `at` receives them.

    `told`: those of the family to whom a tie runs, over whose line nobody is put.
    """
    family = whole([*(room_of(at[key], sizes[key]) for key in at), *kept_free])
    ground = _Ground(at, sizes, list(kept_free), family)
    ground.lines += [at[key] for key in told if key in at]
    for keys, is_above in ((above, True), (below, False)):
        for key in keys:
            at[key] = ground.best_for(sizes[key], is_above=is_above)
            ground.ways.append(at[key])


class _Ground:
    """What is already there, and the ways already taken."""

    def __init__(
        self, at: dict[str, Point], sizes: Mapping[str, Size], kept_free: list[Room], family: Room
    ) -> None:
        self.at, self.sizes, self.kept_free, self.family = at, sizes, kept_free, family
        self.middle = at["me"]
        self.ways: list[Point] = []  # of those around
        self.lines: list[Point] = []  # of the family

    def best_for(self, size: Size, *, is_above: bool) -> Point:
        """The place that costs least; those that cannot win any more are not looked at closely."""
        best, least = Point(self.family.right + FARTHEST, self.middle.y), float("inf")
        for cost, spot in sorted((self._distance(spot, size, is_above), spot) for spot in self._spots()):
            if cost >= least:
                break
            total = cost + self._trouble(spot, size)
            if total < least:
                best, least = spot, total
        return best

    def _spots(self) -> Iterable[Point]:
        """A grid from the person, so that neighbours line up."""
        across = _grid(self.middle.x, self.family.left, self.family.right, STEP_X)
        down = _grid(self.middle.y, self.family.top, self.family.bottom, STEP_Y)
        return (Point(x, y) for x, y in product(across, down))

    def _distance(self, spot: Point, size: Size, is_above: bool) -> float:
        room = room_of(spot, size)
        outside = max(0.0, self.family.left - room.left) + max(0.0, room.right - self.family.right)
        is_wrong = spot.y > self.middle.y - STEP_Y if is_above else spot.y < self.middle.y
        away = hypot(spot.x - self.middle.x, (spot.y - self.middle.y) * LOWER)
        return away + TOO_NEAR * max(0.0, NEAREST - away) + OUTSIDE * outside + WRONG_SIDE * is_wrong

    def _trouble(self, spot: Point, size: Size) -> float:
        """Infinite where someone or something stands; otherwise what stands in the way, and lines running together."""
        room = room_of(spot, size, AIR)
        taken = [*self.kept_free, *(room_of(self.at[key], self.sizes[key]) for key in self.at)]
        if any(touches(room, other) for other in taken):
            return float("inf")
        blocked = sum(
            passes_through(self.middle, spot, self.at[key], self.sizes[key].width, self.sizes[key].height)
            for key in self.at
            if key != "me"
        )
        wide, high = size.width + 2 * AIR, size.height + 2 * AIR
        blocked += sum(
            passes_through(self.middle, way, spot, wide, high) for way in [*self.ways, *self.lines]
        )
        return BLOCKED * blocked + sum(CROWDED * self._together(spot, way) for way in self.ways)

    def _together(self, spot: Point, way: Point) -> float:
        """From 0, far apart, to 1, the same direction."""
        apart = abs(self._angle(spot) - self._angle(way))
        return max(0.0, 1 - min(apart, 2 * pi - apart) / APART)

    def _angle(self, spot: Point) -> float:
        return atan2(spot.y - self.middle.y, spot.x - self.middle.x)


def _grid(middle: float, low: float, high: float, step: int) -> list[float]:
    before = int((middle - low + FARTHEST) // step)
    after = int((high - middle + FARTHEST) // step)
    return [middle + step * number for number in range(-before, after + 1)]
