"""What makes a drawing hard to read, in one number: the layout keeps the drawing that has the least of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import hypot

from tisserand.ui.drawing.geometry import Box, Point, Tie, crosses, passes_through

CROSSED = 260
HIDDEN = 330
CRAMPED = 70
PLEASANT = 0.62  # height over width, below which a drawing has room to spare


def ugliness(boxes: Sequence[Box], places: dict[str, Point], ties: Sequence[Tie], width: float) -> float:
    """Crossed, hidden or cramped lines, wasted height, needs that do not lie low, arrows that climb."""
    widths = {box.key: box.width for box in boxes}
    lines = [(places[a], places[b], a, b) for a, b in ties]
    tops = [places[box.key].y - box.height / 2 for box in boxes]
    bottoms = [places[box.key].y + box.height / 2 for box in boxes]
    length = sum(hypot(p.x - q.x, p.y - q.y) for p, q, _, _ in lines)
    depth = sum(box.depth * (max(bottoms) - places[box.key].y) for box in boxes if box.depth)
    climbing = sum(max(0.0, p.y - q.y) for p, q, _, _ in lines)
    return (
        CROSSED * _crossings(lines)
        + HIDDEN * _hidden(boxes, places, lines)
        + CRAMPED * sum(_is_cramped(p, q, (widths[a] + widths[b]) / 2) for p, q, a, b in lines)
        + 1.1 * max(0.0, max(bottoms) - min(tops) - PLEASANT * width)
        + 0.6 * length
        + 0.4 * depth
        + 0.12 * climbing
    )


def _is_cramped(p: Point, q: Point, wide: float) -> bool:
    """Two neighbours of one row, too near for the words of their link."""
    return abs(p.y - q.y) < 30 and abs(p.x - q.x) - wide < 56


Line = tuple[Point, Point, str, str]


def _crossings(lines: list[Line]) -> int:
    return sum(
        crosses(p, q, r, s)
        for (p, q, a, b), (r, s, c, d) in combinations(lines, 2)
        if a not in (c, d) and b not in (c, d)
    )


def _hidden(boxes: Sequence[Box], places: dict[str, Point], lines: list[Line]) -> int:
    return sum(
        passes_through(p, q, places[box.key], box.width + 8, box.height + 8)
        for p, q, a, b in lines
        for box in boxes
        if box.key not in (a, b)
    )
