"""The circle as a picture, ready for the template: symbols, couples, descents, households, ties and their words.

Conventions: a square for a man, a circle for a woman, a diamond otherwise; the age inside; a cross on the deceased; a
double outline for the person accompanied; couples joined from below, children hanging from that line (genogram,
McGoldrick and Gerson); a dashed outline around those who live together; others in capsules around (ecomap, Hartman).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import hypot

from tisserand.people.choices import CoupleState, Gender, Parentage, TieQuality
from tisserand.people.picture.circle import Circle, Roof, Someone
from tisserand.people.picture.family import Family, Union, family_of
from tisserand.people.picture.layout import LEVEL, MARGIN, Placed, Size, lay_out
from tisserand.people.picture.roofs import outline
from tisserand.people.picture.strokes import strokes_of
from tisserand.people.picture.words import couple_word, deceased_word
from tisserand.ui.drawing.geometry import Point
from tisserand.ui.drawing.lines import Curve, Frame, draw
from tisserand.ui.drawing.text import shorten, width_of, wrap

SYMBOL = 46
NAME, DETAIL, LABEL = 15.0, 13.0, 12.5
LEADING = 1.22
TEXT_WIDTH, CAPSULE_WIDTH = 118.0, 128.0
UNDER = 5.0  # between a symbol and its name
DOUBLE = 8.0  # how much higher the symbol of the person is, with its second outline
PADDING_X, PADDING_Y = 15.0, 9.0
PILL = 20.0
SPOTS = tuple(n / 40 for n in range(5, 36))  # where on its line a word may stand
DASHED = {Parentage.ADOPTED.value, Parentage.FOSTER.value}
Moved = Mapping[str, tuple[float, float]]


@dataclass(frozen=True)
class Words:
    """One line of words: where its base stands under the middle of the node, and its class."""

    text: str
    y: int
    style: str


@dataclass(frozen=True)
class Node:
    """Someone drawn: a symbol with words under it (family), or a capsule with words in it (around)."""

    someone: Someone
    middle: Point
    size: Size
    lines: list[Words]
    label: str  # for those who do not see it

    key = property(lambda self: self.someone.key)
    x = property(lambda self: round(self.middle.x))
    y = property(lambda self: round(self.middle.y))
    width = property(lambda self: round(self.size.width))
    height = property(lambda self: round(self.size.height))
    left = property(lambda self: round(-self.size.width / 2))
    top = property(lambda self: round(-self.size.height / 2))
    symbol_y = property(
        lambda self: round(-self.size.height / 2 + SYMBOL / 2 + (DOUBLE if self.someone.is_me else 0))
    )
    radius = property(lambda self: min(22, round(self.size.height / 2)))

    @property
    def shape(self) -> str:
        """circle, square, diamond, or capsule."""
        if not self.someone.is_kin:
            return "capsule"
        return {Gender.FEMALE.value: "circle", Gender.MALE.value: "square"}.get(
            self.someone.gender, "diamond"
        )

    @property
    def inside(self) -> str:
        """The age, or a question mark where the gender is not known either; nothing under a cross."""
        if self.someone.is_deceased:
            return ""
        if self.someone.age is not None:
            return str(self.someone.age)
        return "?" if self.someone.gender == Gender.UNKNOWN and self.shape == "diamond" else ""

    @property
    def frame(self) -> Frame:
        """What a line reaches: the symbol, or the whole capsule."""
        if self.shape == "capsule":
            return Frame(self.middle, self.size.width, self.size.height)
        return Frame(Point(self.middle.x, self.middle.y + self.symbol_y), SYMBOL + 6, SYMBOL + 6)

    @property
    def words_frame(self) -> Frame:
        """The words under a symbol, which a line had better avoid."""
        height = self.size.height - SYMBOL
        return Frame(Point(self.middle.x, self.middle.y + SYMBOL / 2), self.size.width - 16, height)

    @property
    def bottom(self) -> float:
        """The height of its lower edge."""
        return self.middle.y + self.size.height / 2

    @property
    def symbol_top(self) -> float:
        """The height of its upper edge."""
        return self.middle.y - self.size.height / 2


@dataclass(frozen=True)
class Bond:
    """A line of the family: of a couple, or of descent; with a word when it has one."""

    d: str
    style: str
    label: str = ""
    lx: int = 0
    ly: int = 0
    slashes: tuple[str, ...] = ()


@dataclass(frozen=True)
class TieDrawn:
    """How a tie is lived: its strokes, and its word on a pill."""

    key: str
    quality: str
    strokes: list[str]
    hit: str
    word: str
    label: str
    x: int = 0
    y: int = 0
    width: int = 0

    pill_x = property(lambda self: round(self.x - self.width / 2))
    pill_y = property(lambda self: round(self.y - PILL / 2))
    word_y = property(lambda self: round(self.y + LABEL / 3))


@dataclass(frozen=True)
class RoofDrawn:
    """A household: its dashed outlines (one in the ordinary case), its name, and who lives there in words."""

    roof: Roof
    outlines: list[str]
    label: str
    x: int
    y: int


@dataclass(frozen=True)
class Drawing:
    """The whole picture."""

    width: int
    height: int
    nodes: list[Node]
    bonds: list[Bond]
    ties: list[TieDrawn]
    roofs: list[RoofDrawn]

    def node(self, key: str) -> Node | None:
        """Someone drawn."""
        return next((node for node in self.nodes if node.key == key), None)


def draw_circle(circle: Circle, moved: Moved | None = None) -> Drawing:
    """Place and draw everyone; `moved` is how far each one was put by hand from where the layout has them."""
    family = family_of(circle)
    written = {one.key: _written(one) for one in circle.everyone}
    below = [one.key for one in circle.others if not one.is_kin and not one.is_professional]
    above = [one.key for one in circle.others if not one.is_kin and one.is_professional]
    sizes = {key: size for key, (size, _) in written.items()}
    placed = lay_out(family, sizes, above=above, below=below, moved=moved)
    roofs = {roof.number: roof.name for roof in circle.roofs}
    nodes = {
        one.key: Node(one, placed.at[one.key], *written[one.key], label=spoken(one, roofs))
        for one in circle.everyone
    }
    drawn = list(nodes.values())
    bonds = _bonds(family, nodes, placed)
    roofs_drawn = [_roof(roof, family, nodes) for roof in circle.roofs]
    return Drawing(
        width=round(max(node.middle.x + node.size.width / 2 for node in drawn) + MARGIN),
        height=round(max(node.bottom for node in drawn) + MARGIN),
        nodes=drawn,
        bonds=bonds,
        ties=_ties(circle, nodes, _written_already(bonds, roofs_drawn)),
        roofs=roofs_drawn,
    )


def spoken(one: Someone, roofs: Mapping[int, str]) -> str:
    """« Sami, fils, 14 ans, lien proche. Vit dans le foyer « Chez Nadia », la moitié du temps. »"""
    said = ", ".join(filter(None, [one.name, *one.facts, one.quality_words]))
    homes = [
        f"foyer «\u00a0{roofs[stay.home]}\u00a0»"
        + (f", {stay.share}\u00a0% du temps" if stay.share < 100 else "")
        for stay in one.stays
    ]
    return f"{said}. Vit\u00a0: {' et '.join(homes)}." if homes else f"{said}."


# Words and sizes


def _written(one: Someone) -> tuple[Size, list[Words]]:
    return _symbol_words(one) if one.is_kin else _capsule_words(one)


def _symbol_words(one: Someone) -> tuple[Size, list[Words]]:
    details = [] if one.is_me else [", ".join(filter(None, [one.who, one.role]))]
    if one.is_deceased:
        details.append(deceased_word(one.gender))
    details += [f"{stay.share}\u00a0% du temps" for stay in one.stays if stay.share < 100][:1]
    lines = [(text, NAME, "circle-name") for text in wrap(one.name, size=NAME, width=TEXT_WIDTH, lines=2)]
    for detail in filter(None, details):
        lines += [(t, DETAIL, "circle-detail") for t in wrap(detail, size=DETAIL, width=TEXT_WIDTH, lines=2)]
    under = UNDER + (DOUBLE if one.is_me else 0)
    height = SYMBOL + under + sum(size * LEADING for _, size, _ in lines)
    widest = max(width_of(text, size) for text, size, _ in lines)
    return _stacked(lines, Size(round(max(92.0, widest + 8)), round(height)), SYMBOL + under)


def _capsule_words(one: Someone) -> tuple[Size, list[Words]]:
    detail = one.role or one.who
    lines = [(text, NAME, "circle-name") for text in wrap(one.name, size=NAME, width=CAPSULE_WIDTH, lines=2)]
    lines += [(t, DETAIL, "circle-detail") for t in wrap(detail, size=DETAIL, width=CAPSULE_WIDTH, lines=3)]
    if one.is_deceased:
        lines.append((deceased_word(one.gender), DETAIL, "circle-detail"))
    height = sum(size * LEADING for _, size, _ in lines) + 2 * PADDING_Y
    widest = max(width_of(text, size) for text, size, _ in lines)
    return _stacked(lines, Size(round(widest + 2 * PADDING_X), round(height)), PADDING_Y)


def _stacked(lines: list[tuple[str, float, str]], size: Size, top: float) -> tuple[Size, list[Words]]:
    at = -size.height / 2 + top
    words = []
    for text, high, style in lines:
        words.append(Words(text, round(at + high * LEADING * 0.76), style))
        at += high * LEADING
    return size, words


# Couples and descents


def _bonds(family: Family, nodes: Mapping[str, Node], placed: Placed) -> list[Bond]:
    feet = _feet(family)
    bonds: list[Bond] = []
    for number, union in enumerate(family.unions):
        start = None
        if len(union.partners) > 1:
            depth = placed.bracket.get(number, LEVEL)
            bond, start = _couple(union, [nodes[key] for key in union.partners], depth, feet[number])
            bonds.append(bond)
        elif union.partners:
            parent = nodes[union.partners[0]]
            start = Point(parent.middle.x + feet[number][union.partners[0]], parent.bottom)
        if union.children:
            bonds += _descents(union, nodes, start, placed.bus.get(number, LEVEL))
    return bonds


def _feet(family: Family) -> list[dict[str, float]]:
    """Someone in several unions stands on several lines, side by side."""
    of: dict[str, list[int]] = {}
    for number, union in enumerate(family.unions):
        for key in union.partners:
            of.setdefault(key, []).append(number)
    return [
        {key: (of[key].index(number) - (len(of[key]) - 1) / 2) * 14 for key in union.partners}
        for number, union in enumerate(family.unions)
    ]


def _couple(
    union: Union, pair: Sequence[Node], depth: float, feet: Mapping[str, float]
) -> tuple[Bond, Point]:
    ends = [node.middle.x + feet[node.key] for node in pair]
    y = max(node.bottom for node in pair) + depth - 6
    d = f"M{ends[0]:.0f} {pair[0].bottom:.0f}V{y:.0f}H{ends[1]:.0f}V{pair[1].bottom:.0f}"
    middle = sum(ends) / 2
    word = couple_word(union.state)
    apart = {CoupleState.SEPARATED.value: 1, CoupleState.DIVORCED.value: 2}.get(union.state, 0)
    beside = ends[1] - (ends[1] - ends[0]) * 0.14
    slashes = tuple(
        f"M{beside - 7 - 6 * n:.0f} {y + 7:.0f}L{beside + 1 - 6 * n:.0f} {y - 7:.0f}" for n in range(apart)
    )
    style = "circle-couple" + (" apart" if apart or union.is_former else "")
    style += " together" if union.state == CoupleState.TOGETHER else ""
    return Bond(d, style, word, round(middle), round(y - 5), slashes), Point(middle, y)


def _descents(union: Union, nodes: Mapping[str, Node], start: Point | None, depth: float) -> Iterable[Bond]:
    children = [nodes[key] for key in union.children]
    bus = min(child.symbol_top for child in children) - depth + 4
    xs = [child.middle.x for child in children]
    low, high = min(xs), max(xs)
    if start is not None:
        low, high = min(low, start.x), max(high, start.x)
    d = f"M{low:.0f} {bus:.0f}H{high:.0f}" if high - low > 1 else ""
    stem = f"M{start.x:.0f} {start.y:.0f}V{bus:.0f}" if start else ""
    if stem or d:
        yield Bond(stem + d, "circle-descent")
    for child in children:
        source = child.someone.parentage
        if child.someone.is_me and union.partners:
            source = nodes[union.partners[0]].someone.parentage
        dashed = " by-choice" if source in DASHED else ""
        yield Bond(f"M{child.middle.x:.0f} {bus:.0f}V{child.symbol_top:.0f}", f"circle-descent{dashed}")


# How ties are lived


def _written_already(bonds: Iterable[Bond], roofs: Iterable[RoofDrawn]) -> list[Frame]:
    """Where words stand that a pill must not cover."""
    words = [
        Frame(Point(bond.lx, bond.ly - LABEL / 3), width_of(bond.label, LABEL), PILL)
        for bond in bonds
        if bond.label
    ]
    for roof in roofs:
        wide = width_of(roof.label, LABEL)
        words.append(Frame(Point(roof.x + wide / 2, roof.y - LABEL / 3), wide, PILL))
    return words


def _ties(circle: Circle, nodes: Mapping[str, Node], words: list[Frame]) -> list[TieDrawn]:
    """A line to each one whose tie is told, and to everyone who has no line of the family."""
    paper = max(node.middle.x + node.size.width / 2 for node in nodes.values()) + MARGIN
    told = [one for one in circle.others if one.quality or not one.is_kin]
    curves = {one.key: _curve(one, nodes, paper) for one in told}
    spots: dict[str, Point] = {}
    labels = list(words)
    for one in sorted(
        told, key=lambda each: (_length(curves[each.key]), each.key)
    ):  # the short ones choose first
        if one.quality:
            spots[one.key] = _spot(curves[one.key], _word_width(one), labels, nodes)
            labels.append(Frame(spots[one.key], _word_width(one), PILL))
    return [_tie(one, curves[one.key], spots.get(one.key)) for one in told]


def _word(one: Someone) -> str:
    return str(TieQuality(one.quality).label) if one.quality else ""


def _word_width(one: Someone) -> float:
    return width_of(_word(one), LABEL) + 16


def _curve(one: Someone, nodes: Mapping[str, Node], paper: float) -> Curve:
    others = [node for key, node in nodes.items() if key not in ("me", one.key)]
    frames = [node.frame for node in others]
    frames += [node.words_frame for node in others if node.shape != "capsule"]
    between = (nodes["me"].frame, nodes[one.key].frame)
    return draw(between, frames, [], label_width=_word_width(one), paper=paper)


def _length(curve: Curve) -> float:
    return hypot(curve.start.x - curve.end.x, curve.start.y - curve.end.y)


def _spot(curve: Curve, wide: float, labels: Sequence[Frame], nodes: Mapping[str, Node]) -> Point:
    """Where on the line its word covers least: another word first of all, then a symbol, then words under one."""
    covered = [(frame, 8) for frame in labels]
    covered += [(node.frame, 4) for node in nodes.values()]
    covered += [(node.words_frame, 1) for node in nodes.values() if node.shape != "capsule"]

    def cost(t: float) -> tuple[float, float]:
        spot = curve.at(t)
        over = sum(weight for frame, weight in covered if frame.holds(spot, wide / 2, PILL / 2))
        return over, abs(t - 0.5)

    return curve.at(min(SPOTS, key=cost))


def _tie(one: Someone, curve: Curve, spot: Point | None) -> TieDrawn:
    word = _word(one)
    return TieDrawn(
        key=one.key,
        quality=one.quality or "untold",
        strokes=strokes_of(curve, one.quality),
        hit=curve.d,
        word=word,
        label=f"Lien avec {one.name}\u00a0: {word}" if word else "",
        x=round(spot.x) if spot else 0,
        y=round(spot.y) if spot else 0,
        width=round(_word_width(one)),
    )


# Households


def _roof(roof: Roof, family: Family, nodes: Mapping[str, Node]) -> RoofDrawn:
    inside = {node.key for node in nodes.values() if any(s.home == roof.number for s in node.someone.stays)}
    boxes = {key: (node.middle, node.size) for key, node in nodes.items()}
    paths, corner = outline(family, boxes, inside, padding=7.0 + 5.0 * (roof.number % 3))
    words = shorten(roof.name, size=LABEL, width=190)
    return RoofDrawn(roof, paths, words, round(corner.x + 4), round(corner.y - 5))
