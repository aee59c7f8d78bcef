"""Where each box goes when nobody has placed it: what weighs most in the middle, what is tied close by.

Deterministic: the same map is always drawn the same way. Stress majorization (as in Graphviz's neato) gives the
shape, the best of several rotations is kept, loose or in rows; the last pass cannot leave an overlap.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import combinations
from math import cos, hypot, pi, sin

from tisserand.support.situation.beauty import ugliness
from tisserand.support.situation.rows import in_rows, row_of
from tisserand.ui.drawing.geometry import GAP_X, GAP_Y, MARGIN, Box, Point, Tie

ROTATIONS = 16
LOOSE_UP_TO = 11  # boxes; more than that are easier to read in rows
STRESS_ROUNDS = 40
PUSH_ROUNDS = 30


@lru_cache(maxsize=512)
def place(boxes: tuple[Box, ...], ties: tuple[Tie, ...], width: float) -> dict[str, Point]:
    """The middle of every box, on a drawing of `width`."""
    fixed = {box.key: box.fixed for box in boxes if box.fixed}
    free = [box for box in boxes if not box.fixed]
    if fixed:
        return _beside(fixed, boxes, free, ties, width)
    groups = _groups(free, ties)
    tied = [_shape(group, ties, width) for group in groups if len(group) > 1]
    alone = [group[0] for group in groups if len(group) == 1]
    return _stack([*tied, *row_of(alone, width)], {box.key: box for box in boxes})


def _beside(
    fixed: dict[str, Point], boxes: Sequence[Box], free: Sequence[Box], ties: Iterable[Tie], width: float
) -> dict[str, Point]:
    """Keep what was placed by hand; put the rest near what it is tied to, or underneath."""
    neighbours = _neighbours(ties)
    places = dict(fixed)
    floor = max(point.y for point in fixed.values())
    alone = []
    for box in sorted(free, key=lambda box: -len(neighbours[box.key] & places.keys())):
        near = [places[key] for key in sorted(neighbours[box.key]) if key in places]
        if near:
            places[box.key] = Point(sum(p.x for p in near) / len(near), sum(p.y for p in near) / len(near))
        else:
            alone.append(box)
    for number, row in enumerate(row_of(alone, width), start=1):
        places |= {key: Point(point.x, floor + 110 * number) for key, point in row.items()}
    return _settle(list(boxes), places, width, held=frozenset(fixed))


def _neighbours(ties: Iterable[Tie]) -> dict[str, set[str]]:
    neighbours: dict[str, set[str]] = defaultdict(set)
    for a, b in ties:
        neighbours[a].add(b)
        neighbours[b].add(a)
    return neighbours


def _groups(boxes: Sequence[Box], ties: Sequence[Tie]) -> list[list[Box]]:
    """The boxes tied together, directly or not; the largest group first."""
    neighbours, seen, groups = _neighbours(ties), set[str](), []
    by_key = {box.key: box for box in boxes}
    for box in boxes:
        if box.key in seen:
            continue
        keys = _distances(box.key, neighbours).keys() & by_key.keys()
        seen |= keys
        groups.append([by_key[key] for key in by_key if key in keys])
    return sorted(groups, key=lambda group: -len(group))


def _distances(start: str, neighbours: dict[str, set[str]]) -> dict[str, int]:
    """How many lines away each box is."""
    distances, waiting = {start: 0}, deque([start])
    while waiting:
        key = waiting.popleft()
        for other in sorted(neighbours[key]):
            if other not in distances:
                distances[other] = distances[key] + 1
                waiting.append(other)
    return distances


def _shape(group: list[Box], ties: Sequence[Tie], width: float) -> dict[str, Point]:
    """The least ugly of several drawings: the shape that respects distances, turned, loose or in rows."""
    keys = {box.key for box in group}
    inside = [tie for tie in ties if keys.issuperset(tie)]
    neighbours = _neighbours(inside)
    centre = max(group, key=lambda box: (len(neighbours[box.key]) + box.weight, box.key))
    shape = _stressed(group, neighbours, centre)
    turned = [_turn(shape, 2 * pi * turn / ROTATIONS) for turn in range(ROTATIONS)]
    drawings = [in_rows(group, points, width) for points in turned]
    if len(group) <= LOOSE_UP_TO:
        drawings += [_loose(group, points, width, air) for points in turned for air in (1.15, 1.6)]
    return min(drawings, key=lambda places: ugliness(group, places, inside, width))


def _stressed(group: list[Box], neighbours: dict[str, set[str]], centre: Box) -> list[Point]:
    """Positions whose mutual distances come near the number of lines between boxes."""
    keys = [box.key for box in group]
    distances = {key: _distances(key, neighbours) for key in keys}
    apart = [[distances[key][other] for other in keys] for key in keys]
    start = apart[keys.index(centre.key)]
    points = [
        Point(start[i] * cos(2 * pi * i / len(keys)), start[i] * sin(2 * pi * i / len(keys)))
        for i in range(len(keys))
    ]
    for _ in range(STRESS_ROUNDS):
        points = [_relaxed(i, points, apart[i]) for i in range(len(points))]
    return points


def _relaxed(i: int, points: list[Point], apart: list[int]) -> Point:
    """One step of majorization: where the others, each at its ideal distance, would have this one."""
    here, x, y, total = points[i], 0.0, 0.0, 0.0
    for j, there in enumerate(points):
        if j == i:
            continue
        weight = 1 / apart[j] ** 2
        distance = hypot(here.x - there.x, here.y - there.y) or 1e-6
        stretch = apart[j] / distance
        x += weight * (there.x + (here.x - there.x) * stretch)
        y += weight * (there.y + (here.y - there.y) * stretch)
        total += weight
    return Point(x / total, y / total)


def _turn(points: list[Point], angle: float) -> list[Point]:
    return [Point(p.x * cos(angle) - p.y * sin(angle), p.x * sin(angle) + p.y * cos(angle)) for p in points]


def _loose(group: list[Box], points: list[Point], width: float, air: float) -> dict[str, Point]:
    """Stretch to the size of the boxes, squeeze into the width, push apart."""
    mean_width = sum(box.width for box in group) / len(group)
    mean_height = sum(box.height for box in group) / len(group)
    left, right = min(p.x for p in points), max(p.x for p in points)
    room = width - mean_width - 2 * MARGIN
    stretch_x = min(mean_width + 2 * GAP_X, room / ((right - left) or 1))
    stretch_y = (mean_height + GAP_Y) * air
    middle = (left + right) / 2
    places = {
        box.key: Point(width / 2 + (p.x - middle) * stretch_x, p.y * stretch_y)
        for box, p in zip(group, points, strict=True)
    }
    return _settle(group, places, width)


def _settle(
    boxes: list[Box], places: dict[str, Point], width: float, held: frozenset[str] = frozenset()
) -> dict[str, Point]:
    """Push boxes apart along the shorter way out, then let each one fall until it touches nothing."""
    places = {
        box.key: places[box.key] if box.key in held else _inside(box, places[box.key], width) for box in boxes
    }
    for _ in range(PUSH_ROUNDS):
        moved = [_push(a, b, places, width, held) for a, b in combinations(boxes, 2)]
        if not any(moved):
            break
    return _fall(boxes, places, width, held)


def _inside(box: Box, point: Point, width: float) -> Point:
    half = box.width / 2 + MARGIN
    return Point(min(max(point.x, half), max(half, width - half)), point.y)


def _push(a: Box, b: Box, places: dict[str, Point], width: float, held: frozenset[str]) -> bool:
    pa, pb = places[a.key], places[b.key]
    over_x = (a.width + b.width) / 2 + GAP_X - abs(pa.x - pb.x)
    over_y = (a.height + b.height) / 2 + GAP_Y - abs(pa.y - pb.y)
    if over_x <= 0.5 or over_y <= 0.5:
        return False
    sideways = over_x < over_y and a.width + b.width + GAP_X + 2 * MARGIN <= width
    step_x = (over_x / 2 if pa.x <= pb.x else -over_x / 2) if sideways else 0
    step_y = 0 if sideways else (over_y / 2 if pa.y <= pb.y else -over_y / 2)
    if a.key not in held:
        places[a.key] = _inside(a, Point(pa.x - step_x, pa.y - step_y), width)
    if b.key not in held:
        places[b.key] = _inside(b, Point(pb.x + step_x, pb.y + step_y), width)
    return True


def _fall(boxes: list[Box], places: dict[str, Point], width: float, held: frozenset[str]) -> dict[str, Point]:
    """From top to bottom, each box takes the first height, from its own down, where it is clear of those before."""
    settled: dict[str, Point] = {key: places[key] for key in held}
    sizes = {box.key: box for box in boxes}
    for box in sorted(boxes, key=lambda box: (places[box.key].y, box.key)):
        if box.key in held:
            continue
        point = places[box.key]
        if held:
            point = Point(point.x, max(point.y, box.height / 2 + MARGIN))
        below = [Point(point.x, at) for at in _heights(box, sizes, settled) if at > point.y]
        settled[box.key] = next(p for p in [point, *below] if _is_clear(box, p, sizes, settled))
    return settled


def _heights(box: Box, sizes: dict[str, Box], settled: dict[str, Point]) -> list[float]:
    """The heights at which `box` stands just under one of the others."""
    return sorted(p.y + (sizes[key].height + box.height) / 2 + GAP_Y / 2 for key, p in settled.items())


def _is_clear(box: Box, point: Point, sizes: dict[str, Box], settled: dict[str, Point]) -> bool:
    return all(
        abs(point.x - other.x) >= (box.width + sizes[key].width) / 2 + GAP_X / 4
        or abs(point.y - other.y) >= (box.height + sizes[key].height) / 2 + GAP_Y / 2 - 1e-6
        for key, other in settled.items()
    )


def _stack(parts: list[dict[str, Point]], sizes: dict[str, Box]) -> dict[str, Point]:
    """One part under the other."""
    placed: dict[str, Point] = {}
    floor = MARGIN
    for part in parts:
        top = min(point.y - sizes[key].height / 2 for key, point in part.items())
        placed |= {key: Point(point.x, point.y - top + floor) for key, point in part.items()}
        floor = max(placed[key].y + sizes[key].height / 2 for key in part) + GAP_Y
    return placed
