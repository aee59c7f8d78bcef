"""Boxes in rows, as one writes on paper: compact when there are many, and the only way on a phone."""

from __future__ import annotations

from collections.abc import Sequence

from tisserand.ui.drawing.geometry import GAP_X, GAP_Y, MARGIN, Box, Point

Places = dict[str, Point]
SWAY = 9.0  # how far a box may leave its row, so that rows do not look like a table


def in_rows(boxes: Sequence[Box], points: Sequence[Point], width: float) -> Places:
    """Rows from top to bottom that keep the order of `points`, each box near the side it comes from."""
    at = dict(zip((box.key for box in boxes), points, strict=True))
    left, right = min(p.x for p in points), max(p.x for p in points)
    stretch = (width - 2 * MARGIN) / ((right - left) or 1)
    places: Places = {}
    floor = 0.0
    for row in _fill(sorted(boxes, key=lambda box: (at[box.key].y, box.key)), width):
        wished = {box.key: (at[box.key].x - left) * stretch for box in row}
        height = max(box.height for box in row)
        middle = sum(at[box.key].y for box in row) / len(row)
        for box, x in _spread(sorted(row, key=lambda box: (wished[box.key], box.key)), wished, width):
            sway = max(-SWAY, min(SWAY, (at[box.key].y - middle) * 3 * SWAY))
            places[box.key] = Point(x, floor + height / 2 + sway)
        floor += height + GAP_Y + 2 * SWAY
    return places


def row_of(boxes: Sequence[Box], width: float) -> list[Places]:
    """What is tied to nothing, in centred rows."""
    return [dict(_centred(row, width)) for row in _fill(boxes, width, gap=GAP_X)]


def _fill(boxes: Sequence[Box], width: float, gap: float = 1.4 * GAP_X) -> list[list[Box]]:
    """Cut into rows that fit in the width, about as many boxes in each."""
    rows: list[list[Box]] = []
    for box in boxes:
        if rows and sum(b.width + gap for b in rows[-1]) + box.width + 2 * MARGIN <= width:
            rows[-1].append(box)
        else:
            rows.append([box])
    return rows


def _spread(row: list[Box], wished: dict[str, float], width: float) -> list[tuple[Box, float]]:
    """The places nearest to those wished, left to right without touching, inside the paper."""
    spread, free_from = [], MARGIN
    for number, box in enumerate(row):
        after = sum(other.width + GAP_X for other in row[number + 1 :])
        highest = width - MARGIN - after - box.width
        x = max(free_from, min(wished[box.key] - box.width / 2, highest))
        spread.append((box, x + box.width / 2))
        free_from = x + box.width + GAP_X
    return spread


def _centred(row: list[Box], width: float) -> list[tuple[str, Point]]:
    left = (width - sum(box.width for box in row) - GAP_X * (len(row) - 1)) / 2
    placed = []
    for box in row:
        placed.append((box.key, Point(left + box.width / 2, 0.0)))
        left += box.width + GAP_X
    return placed
