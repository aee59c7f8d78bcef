"""Points, segments and boxes: the little plane geometry that the drawing needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

GAP_X = 26.0  # between neighbours, room for a line to pass
GAP_Y = 34.0  # and for its label
MARGIN = 8.0

Tie = tuple[str, str]


class Point(NamedTuple):
    """A place on the drawing."""

    x: float
    y: float


@dataclass(frozen=True)
class Box:
    """Something to place: its size, how central it is, how low it belongs, and its middle when someone chose it."""

    key: str
    width: float
    height: float
    weight: float = 0
    depth: float = 0
    fixed: Point | None = None


def crosses(p: Point, q: Point, r: Point, s: Point) -> bool:
    """Whether the segments pq and rs cross."""
    return _turns(p, q, r) != _turns(p, q, s) and _turns(r, s, p) != _turns(r, s, q)


def _turns(a: Point, b: Point, c: Point) -> bool:
    return (c.y - a.y) * (b.x - a.x) > (b.y - a.y) * (c.x - a.x)


def passes_through(p: Point, q: Point, middle: Point, width: float, height: float) -> bool:
    """Whether the segment pq enters the box (Liang–Barsky)."""
    enters, leaves = 0.0, 1.0
    for start, delta, low, high in (
        (p.x, q.x - p.x, middle.x - width / 2, middle.x + width / 2),
        (p.y, q.y - p.y, middle.y - height / 2, middle.y + height / 2),
    ):
        if abs(delta) < 1e-9:
            if not low <= start <= high:
                return False
            continue
        first, second = sorted(((low - start) / delta, (high - start) / delta))
        enters, leaves = max(enters, first), min(leaves, second)
    return enters < leaves


def way_out(middle: Point, toward: Point, width: float, height: float) -> Point:
    """Where the straight way from `middle` to `toward` leaves the box."""
    dx, dy = toward.x - middle.x, toward.y - middle.y
    if not dx and not dy:
        return middle
    scale = min(
        width / 2 / abs(dx) if dx else float("inf"),
        height / 2 / abs(dy) if dy else float("inf"),
        1.0,
    )
    return Point(middle.x + dx * scale, middle.y + dy * scale)
