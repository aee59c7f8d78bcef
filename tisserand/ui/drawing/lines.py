"""The line of a link: a curve from box to box that keeps clear of the others, and where its label stands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import hypot

from tisserand.ui.drawing.geometry import Point, way_out

BENDS = (0.1, -0.1, 0.22, -0.22, 0.38, -0.38, 0.6, -0.6)
LABEL_AT = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74)
SAMPLES = tuple(n / 14 for n in range(1, 14))
CLEARANCE = 4.0
LABEL_HEIGHT = 15.0


@dataclass(frozen=True)
class Frame:
    """A box in its place."""

    middle: Point
    width: float
    height: float

    def holds(self, point: Point, around_x: float = CLEARANCE, around_y: float = CLEARANCE) -> bool:
        """Whether `point` is inside, or nearer than that."""
        return (
            abs(point.x - self.middle.x) < self.width / 2 + around_x
            and abs(point.y - self.middle.y) < self.height / 2 + around_y
        )


@dataclass(frozen=True)
class Curve:
    """A quadratic Bézier curve, how much it bends, and the middle of its label."""

    start: Point
    control: Point
    end: Point
    bend: float
    label: Point

    def at(self, t: float) -> Point:
        """The point at `t`, from 0 to 1."""
        return _bezier(self.start, self.control, self.end, t)

    @property
    def d(self) -> str:
        """The `d` attribute of its SVG path."""
        s, c, e = self.start, self.control, self.end
        return f"M{s.x:.0f} {s.y:.0f}Q{c.x:.0f} {c.y:.0f} {e.x:.0f} {e.y:.0f}"


def draw(
    ends: tuple[Frame, Frame],
    others: Iterable[Frame],
    labels: list[Frame],
    *,
    label_width: float,
    paper: float,
) -> Curve:
    """The least troubled curve between two boxes; `labels` are those already placed."""
    source, target = ends
    obstacles = list(others)
    curves = (_curve(source, target, bend) for bend in BENDS)
    best = min(curves, key=lambda curve: _trouble(curve, obstacles, label_width, paper))
    frames = [*obstacles, source, target, *labels]
    spots = (_on_paper(best.at(t), label_width, paper) for t in LABEL_AT)
    label = min(spots, key=lambda spot: _crowding(spot, frames, label_width))
    return Curve(best.start, best.control, best.end, best.bend, label)


def _curve(source: Frame, target: Frame, bend: float) -> Curve:
    a, b = source.middle, target.middle
    control = Point((a.x + b.x) / 2 - (b.y - a.y) * bend, (a.y + b.y) / 2 + (b.x - a.x) * bend)
    start = way_out(a, control, source.width, source.height)
    end = way_out(b, control, target.width + 2 * CLEARANCE, target.height + 2 * CLEARANCE)
    return Curve(start, control, end, bend, control)


def _bezier(a: Point, c: Point, b: Point, t: float) -> Point:
    u = 1 - t
    return Point(u * u * a.x + 2 * u * t * c.x + t * t * b.x, u * u * a.y + 2 * u * t * c.y + t * t * b.y)


def _trouble(curve: Curve, obstacles: list[Frame], label_width: float, paper: float) -> float:
    points = [curve.at(t) for t in SAMPLES]
    outside = sum(p.y < CLEARANCE or not CLEARANCE < p.x < paper - CLEARANCE for p in points)
    hidden = sum(frame.holds(p) for p in points for frame in obstacles)
    length = hypot(curve.start.x - curve.end.x, curve.start.y - curve.end.y)
    too_short = max(0.0, label_width + 20 - length)
    return 10 * hidden + 8 * outside + 12 * abs(curve.bend) + 0.4 * too_short


def _on_paper(spot: Point, width: float, paper: float) -> Point:
    return Point(min(max(spot.x, width / 2 + 2), paper - width / 2 - 2), spot.y)


def _crowding(spot: Point, frames: list[Frame], width: float) -> int:
    return sum(frame.holds(spot, width / 2, LABEL_HEIGHT / 2) for frame in frames)
