"""Between the name of a component and its end, a condition stands inside the quotes of an attribute.

Elsewhere the component is not drawn: the page shows its tags, or nothing, without an error.
"""

from __future__ import annotations

import re

from config.env import ROOT

OPENING = re.compile(r"<c-[\w.-]+")


def loose_conditions(text: str) -> list[str]:
    """The openings of components that hold a template tag outside of any quotes."""
    return [
        text[opening.start() : opening.start() + 80]
        for opening in OPENING.finditer(text)
        if _holds_loose_tag(text, opening.end())
    ]


def _holds_loose_tag(text: str, start: int) -> bool:
    quote = ""
    for place in range(start, len(text)):
        letter = text[place]
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'":
            quote = letter
        elif letter == ">":
            return False
        elif text.startswith("{%", place):
            return True
    return False


def test_a_loose_condition_is_seen() -> None:
    assert loose_conditions('<c-chip {% if done %}kind="done"{% endif %}>x</c-chip>')
    assert not loose_conditions(
        '<c-chip kind="{% if a > b %}done{% endif %}">{% if x %}x{% endif %}</c-chip>'
    )


def test_no_page_has_one() -> None:
    found = {
        str(path.relative_to(ROOT)): loose
        for path in ROOT.glob("tisserand/*/templates/**/*.html")
        if (loose := loose_conditions(path.read_text()))
    }
    assert found == {}
