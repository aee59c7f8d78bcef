"""The circle as a picture, ready for the template: symbols, couples, descents, households, ties and their words.

Conventions: a square for a man, a circle for a woman, a diamond otherwise; the age inside; a cross on the deceased; a
double outline for the person accompanied; couples joined from below, children hanging from that line (genogram,
McGoldrick and Gerson); a dashed outline around those who live together; others in capsules around (ecomap, Hartman).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import hypot

from tisserand.people.choices import CoupleState, Gender, Parentage, TieQuality
from tisserand.people.picture.boxes import Room, Size, room_of
from tisserand.people.picture.circle import Circle, Roof, Someone
from tisserand.people.picture.family import Family, Union, family_of
from tisserand.people.picture.labels import Labels
from tisserand.people.picture.layout import LEVEL, MARGIN, Placed, lay_out
from tisserand.people.picture.roofs import outline
from tisserand.people.picture.strokes import beside, strokes_of
from tisserand.people.picture.ties import SOMEONE, WORDS, Ground, Stop, run_ties, traced
from tisserand.people.tie_words import couple_word, deceased_word
from tisserand.ui.drawing.geometry import Point
from tisserand.ui.drawing.lines import Curve
from tisserand.ui.drawing.text import shorten, width_of, wrap

SYMBOL = 46
NAME, DETAIL, LABEL = 15.0, 13.0, 12.5
LEADING = 1.22
TEXT_WIDTH, CAPSULE_WIDTH = 118.0, 128.0
UNDER = 5.0  # between a symbol and its name
DOUBLE = 8.0  # how much higher the symbol of the person is, with its second outline
PADDING_X, PADDING_Y = 15.0, 9.0
PILL, WORD_HEIGHT = 20.0, 17.0
LEAST = 90.0  # how long a tie should be, for its word
SPOTS = tuple(n / 40 for n in range(5, 36))  # where on its line a word may stand
DASHED = {Parentage.ADOPTED.value, Parentage.FOSTER.value}
Moved = Mapping[str, tuple[float, float]]


@dataclass(frozen=True)
class Words:
    """One line of words: where its base stands under the middle of the node, and its class."""

    text: str
    y: int
    style: str
    size: float


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
    def parts(self) -> tuple[Room, ...]:
        """What a line reaches and a word had better not cover: the symbol and the words under it, or the capsule."""
        whole = room_of(self.middle, self.size)
        if self.shape == "capsule":
            return (whole,)
        half = SYMBOL / 2 + (DOUBLE if self.someone.is_me else 2)
        middle = self.middle.y + self.symbol_y
        wide = max(width_of(line.text, line.size) for line in self.lines) / 2 + 2
        symbol = Room(self.middle.x - half, middle - half, self.middle.x + half, middle + half)
        words = Room(self.middle.x - wide, middle + SYMBOL / 2, self.middle.x + wide, whole.bottom)
        return symbol, words

    @property
    def stop(self) -> Stop:
        """Where the ties to them end."""
        return Stop(self.key, self.parts[0].middle, self.parts)

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
    """A line of the family: of a couple, or of descent; with a word when it has one, and where it may stand."""

    d: str
    style: str
    label: str = ""
    lx: int = 0
    ly: int = 0
    slashes: tuple[str, ...] = ()
    spots: tuple[tuple[Point, float], ...] = ()
    marked: tuple[Room, ...] = ()  # where the slashes are


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
    told = [one.key for one in circle.others if one.quality]
    homes = [sorted(keys) for keys in _homes(circle).values()]
    placed = lay_out(family, sizes, above=above, below=below, homes=homes, told=told, moved=moved)
    roofs = {roof.number: roof.name for roof in circle.roofs}
    nodes = {
        one.key: Node(one, placed.at[one.key], *written[one.key], label=spoken(one, roofs))
        for one in circle.everyone
    }
    drawn = list(nodes.values())
    width = round(max(node.middle.x + node.size.width / 2 for node in drawn) + MARGIN)
    curves = _curves(circle, nodes, width)
    labels = Labels(width, [part for node in drawn for part in node.parts], traced(curves))
    roofs_drawn = [_roof(roof, family, nodes, labels) for roof in circle.roofs]
    bonds = [_worded(bond, labels) for bond in _bonds(family, nodes, placed)]
    ties = _ties(circle, curves, labels)
    lowest = max(
        max(node.bottom for node in drawn) + MARGIN,
        max((point.y for points in labels.lines.values() for point in points), default=0) + UNDER,
        labels.bottom + UNDER,
    )
    return Drawing(width, round(lowest), drawn, bonds, ties, roofs_drawn)


def _homes(circle: Circle) -> dict[int, set[str]]:
    """Who lives in each household."""
    homes: dict[int, set[str]] = {}
    for one in circle.everyone:
        for stay in one.stays:
            homes.setdefault(stay.home, set()).add(one.key)
    return homes


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
        words.append(Words(text, round(at + high * LEADING * 0.76), style, high))
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
    slashed = ends[1] - (ends[1] - ends[0]) * 0.14
    slashes = tuple(
        f"M{slashed - 7 - 6 * n:.0f} {y + 7:.0f}L{slashed + 1 - 6 * n:.0f} {y - 7:.0f}" for n in range(apart)
    )
    marked = (Room(slashed - 16, y - 8, slashed + 4, y + 8),) if apart else ()
    spots = tuple(_couple_spots(ends, y, width_of(word, LABEL), slashed if apart else None)) if word else ()
    style = "circle-couple" + (" apart" if apart or union.is_former else "")
    style += " together" if union.state == CoupleState.TOGETHER else ""
    return Bond(d, style, word, slashes=slashes, spots=spots, marked=marked), Point(middle, y)


def _couple_spots(
    ends: Sequence[float], y: float, wide: float, slashed: float | None
) -> Iterable[tuple[Point, float]]:
    """Along the line of the couple, rather in the middle and above; off the line of their children and the slashes."""
    left, right = sorted(ends)
    middle = (left + right) / 2
    for part in (0.5, 0.36, 0.64, 0.26, 0.74):
        x = left + (right - left) * part
        on_slashes = slashed is not None and abs(x - slashed) < wide / 2 + 12
        for below in (False, True):
            on_stem = below and abs(x - middle) < wide / 2 + 4
            cost = 12 * abs(part - 0.5) + 6 * on_slashes + 14 * on_stem + 3 * below
            yield Point(x, y + 11 if below else y - 5 - LABEL / 3), cost


def _worded(bond: Bond, labels: Labels) -> Bond:
    labels.words += bond.marked
    if not bond.spots:
        return bond
    spot = labels.write(bond.spots, Size(width_of(bond.label, LABEL), WORD_HEIGHT))
    return replace(bond, lx=round(spot.x), ly=round(spot.y + LABEL / 3))


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


def _curves(circle: Circle, nodes: Mapping[str, Node], paper: float) -> dict[str, Curve]:
    """A line to each one whose tie is told, and to everyone who has no line of the family."""
    ground = Ground(paper)
    for node in nodes.values():
        symbol, *words = node.parts
        ground.add(symbol, SOMEONE, node.key)
        for part in words:  # nobody's tie runs over their own name either
            ground.add(part, WORDS)
    told = [one.key for one in circle.others if one.quality or not one.is_kin]
    return run_ties({key: node.stop for key, node in nodes.items()}, told, ground, LEAST)


def _ties(circle: Circle, curves: Mapping[str, Curve], labels: Labels) -> list[TieDrawn]:
    spots: dict[str, Point] = {}
    told = [one for one in circle.others if one.key in curves]
    # The short ones choose first where their word stands.
    for one in sorted(told, key=lambda each: (_length(curves[each.key]), each.key)):
        if one.quality:
            spots[one.key] = labels.write(
                _along(curves[one.key], one.quality), Size(_word_width(one), PILL), one.key
            )
    return [_tie(one, curves[one.key], spots.get(one.key)) for one in told]


def _along(curve: Curve, quality: str) -> Iterable[tuple[Point, float]]:
    """Where on its line a word may stand, or beside it if need be; never on the bars that cut it."""
    for t in SPOTS:
        cost = 8 * abs(t - 0.5) + (30 if quality == TieQuality.CUT and t < 0.38 else 0)
        for aside in (0, 15, -15, 27, -27):
            yield beside(curve, t, aside), cost + 0.35 * abs(aside)


def _word(one: Someone) -> str:
    return str(TieQuality(one.quality).label) if one.quality else ""


def _word_width(one: Someone) -> float:
    return width_of(_word(one), LABEL) + 16


def _length(curve: Curve) -> float:
    return hypot(curve.start.x - curve.end.x, curve.start.y - curve.end.y)


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


def _roof(roof: Roof, family: Family, nodes: Mapping[str, Node], labels: Labels) -> RoofDrawn:
    inside = {node.key for node in nodes.values() if any(s.home == roof.number for s in node.someone.stays)}
    boxes = {key: (node.middle, node.size) for key, node in nodes.items()}
    paths, ends = outline(family, boxes, inside, padding=7.0 + 5.0 * (roof.number % 3))
    words = shorten(roof.name, size=LABEL, width=190)
    wide = width_of(words, LABEL)
    spots = list(_corners(ends, wide))
    spot = labels.write(spots, Size(wide, WORD_HEIGHT)) if spots else Point(0, 0)
    return RoofDrawn(roof, paths, words, round(spot.x - wide / 2), round(spot.y + LABEL / 3))


def _corners(ends: Sequence[tuple[Room, Room]], wide: float) -> Iterable[tuple[Point, float]]:
    """Over the outline, at the left or at the right; under it otherwise."""
    for cost, (first, last) in enumerate(ends):
        for side, more in ((-1, 0), (1, 1)):
            yield Point(_corner(first, side, wide), first.top - 5 - LABEL / 3), 4 * cost + more
            yield Point(_corner(last, side, wide), last.bottom + 10), 4 * cost + more + 3


def _corner(room: Room, side: int, wide: float) -> float:
    return room.left + 4 + wide / 2 if side < 0 else room.right - 4 - wide / 2
