"""The map as a picture, ready for the template: boxes with their words, lines with their labels, whole numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from tisserand.support.choices import ItemKind, LinkKind
from tisserand.support.situation.layout import place
from tisserand.support.situation.words import abbreviated, detail_of, node_name, quoted
from tisserand.ui.drawing.geometry import MARGIN, Box, Point
from tisserand.ui.drawing.lines import LABEL_HEIGHT, Curve, Frame, draw
from tisserand.ui.drawing.text import shorten, width_of, wrap

TITLE, DETAIL, LABEL = 15.0, 13.0, 12.5
LEADING = 1.25
PADDING_X, PADDING_Y = 14.0, 10.0


@dataclass(frozen=True)
class Format:
    """A shape of paper: how wide it is, how wide words may run in a box, which places of an item it reads."""

    name: str
    width: int
    text_width: float
    x: str
    y: str


WIDE = Format("wide", 600, 144, "x", "y")
NARROW = Format("narrow", 340, 110, "narrow_x", "narrow_y")
FORMATS = {form.name: form for form in (WIDE, NARROW)}


class Drawable(Protocol):
    """What an item must say of itself to be drawn: a row of the map, or its copy in a snapshot."""

    id: UUID | str
    kind: str
    title: str
    words: str
    weight_person: int | None
    weight_worker: int | None
    is_urgent: bool


class Tie(Protocol):
    """What a link must say of itself."""

    source_id: UUID | str
    target_id: UUID | str
    kind: str


@dataclass(frozen=True)
class Node:
    """A box and its words."""

    item: Drawable
    frame: Frame
    title: list[str]
    detail: str
    name: str  # for those who do not see it

    @property
    def key(self) -> str:
        """The id of its item."""
        return str(self.item.id)

    @property
    def weight(self) -> int:
        """The heavier of both views."""
        return max(self.item.weight_person or 0, self.item.weight_worker or 0)

    x = property(lambda self: round(self.frame.middle.x - self.frame.width / 2))
    y = property(lambda self: round(self.frame.middle.y - self.frame.height / 2))
    cx = property(lambda self: round(self.frame.middle.x))
    cy = property(lambda self: round(self.frame.middle.y))
    width = property(lambda self: round(self.frame.width))
    height = property(lambda self: round(self.frame.height))
    half_width = property(lambda self: round(self.frame.width / 2))
    half_height = property(lambda self: round(self.frame.height / 2))

    @property
    def radius(self) -> int:
        """A pill for what holds, a rounded box for the rest."""
        return min(self.half_height, 26) if self.item.kind == ItemKind.STRENGTH else 11

    @property
    def lines(self) -> list[tuple[str, int, str]]:
        """(words, height of the line from the middle of the box, class) from top to bottom."""
        lines = [(words, "map-title", TITLE) for words in self.title]
        if self.detail:
            lines.append((self.detail, "map-detail", DETAIL))
        at, placed = -sum(size * LEADING for _, _, size in lines) / 2, []
        for words, style, size in lines:
            placed.append((words, round(at + size * LEADING * 0.76), style))
            at += size * LEADING
        return placed


@dataclass(frozen=True)
class Edge:
    """A line and its label."""

    link: Tie
    curve: Curve
    label: str

    source = property(lambda self: str(self.link.source_id))
    target = property(lambda self: str(self.link.target_id))
    d = property(lambda self: self.curve.d)
    bend = property(lambda self: f"{self.curve.bend:.2f}")
    lx = property(lambda self: round(self.curve.label.x))
    ly = property(lambda self: round(self.curve.label.y + LABEL / 3))


@dataclass(frozen=True)
class Drawing:
    """The whole picture."""

    form: Format
    height: int
    nodes: list[Node]
    edges: list[Edge]

    @property
    def width(self) -> int:
        """The width of its paper."""
        return self.form.width


def draw_map(items: Sequence[Drawable], links: Iterable[Tie], form: Format, *, who: str = "") -> Drawing:
    """Place and draw `items` and the `links` between them; `who` names the person beside their weight."""
    keys = {str(item.id) for item in items}
    ties = [link for link in links if {str(link.source_id), str(link.target_id)} <= keys]
    words = {str(item.id): _words(item, form, who) for item in items}
    acts = _acts(items, ties)
    boxes = tuple(_box(item, *words[str(item.id)], form) for item in items)
    places = place(boxes, tuple((str(tie.source_id), str(tie.target_id)) for tie in ties), form.width)
    nodes = [
        Node(
            item,
            Frame(places[box.key], box.width, box.height),
            *words[box.key],
            name=node_name(item, who, acts[box.key]),
        )
        for item, box in zip(items, boxes, strict=True)
    ]
    bottom = max((node.frame.middle.y + node.frame.height / 2 for node in nodes), default=0)
    return Drawing(form, round(bottom + MARGIN), nodes, _edges(nodes, ties, form.width))


def _acts(items: Sequence[Drawable], ties: Iterable[Tie]) -> dict[str, list[str]]:
    """What each thing does to others, in words."""
    titles = {str(item.id): item.title for item in items}
    acts: dict[str, list[str]] = {key: [] for key in titles}
    for tie in ties:
        acts[str(tie.source_id)].append(f"{LinkKind(tie.kind).label} {quoted(titles[str(tie.target_id)])}")
    return acts


def _words(item: Drawable, form: Format, who: str) -> tuple[list[str], str]:
    longest = max(width_of(word, TITLE) for word in item.title.split(" "))
    room = max(form.text_width, min(longest, form.text_width * 1.2))
    title = wrap(item.title, size=TITLE, width=room, lines=4)
    detail = detail_of(item, who if form is WIDE else abbreviated(who))
    return title, shorten(detail, size=DETAIL, width=form.text_width + PADDING_X)


def _box(item: Drawable, title: list[str], detail: str, form: Format) -> Box:
    widest = max([*(width_of(line, TITLE) for line in title), width_of(detail, DETAIL)])
    round_ends = 8.0 if item.kind == ItemKind.STRENGTH else 0.0
    height = len(title) * TITLE * LEADING + (DETAIL * LEADING if detail else 0) + 2 * PADDING_Y
    x, y = getattr(item, form.x, None), getattr(item, form.y, None)
    return Box(
        key=str(item.id),
        width=round(max(84.0, widest + 2 * PADDING_X + round_ends)),
        height=round(height),
        weight=max(item.weight_person or 0, item.weight_worker or 0) / 2 + item.is_urgent,
        depth=1.0 if item.kind == ItemKind.NEED else 0.0,
        fixed=Point(x * form.width / 1000, y * form.width / 1000)
        if x is not None and y is not None
        else None,
    )


def _edges(nodes: list[Node], ties: Iterable[Tie], paper: float) -> list[Edge]:
    frames = {node.key: node.frame for node in nodes}
    labels: list[Frame] = []
    edges = []
    for tie in ties:
        ends = (str(tie.source_id), str(tie.target_id))
        label = LinkKind(tie.kind).label
        wide = width_of(label, LABEL) + 4
        others = [frame for key, frame in frames.items() if key not in ends]
        between = (frames[ends[0]], frames[ends[1]])
        curve = draw(between, others, labels, label_width=wide, paper=paper)
        labels.append(Frame(curve.label, wide, LABEL_HEIGHT))
        edges.append(Edge(tie, curve, label))
    return edges
