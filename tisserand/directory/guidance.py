"""What a desk tells besides the places: numbers to call, rights and steps to think of, topic by topic.

The words are in `data/guidance.toml`. Nothing is computed here and no amount is said: these are doors to knock at.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import TypeVar

from django.utils.formats import date_format

FILE = Path(__file__).parent / "data" / "guidance.toml"


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a page said: which one (`source`), on which day or month (`said_on`); empty when it is not known."""

    source: str = ""
    said_on: str = ""

    @property
    def origin(self) -> str:
        """Where it was read."""
        return origin_words(self.source, self.said_on)


@dataclass(frozen=True, kw_only=True)
class Number(Told):
    """A national number to call."""

    key: str
    call: str
    name: str
    text: str
    topics: tuple[str, ...]

    @property
    def dialled(self) -> str:
        """The same, as a telephone dials it."""
        return self.call.replace(" ", "")


@dataclass(frozen=True, kw_only=True)
class Right(Told):
    """A right or a step: to whom it may concern, whom to ask, what to bring, the form if there is one."""

    key: str
    name: str
    text: str
    ask: str
    topics: tuple[str, ...]
    bring: tuple[str, ...] = ()
    form: str = ""


def origin_words(source: str, said_on: str) -> str:
    """« Source : gouvernement.fr (mars 2024) », or plainly that nothing was found. `said_on`: a day, a month, or ""."""
    if not source:
        return "Écrit sans source : vérifiez avant de le donner"
    if not said_on:
        return f"Source : {source} (page sans date)"
    year, month = (int(part) for part in said_on.split("-")[:2])
    return f"Source : {source} ({date_format(date(year, month, 1), 'F Y')})"


G = TypeVar("G", Number, Right)


@cache
def _read() -> tuple[tuple[Number, ...], tuple[Right, ...]]:
    told = tomllib.loads(FILE.read_text())
    as_tuples = ("topics", "bring")

    def said(entry: dict[str, object]) -> dict[str, object]:
        return {name: tuple(value) if name in as_tuples else value for name, value in entry.items()}  # type: ignore[arg-type]

    return (
        tuple(Number(**said(entry)) for entry in told["number"]),  # type: ignore[arg-type]
        tuple(Right(**said(entry)) for entry in told["right"]),  # type: ignore[arg-type]
    )


def numbers() -> tuple[Number, ...]:
    """All of them, the most urgent first."""
    return _read()[0]


def rights() -> tuple[Right, ...]:
    """All of them."""
    return _read()[1]


def about(entries: Iterable[G], topics: Iterable[str]) -> list[G]:
    """Those that answer these topics: the more of them, the higher; as they are written among equals."""
    asked = set(topics)
    found = [(len(asked & set(entry.topics)), entry) for entry in entries]
    return [entry for count, entry in sorted(found, key=lambda each: -each[0]) if count]


def chosen(entries: Iterable[G], keys: Iterable[str]) -> list[G]:
    """Those of these keys, in the order of the table; a key nobody knows is nothing."""
    wanted = set(keys)
    return [entry for entry in entries if entry.key in wanted]
