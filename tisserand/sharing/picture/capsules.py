"""What is drawn of someone in the circle: a capsule with their name and what they are; a disc for the person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tisserand.people.picture.boxes import Room, Size, room_of
from tisserand.sharing.choices import MemberKind, Ring
from tisserand.ui.drawing.geometry import Point
from tisserand.ui.drawing.text import shorten, width_of, wrap

WIDTH = 128
PADDING = 8
NAME, WORD = 14, 12.5
NAME_LINE, WORD_LINE = 17, 16
DISC = 48
LABEL = 13
LABEL_HEIGHT = 20

# In two words: the picture has little room, the list says it whole.
WORDS = {
    MemberKind.PROFESSIONAL: "travail social",
    MemberKind.HEALTH: "soin",
    MemberKind.SCHOOL: "école",
    MemberKind.LANDLORD: "logement",
    MemberKind.EMPLOYER: "employeur",
    MemberKind.GUARDIAN: "mandataire",
    MemberKind.CARER: "aidant·e",
    MemberKind.RELATIVE: "proche",
    MemberKind.VOLUNTEER: "bénévole",
    MemberKind.PEER: "médiation paire",
    MemberKind.OTHER: "autre",
}
# Around someone without it being their trade: drawn round, the others squarer.
AT_HEART = frozenset({MemberKind.CARER, MemberKind.RELATIVE, MemberKind.VOLUNTEER, MemberKind.PEER})


@dataclass(frozen=True)
class Someone:
    """Someone around the person, as the picture needs them."""

    key: str
    ring: Ring
    name: str
    kind: MemberKind
    holds_path: bool = False


@dataclass(frozen=True)
class Line:
    """A line of words inside a capsule: what it says, where (from the middle), how."""

    text: str
    y: int
    style: str


@dataclass(frozen=True)
class Capsule:
    """Someone in their place; whole numbers, so that no decimal comma slips into the page."""

    someone: Someone
    x: int
    y: int
    height: int
    lines: list[Line]
    width: int = WIDTH

    @property
    def room(self) -> Room:
        """What it covers."""
        return room_of(Point(self.x, self.y), Size(self.width, self.height))

    @property
    def left(self) -> int:
        """Of its outline, from its middle."""
        return -self.width // 2

    @property
    def top(self) -> int:
        """Of its outline, from its middle."""
        return -self.height // 2

    @property
    def radius(self) -> int:
        """Round for those who are there at heart, squarer for those whose trade it is."""
        return min(self.height // 2, 22) if self.someone.kind in AT_HEART else 6

    @property
    def label(self) -> str:
        """What is read aloud: « Mme Ferrand, école, formation, autour »."""
        path = ", tient le parcours" if self.someone.holds_path else ""
        return f"{self.someone.name}, {self.someone.kind.label}, {Ring(self.someone.ring).label}{path}"


def height_of(someone: Someone) -> int:
    """How high the capsule is."""
    return _height(_name_lines(someone.name), someone)


def capsule_of(someone: Someone, middle: Point) -> Capsule:
    """The capsule of someone, there."""
    names = _name_lines(someone.name)
    height = _height(names, someone)
    y = -height / 2 + PADDING - 3
    lines = []
    for text, step, style in [
        *((name, NAME_LINE, "around-name") for name in names),
        (_fitting(WORDS[someone.kind], WORD), WORD_LINE, "around-word"),
        *([("★ tient le parcours", WORD_LINE, "around-path")] if someone.holds_path else []),
    ]:
        y += step
        lines.append(Line(text, round(y - 3), style))
    return Capsule(someone, round(middle.x), round(middle.y), height, lines)


def middle_lines(name: str) -> list[Line]:
    """The name of the person, inside the disc."""
    names = wrap(name, size=15, width=2 * DISC - 16, lines=3)
    top = -(len(names) - 1) * 18 / 2 + 5
    return [Line(text, round(top + 18 * n), "around-me") for n, text in enumerate(names)]


def label_size(words: str) -> Size:
    """How much room the name of a ring takes on its line."""
    return Size(round(width_of(words, LABEL)) + 16, LABEL_HEIGHT)


def _name_lines(name: str) -> list[str]:
    return wrap(name, size=NAME, width=WIDTH - 2 * PADDING, lines=2)


def _fitting(text: str, size: float) -> str:
    return shorten(text, size=size, width=WIDTH - 2 * PADDING)


def _height(names: Sequence[str], someone: Someone) -> int:
    words = 1 + someone.holds_path
    return 2 * (PADDING - 3) + NAME_LINE * len(names) + WORD_LINE * words + 2
