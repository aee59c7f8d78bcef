"""The narrow picture, for a phone: the person in the middle, rings around one another, two to a row above and below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from tisserand.people.picture.boxes import Room
from tisserand.sharing.choices import Ring
from tisserand.sharing.picture.capsules import DISC, LABEL_HEIGHT, WIDTH, Someone, height_of
from tisserand.ui.drawing.geometry import Point

HALF_WIDTHS = {Ring.CLOSE: 144, Ring.AROUND: 153, Ring.FURTHER: 162}
AIR = 8


@dataclass
class Stacked:
    """Where everyone stands, around the middle (0, 0), and the outline of each ring."""

    middles: dict[str, Point] = field(default_factory=dict)
    outlines: dict[Ring, Room] = field(default_factory=dict)


def place_in_bands(people: Mapping[Ring, Sequence[Someone]]) -> Stacked:
    """A place for each: half of the rows of a ring above the person, half below."""
    stacked = Stacked()
    up = down = float(DISC)
    for ring in Ring:
        rows = _rows(people.get(ring, ()))
        above = (len(rows) + (up <= down)) // 2
        up, down = up + AIR, down + AIR
        for row in rows[:above]:
            up = _lay(row, -1, up, stacked)
        for row in rows[above:]:
            down = _lay(row, 1, down, stacked)
        up += LABEL_HEIGHT / 2 + AIR  # the name of the ring stands on its line
        down += AIR
        stacked.outlines[ring] = Room(-HALF_WIDTHS[ring], -up, HALF_WIDTHS[ring], down)
        up += LABEL_HEIGHT / 2
    return stacked


def _rows(people: Sequence[Someone]) -> list[Sequence[Someone]]:
    return [people[start : start + 2] for start in range(0, len(people), 2)]


def _lay(row: Sequence[Someone], way: int, reached: float, stacked: Stacked) -> float:
    """Put one or two beside one another, farther than `reached`; how far that reaches."""
    height = max(map(height_of, row))
    aside = (WIDTH + AIR) / 2 if len(row) > 1 else 0
    for one, side in zip(row, (-1, 1), strict=False):
        stacked.middles[one.key] = Point(side * aside, way * (reached + height / 2))
    return reached + height + AIR
