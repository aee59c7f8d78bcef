"""How wide words are on the drawing, so that the server can wrap them inside their box."""

from __future__ import annotations

import unicodedata

ELLIPSIS = "…"

# Advance widths of Atkinson Hyperlegible Next, in thousandths of the size, rounded up to the bold cut.
_BY_WIDTH = {
    200: "'",
    270: "j’",
    290: ".,:",
    310: "i·! \u00a0\u202f",
    340: "l()",
    380: "frt-",
    430: "I1/",
    500: "sz",
    520: "cvy",
    540: "x7?",
    570: "aekuFJL",
    590: "hno29",
    610: "bdgpqEST35",
    640: "PZ468BRVY«»",
    680: "CK0ADUX",
    730: "HGNwO",
    770: "Q…",
    880: "—MmW",
    950: "œ%",
}
_WIDTHS = {character: width for width, characters in _BY_WIDTH.items() for character in characters}
_UNKNOWN = 680


def width_of(text: str, size: float) -> float:
    """The width of `text` written at `size`."""
    base = (unicodedata.normalize("NFD", character)[0] for character in text)
    return sum(_WIDTHS.get(character, _UNKNOWN) for character in base) * size / 1000


def wrap(text: str, *, size: float, width: float, lines: int) -> list[str]:
    """`text` on at most `lines` lines no wider than `width`; what does not fit ends with an ellipsis."""
    wrapped: list[str] = []
    line = ""
    for word in _pieces(text, size, width):
        longer = f"{line} {word}" if line else word
        if width_of(longer, size) <= width:
            line = longer
            continue
        wrapped.append(line)
        line = word
    wrapped.append(line)
    if len(wrapped) <= lines:
        return wrapped
    return [*wrapped[: lines - 1], shorten(" ".join(wrapped[lines - 1 :]), size=size, width=width)]


def shorten(text: str, *, size: float, width: float) -> str:
    """`text`, cut with an ellipsis when it is wider than `width`."""
    if width_of(text, size) <= width:
        return text
    while text and width_of(text + ELLIPSIS, size) > width:
        text = text[:-1]
    return text.rstrip(" ,.;:·") + ELLIPSIS


def _pieces(text: str, size: float, width: float) -> list[str]:
    """The words, those wider than a whole line cut into parts that fit."""
    pieces = []
    for word in text.split(" "):
        rest = word
        while width_of(rest, size) > width:
            fits = max(
                1, next(n for n in range(len(rest), 0, -1) if n == 1 or width_of(rest[:n], size) <= width)
            )
            pieces.append(rest[:fits])
            rest = rest[fits:]
        if rest:
            pieces.append(rest)
    return pieces
