"""The dashed outline of a household: around those who live together, and nobody else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby, pairwise

from tisserand.people.picture.boxes import Room, Size, room_of, touches, whole
from tisserand.people.picture.family import Family
from tisserand.ui.drawing.geometry import Point

Boxes = Mapping[str, tuple[Point, Size]]


def outline(
    family: Family, boxes: Boxes, inside: set[str], *, padding: float
) -> tuple[list[str], list[tuple[Room, Room]]]:
    """The paths of the outline, each with its first and its last room, by which the household's name is written.

    Neighbours of one row share a room; rooms of consecutive rows are joined across the channel between them when
    nobody else stands in the way.
    """
    rows = [_rooms(family.rows[level], boxes, inside, padding) for level in sorted(family.rows)]
    chains: list[list[Room]] = []
    open_chains: list[list[Room]] = []
    others = [_room([key], boxes, 0) for key in boxes if key not in inside]
    for rooms in rows:
        still_open = []
        for room in rooms:
            chain = next((c for c in open_chains if _joins(c[-1], room, others)), None)
            if chain is None:
                chain = []
                chains.append(chain)
            else:
                open_chains.remove(chain)
            chain.append(room)
            still_open.append(chain)
        open_chains = still_open
    return [_path(chain) for chain in chains], [(chain[0], chain[-1]) for chain in chains]


def _rooms(row: Sequence[str], boxes: Boxes, inside: set[str], padding: float) -> list[Room]:
    """The runs of neighbours; someone moved out of their row has a room of their own."""
    if not any(key in inside for key in row):
        return []
    ordered = sorted(row, key=lambda key: boxes[key][0].x)
    runs = [list(keys) for is_in, keys in groupby(ordered, key=lambda key: key in inside) if is_in]
    rooms = []
    for run in runs:
        whole = _room(run, boxes, padding)
        strangers = [key for key in boxes if key not in inside and touches(whole, _room([key], boxes, 0))]
        rooms += [_room([key], boxes, padding) for key in run] if strangers else [whole]
    return sorted(rooms)


def _room(keys: Sequence[str], boxes: Boxes, padding: float) -> Room:
    return whole(room_of(*boxes[key], padding) for key in keys)


def _joins(above: Room, below: Room, others: Sequence[Room]) -> bool:
    if below.top <= above.bottom:
        return False
    half = (above.bottom + below.top) / 2
    passages = (
        Room(above.left, above.bottom, above.right, half),
        Room(below.left, half, below.right, below.top),
    )
    return not any(touches(passage, other) for other in others for passage in passages)


def _path(chain: Sequence[Room]) -> str:
    """The outline of rooms one under the other: down the right side, up the left one."""
    right: list[tuple[float, float]] = []
    left: list[tuple[float, float]] = []
    for room in chain:
        right += [(room.right, room.top), (room.right, room.bottom)]
        left += [(room.left, room.top), (room.left, room.bottom)]
    points = _staircase(right) + _staircase(left)[::-1]
    return "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in points) + "Z"


def _staircase(side: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """From one room to the next, level first, half-way down the channel."""
    points: list[tuple[float, float]] = []
    for (x, y), (next_x, next_y) in pairwise(side):
        points.append((x, y))
        if next_x != x:
            half = (y + next_y) / 2
            points += [(x, half), (next_x, half)]
    return [*points, side[-1]]
