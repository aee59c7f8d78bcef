"""Where everyone stands: generations in rows, children under their parents, the others around. Pure and deterministic.

Rows keep the order the family gives them; within a row each one goes as near as possible to those it hangs from, and
never nearer to its neighbour than the gap (isotonic regression on the distances, exact and without search). What was
moved by hand is moved from there, and pushed to the nearest free place when it would cover someone.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tisserand.people.picture.around import place_around
from tisserand.people.picture.boxes import Room, Size, room_of, whole
from tisserand.people.picture.family import Family, Union
from tisserand.ui.drawing.geometry import Point

GAP = 26.0  # between two neighbours of a row
ROOM = 44.0  # and more beside the person: the word of a tie stands there
MARGIN = 22.0
LEVEL = 20.0  # between two lines of one channel
CHANNEL = 44.0  # room kept between two rows, lines apart
HOME = 24.0  # around those who live together, for the outline of their household
SWEEPS = 12
STEP = 14.0


@dataclass
class Placed:
    """The middle of each one, and how deep the lines of each union run below its row."""

    at: dict[str, Point] = field(default_factory=dict)
    bracket: dict[int, float] = field(default_factory=dict)
    bus: dict[int, float] = field(default_factory=dict)


def lay_out(
    family: Family,
    sizes: Mapping[str, Size],
    *,
    above: Sequence[str] = (),
    below: Sequence[str] = (),
    homes: Sequence[Sequence[str]] = (),
    told: Sequence[str] = (),
    moved: Mapping[str, tuple[float, float]] | None = None,
) -> Placed:
    """Place the family, then those around, `above` rather or `below`, out of the `homes` of those who live together."""
    placed = Placed()
    across = _across(family, sizes)
    _down(family, sizes, across, placed)
    kept_free = list(_kept_free(family, placed, sizes, homes))
    place_around(placed.at, sizes, above=above, below=below, kept_free=kept_free, told=told)
    _to_origin(placed.at, sizes)
    _move(placed.at, sizes, moved or {})
    return placed


# From left to right


def _across(family: Family, sizes: Mapping[str, Size]) -> dict[str, float]:
    x: dict[str, float] = {}
    for row in family.rows.values():
        offsets = _offsets(row, sizes)
        middle = offsets[-1] / 2
        x.update({key: offset - middle for key, offset in zip(row, offsets, strict=True)})
    levels = sorted(family.rows)
    for sweep in range(SWEEPS):
        order = levels if sweep % 2 == 0 else levels[::-1]
        for level in order:
            row = family.rows[level]
            wished = _wishes(row, family.unions, x, sizes, upward=sweep % 2 == 1)
            x.update(zip(row, _settle(row, wished, sizes), strict=True))
    return x


def _offsets(row: Sequence[str], sizes: Mapping[str, Size]) -> list[float]:
    """Where each would stand if the row were packed, from the first."""
    offsets = [0.0]
    for left, right in itertools.pairwise(row):
        gap = GAP + (ROOM if "me" in (left, right) else 0)
        offsets.append(offsets[-1] + (sizes[left].width + sizes[right].width) / 2 + gap)
    return offsets


def _wishes(
    row: Sequence[str],
    unions: Iterable[Union],
    x: Mapping[str, float],
    sizes: Mapping[str, Size],
    *,
    upward: bool,
) -> list[float]:
    """Where each would like to stand: under its parents, over its children, or where it is."""
    wished: dict[str, list[float]] = {key: [] for key in row}
    for union in unions:
        if not union.children:
            continue
        if upward:
            middle = (x[union.children[0]] + x[union.children[-1]]) / 2
            here = [key for key in union.partners if key in wished]
            spread = _offsets(here, sizes) if here else []
            for key, offset in zip(here, spread, strict=True):
                wished[key].append(middle + offset - spread[-1] / 2)
        elif union.partners:
            middle = sum(x[key] for key in union.partners) / len(union.partners)
            here = [key for key in union.children if key in wished]
            spread = _offsets(here, sizes) if here else []
            for key, offset in zip(here, spread, strict=True):
                wished[key].append(middle + offset - spread[-1] / 2)
    return [sum(wished[key]) / len(wished[key]) if wished[key] else x[key] for key in row]


def _settle(row: Sequence[str], wished: Sequence[float], sizes: Mapping[str, Size]) -> list[float]:
    """The places nearest to those wished (least squares) that keep the order and the gaps: pooled adjacent blocks."""
    offsets = _offsets(row, sizes)
    blocks: list[tuple[float, int]] = []
    for wish, offset in zip(wished, offsets, strict=True):
        mean, count = wish - offset, 1
        while blocks and blocks[-1][0] >= mean:
            other, number = blocks.pop()
            mean, count = (mean * count + other * number) / (count + number), count + number
        blocks.append((mean, count))
    bases = [mean for mean, count in blocks for _ in range(count)]
    return [base + offset for base, offset in zip(bases, offsets, strict=True)]


# From top to bottom


def _down(family: Family, sizes: Mapping[str, Size], x: Mapping[str, float], placed: Placed) -> None:
    level_of = {key: level for level, row in family.rows.items() for key in row}
    floor = 0.0
    for level in sorted(family.rows):
        row = family.rows[level]
        buses = _stacked(
            {n: _span(u.partners + u.children, x) for n, u in enumerate(family.unions)
             if u.children and level_of[u.children[0]] == level}
        )  # fmt: skip
        if buses:
            placed.bus.update({n: LEVEL * (depth + 1) for n, depth in buses.items()})
            floor += LEVEL * (max(buses.values()) + 1)
        tallest = max(sizes[key].height for key in row)
        for key in row:  # symbols on one line, whatever the words under them
            placed.at[key] = Point(x[key], floor + sizes[key].height / 2)
        brackets = _stacked(
            {n: _span(u.partners, x) for n, u in enumerate(family.unions)
             if len(u.partners) > 1 and level_of[u.partners[0]] == level}
        )  # fmt: skip
        placed.bracket.update({n: LEVEL * (depth + 1) for n, depth in brackets.items()})
        floor += tallest + LEVEL * (max(brackets.values(), default=-1) + 1) + CHANNEL


def _span(keys: Sequence[str], x: Mapping[str, float]) -> tuple[float, float]:
    return min(x[key] for key in keys), max(x[key] for key in keys)


def _stacked(spans: Mapping[int, tuple[float, float]]) -> dict[int, int]:
    """A depth for each line of a channel, so that two that overlap never run on one another; the shortest on top."""
    depths: dict[int, int] = {}
    for number, (left, right) in sorted(spans.items(), key=lambda each: (each[1][1] - each[1][0], each[0])):
        taken = {
            depths[other]
            for other in depths
            if spans[other][0] < right + GAP and left < spans[other][1] + GAP
        }
        depths[number] = next(depth for depth in range(len(spans) + 1) if depth not in taken)
    return depths


# Around


def _kept_free(
    family: Family, placed: Placed, sizes: Mapping[str, Size], homes: Sequence[Sequence[str]]
) -> Iterable[Room]:
    """Where the lines of the family run, and the households: nobody else stands there."""
    for number, union in enumerate(family.unions):
        keys = [*union.partners, *union.children]
        left, right = _span(keys, {key: placed.at[key].x for key in keys})
        feet = [placed.at[key].y + sizes[key].height / 2 for key in union.partners]
        heads = [placed.at[key].y - sizes[key].height / 2 for key in union.children]
        top = max(feet) if feet else min(heads) - placed.bus.get(number, LEVEL)
        bottom = min(heads) if heads else top + placed.bracket.get(number, LEVEL)
        yield Room(left, top, right, bottom)
    for home in homes:
        yield whole(room_of(placed.at[key], sizes[key], HOME) for key in home)


def _to_origin(at: dict[str, Point], sizes: Mapping[str, Size]) -> None:
    left, top, _, _ = whole(room_of(at[key], sizes[key]) for key in at)
    for key, point in at.items():
        at[key] = Point(round(point.x - left + MARGIN), round(point.y - top + MARGIN + LEVEL))


# By hand


def _move(at: dict[str, Point], sizes: Mapping[str, Size], moved: Mapping[str, tuple[float, float]]) -> None:
    hands = {key: delta for key, delta in moved.items() if key in at}
    settled = {key: point for key, point in at.items() if key not in hands}
    for key, (dx, dy) in sorted(hands.items()):
        wished = _inside(Point(at[key].x + dx, at[key].y + dy), sizes[key])
        settled[key] = _free(key, wished, sizes, settled)
    at.update(settled)


def _inside(point: Point, size: Size) -> Point:
    return Point(max(point.x, MARGIN + size.width / 2), max(point.y, MARGIN + LEVEL + size.height / 2))


def _free(key: str, wished: Point, sizes: Mapping[str, Size], settled: Mapping[str, Point]) -> Point:
    """The free place nearest to the one wished, in growing squares."""
    for ring in range(400):
        reach = ring * STEP
        spots = {
            _inside(Point(wished.x + x * reach, wished.y + y * reach), sizes[key])
            for x, y in ((0, 0), (1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))
        }
        near = sorted(spots, key=lambda spot: (abs(spot.x - wished.x) + abs(spot.y - wished.y), spot))
        for spot in near:
            if not any(overlap(spot, sizes[key], settled[other], sizes[other]) for other in settled):
                return spot
    return wished


def overlap(a: Point, size_a: Size, b: Point, size_b: Size) -> bool:
    """Whether two boxes cover one another."""
    return (
        abs(a.x - b.x) < (size_a.width + size_b.width) / 2 + 4
        and abs(a.y - b.y) < (size_a.height + size_b.height) / 2 + 4
    )
