"""The stroke of a tie: two lines when close, dashes when distant, a zigzag in conflict, bars across when cut.

As in genograms (McGoldrick and Gerson) and ecomaps (Hartman, 1978); the word stands on the line besides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import hypot

from tisserand.people.choices import TieQuality
from tisserand.ui.drawing.geometry import Point
from tisserand.ui.drawing.lines import Curve

APART = 2.6  # half the room between the two lines of a close tie
TOOTH, HEIGHT = 9.0, 5.0  # of the zigzag
BAR = 8.0
CUT_FROM, CUT_TO = 0.17, 0.25
PIECES = 24


def strokes_of(curve: Curve, quality: str) -> list[str]:
    """The `d` of each path that draws this tie."""
    draw: Callable[[Curve], list[str]] = {
        TieQuality.CLOSE.value: _close,
        TieQuality.CONFLICT.value: _conflict,
        TieQuality.CUT.value: _cut,
    }.get(quality, lambda curve: [curve.d])
    return draw(curve)


def _close(curve: Curve) -> list[str]:
    return [_line(beside(curve, t, side * APART) for t in _steps()) for side in (-1, 1)]


def _conflict(curve: Curve) -> list[str]:
    length = hypot(curve.end.x - curve.start.x, curve.end.y - curve.start.y)
    teeth = max(4, round(length / TOOTH))
    middle = [beside(curve, n / teeth, HEIGHT if n % 2 else -HEIGHT) for n in range(1, teeth)]
    return [_line([curve.start, *middle, curve.end])]


def _cut(curve: Curve) -> list[str]:
    bars = [[beside(curve, t, -BAR), beside(curve, t, BAR)] for t in (CUT_FROM, CUT_TO)]
    first = [curve.at(t * CUT_FROM) for t in _steps()]
    last = [curve.at(CUT_TO + t * (1 - CUT_TO)) for t in _steps()]
    return [_line(points) for points in (first, last, *bars)]


def _steps() -> list[float]:
    return [n / PIECES for n in range(PIECES + 1)]


def beside(curve: Curve, t: float, distance: float) -> Point:
    """The point at `t`, that far to the side of the curve."""
    here, ahead, behind = curve.at(t), curve.at(min(1, t + 0.02)), curve.at(max(0, t - 0.02))
    dx, dy = ahead.x - behind.x, ahead.y - behind.y
    long = hypot(dx, dy) or 1
    return Point(here.x - dy / long * distance, here.y + dx / long * distance)


def _line(points: Iterable[Point]) -> str:
    return "M" + "L".join(f"{point.x:.1f} {point.y:.1f}" for point in points)
