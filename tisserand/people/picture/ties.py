"""How ties run from the person to each one: clear of people, of words, and of one another. Pure and deterministic.

Each tie tries a few bends and keeps the least troubled; they choose one after the other, the short ones first, then
once more when all are drawn. What is already there is looked up in squares of paper, so that a crowd costs little.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import hypot

from tisserand.people.picture.boxes import Room
from tisserand.ui.drawing.geometry import Point
from tisserand.ui.drawing.lines import CLEARANCE, Curve

BENDS = (0.0, 0.09, -0.09, 0.19, -0.19, 0.31, -0.31, 0.46, -0.46, 0.65, -0.65)
SQUARE = 9
SAMPLES = tuple(n / 22 for n in range(1, 22))
TRACE = tuple(n / 44 for n in range(45))
NEAR = 46.0  # around the person, all lines meet: no trouble there
SOMEONE, WORDS, LINE, OUTSIDE, BENT, SHORT = 16.0, 16.0, 2.5, 8.0, 18.0, 0.2

Square = tuple[int, int]


@dataclass(frozen=True)
class Stop:
    """What a tie leaves or reaches: a symbol and the words under it, or one capsule."""

    key: str
    middle: Point
    parts: tuple[Room, ...]

    def way_out(self, toward: Point, clearance: float) -> Point:
        """Where the straight way to `toward` leaves the last of the parts it goes through without a gap."""
        dx, dy = toward.x - self.middle.x, toward.y - self.middle.y
        long = hypot(dx, dy) or 1.0
        reached = 0.0
        for part in self.parts:
            enters, leaves = _through(part, self.middle, dx / long, dy / long)
            if enters <= reached + 6 and leaves > reached:
                reached = leaves
        reached = min(reached + clearance, long)
        return Point(self.middle.x + dx / long * reached, self.middle.y + dy / long * reached)


def _through(room: Room, start: Point, dx: float, dy: float) -> tuple[float, float]:
    """From which length to which a way is inside a room; the second is smaller when it never is."""
    enters, leaves = 0.0, float("inf")
    for at, step, low, high in (
        (start.x, dx, room.left, room.right),
        (start.y, dy, room.top, room.bottom),
    ):
        if abs(step) < 1e-9:
            if not low <= at <= high:
                return 1.0, 0.0
            continue
        first, second = sorted(((low - at) / step, (high - at) / step))
        enters, leaves = max(enters, first), min(leaves, second)
    return enters, leaves


@dataclass
class Ground:
    """The squares of paper, and what each holds: someone (whose own tie may be there), words, lines."""

    paper: float
    held: dict[Square, list[tuple[str, float]]] = field(default_factory=dict)
    lines: Counter[Square] = field(default_factory=Counter)

    def add(self, room: Room, weight: float, owner: str = "") -> None:
        """Something stands there."""
        for x in range(int(room.left // SQUARE), int(room.right // SQUARE) + 1):
            for y in range(int(room.top // SQUARE), int(room.bottom // SQUARE) + 1):
                self.held.setdefault((x, y), []).append((owner, weight))

    def trouble(self, point: Point, key: str) -> float:
        """What a point of the tie of `key` runs into."""
        outside = point.y < CLEARANCE or not CLEARANCE < point.x < self.paper - CLEARANCE
        held = self.held.get(_square(point), ())
        return OUTSIDE * outside + sum(weight for owner, weight in held if owner not in (key, "me"))


def _square(point: Point) -> Square:
    return int(point.x // SQUARE), int(point.y // SQUARE)


def run_ties(stops: Mapping[str, Stop], told: Sequence[str], ground: Ground, room: float) -> dict[str, Curve]:
    """The curve of each tie told; `room`: how long it should be at least, for its word."""
    me = stops["me"]
    away = {key: hypot(stops[key].middle.x - me.middle.x, stops[key].middle.y - me.middle.y) for key in told}
    order = sorted(told, key=lambda key: (away[key], key))
    curves: dict[str, Curve] = {}
    tries = {key: [_curve(me, stops[key], bend) for bend in BENDS] for key in order}
    for _ in range(2):
        for key in order:
            if key in curves:
                ground.lines.subtract(_trace(curves[key]))
            curves[key] = min(tries[key], key=lambda curve, key=key: _trouble(curve, key, ground, me, room))  # type: ignore[misc]
            ground.lines.update(_trace(curves[key]))
    return curves


def _curve(me: Stop, other: Stop, bend: float) -> Curve:
    a, b = me.middle, other.middle
    control = Point((a.x + b.x) / 2 - (b.y - a.y) * bend, (a.y + b.y) / 2 + (b.x - a.x) * bend)
    return Curve(me.way_out(control, 1), control, other.way_out(control, CLEARANCE), bend, control)


def _trouble(curve: Curve, key: str, ground: Ground, me: Stop, room: float) -> float:
    total = BENT * abs(curve.bend)
    for point in (curve.at(t) for t in SAMPLES):
        total += ground.trouble(point, key)
        if hypot(point.x - me.middle.x, point.y - me.middle.y) > NEAR:
            total += LINE * min(2, ground.lines[_square(point)])
    return total + SHORT * max(0.0, room - hypot(curve.start.x - curve.end.x, curve.start.y - curve.end.y))


def _trace(curve: Curve) -> set[Square]:
    return {_square(curve.at(t)) for t in TRACE}


def traced(curves: Mapping[str, Curve]) -> dict[str, list[Point]]:
    """Points all along each line."""
    return {key: [curve.at(t) for t in TRACE[::2]] for key, curve in curves.items()}
