"""The picture of the road: a woven thread that climbs with each thing gained, dips and goes on after a step back."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from tisserand.people.names import MONTHS
from tisserand.support.road import Mark, Moment

MARGIN, A_DAY, LEAST, MOST = 70, 3.2, 960, 6000
LANE, LETTER, LONGEST = 30, 7.9, 30
CLIMB = {Mark.VICTORY: 1, Mark.GOAL: 2, Mark.AGREEMENT: 1, Mark.REVIEW: 0, Mark.PHASE: 0, Mark.SETBACK: -1.5}
RELIEF = 150  # how high the road may climb, in pixels
BELOW = (Mark.PHASE, Mark.AGREEMENT, Mark.REVIEW)
STAR = "M0-9 2.6-2.9 9.2-2.8 3.9 1.3 5.8 7.6 0 3.9-5.8 7.6-3.9 1.3-9.2-2.8-2.6-2.9Z"


@dataclass(frozen=True)
class Label:
    """A moment on the picture: its mark on the thread, its words on a lane above or below."""

    moment: Moment
    words: str
    x: float
    y: float  # on the thread
    text_x: float
    text_y: float
    anchor: str

    @property
    def stem(self) -> str:
        """From the mark to the words."""
        end = self.text_y + 6 if self.text_y < self.y else self.text_y - 16
        return f"M{self.x:.1f} {self.y:.1f}V{end:.1f}"


@dataclass(frozen=True)
class Tick:
    """A month on the ground."""

    x: float
    words: str


@dataclass
class Drawing:
    """The picture, ready to be written as SVG."""

    width: int
    height: int
    thread: str
    labels: list[Label] = field(default_factory=list)
    ticks: list[Tick] = field(default_factory=list)
    today_x: float | None = None
    star: str = STAR


def draw(moments: list[Moment], *, today: date) -> Drawing | None:
    """The picture of these moments (in order), from the first one to `today` or the end; None for an empty road."""
    if not moments:
        return None
    first, last = moments[0].on, max(moments[-1].on, min(today, moments[-1].on + timedelta(days=45)))
    days = max((last - first).days, 1)
    width = round(min(max(days * A_DAY + 2 * MARGIN, len(moments) * 42, LEAST), MOST))
    across = (width - 2 * MARGIN) / days
    xs = [MARGIN + (moment.on - first).days * across for moment in moments]
    heights = _heights(moments)
    above = _lanes(moments, xs, width, below=False)
    below = _lanes(moments, xs, width, below=True)
    top = 48 + LANE * (1 + max([lane for lane, _, _ in above.values()], default=0))
    base = top + RELIEF + 24
    ys = [base - height for height in heights]
    labels = [
        _label(index, moments[index], xs[index], ys[index], place, above=index in above, top=top, base=base)
        for index, place in sorted((above | below).items())
    ]
    ground = base + 44 + LANE * (1 + max([lane for lane, _, _ in below.values()], default=0))
    return Drawing(
        width,
        round(ground + 34),
        _thread([(MARGIN - 30, base), *zip(xs, ys, strict=True), (width - MARGIN + 30, ys[-1])]),
        labels,
        _ticks(first, last, across),
        MARGIN + (today - first).days * across if first <= today <= last else None,
    )


def _heights(moments: list[Moment]) -> list[float]:
    """How high the road is at each moment, the whole of it kept within the relief."""
    height, heights = 0.0, []
    for moment in moments:
        height += CLIMB[moment.mark]
        heights.append(height)
    low, high = min(0.0, *heights), max(1.0, *heights)
    return [(height - low) / (high - low) * RELIEF for height in heights]


def _shortened(words: str) -> str:
    return words if len(words) <= LONGEST else words[: LONGEST - 1].rsplit(" ", 1)[0] + "…"


Place = tuple[int, float, str]  # lane, x of the words, where they are held


def _lanes(moments: list[Moment], xs: list[float], width: int, *, below: bool) -> dict[int, Place]:
    """A lane for each label, so that no two overlap: the first lane free at that place, from the thread outwards."""
    ends: list[float] = []
    places: dict[int, Place] = {}
    for index, moment in enumerate(moments):
        if (moment.mark in BELOW) is not below:
            continue
        start, end, anchor = _span(xs[index], len(_shortened(moment.title)) * LETTER, width)
        lane = next((lane for lane, taken in enumerate(ends) if taken < start), len(ends))
        ends[lane : lane + 1] = [end + 14]
        places[index] = (lane, xs[index], anchor)
    return places


def _span(x: float, length: float, width: int) -> tuple[float, float, str]:
    """Where words of this length stand around `x` without leaving the picture."""
    if x - length / 2 < 4:
        return x - 8, x + length, "start"
    if x + length / 2 > width - 4:
        return x - length, x + 8, "end"
    return x - length / 2, x + length / 2, "middle"


def _label(
    index: int, moment: Moment, x: float, y: float, place: Place, *, above: bool, top: float, base: float
) -> Label:  # fmt: skip
    lane, text_x, anchor = place
    text_y = top - 12 - lane * LANE if above else base + 52 + lane * LANE
    return Label(moment, _shortened(moment.title), x, y, text_x, text_y, anchor)


def _thread(points: list[tuple[float, float]]) -> str:
    """A smooth line through the points, flat at each of them, so that it never overshoots."""
    (x, y), *rest = points
    path = f"M{x:.1f} {y:.1f}"
    for next_x, next_y in rest:
        middle = (x + next_x) / 2
        path += f"C{middle:.1f} {y:.1f} {middle:.1f} {next_y:.1f} {next_x:.1f} {next_y:.1f}"
        x, y = next_x, next_y
    return path


def _ticks(first: date, last: date, across: float) -> list[Tick]:
    """Months on the ground, as many as there is room for; January says its year."""
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    room = max(1, round(110 / (across * 30)))
    ticks = []
    for count in range(1, months):
        year, month = divmod(first.year * 12 + first.month - 1 + count, 12)
        if month % room == 0:
            words = f"{MONTHS[month]} {year}" if month == 0 or count <= room else MONTHS[month]
            ticks.append(Tick(MARGIN + (date(year, month + 1, 1) - first).days * across, words))
    return ticks
