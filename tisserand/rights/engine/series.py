"""What someone earned, month by month, from what was told: what is not told is carried over, and that is known."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from tisserand.rights.engine.household import Income, Person

LONG_SILENCE = 2  # months: beyond, a hole is not a month without income, it is a time nobody spoke of
YEARS_BEFORE = 2  # family benefits look at the income of the year before last


@dataclass(frozen=True, slots=True)
class Window:
    """The months that the rules may look at: whole years, from the one before last to that of the month simulated."""

    month: int

    @property
    def first(self) -> int:
        return (self.month // 12 - YEARS_BEFORE) * 12

    @property
    def size(self) -> int:
        return (YEARS_BEFORE + 1) * 12

    def months(self) -> range:
        return range(self.first, self.first + self.size)


@dataclass(frozen=True, slots=True)
class Series:
    """One kind of income over a window, monthly euros; what is taxable or gross is the net when it is not told."""

    net: list[float]
    taxable: list[float]
    gross: list[float]


def series_of(person: Person, window: Window) -> dict[str, Series]:
    """By kind of income. Months told one by one, or by years, are carried over to those that nothing tells of."""
    return {kind: _series(incomes, window) for kind, incomes in _by_kind(person).items()}


def told_from(person: Person, window: Window) -> int:
    """The first month from which every kind of income of someone is really told; after the window, if none is."""
    end = window.first + window.size
    return max(
        (
            next((window.first + index for index, told in enumerate(_told(incomes, window)) if told), end)
            for incomes in _by_kind(person).values()
        ),
        default=window.first,
    )


def only_net(person: Person, kinds: frozenset[str]) -> bool:
    """Whether a gross amount of one of these kinds was not told, so that the net stands for it."""
    return any(income.kind in kinds and income.amount and income.gross is None for income in person.incomes)


def _by_kind(person: Person) -> dict[str, list[Income]]:
    kinds: dict[str, list[Income]] = {}
    for income in person.incomes:
        kinds.setdefault(income.kind, []).append(income)
    return kinds


def _series(incomes: list[Income], window: Window) -> Series:
    told = _told(incomes, window)
    return Series(*(_spread(incomes, window, told, part) for part in ("amount", "taxable", "gross")))


def _told(incomes: Iterable[Income], window: Window) -> list[bool]:
    """Months of which something is told, were it that there was nothing."""
    start, size = window.first, window.size
    told = [False] * size
    for income in incomes:
        if not income.sample:
            return [True] * size  # told with its beginning and its end: nothing else of that kind
        assert income.first is not None
        assert income.last is not None
        for month in range(max(income.first - start, 0), min(income.last + 1 - start, size)):
            told[month] = True
    return told


def _spread(incomes: Iterable[Income], window: Window, told: list[bool], part: str) -> list[float]:
    start, size = window.first, window.size
    months = [0.0] * size
    for income in incomes:
        amount = _amount(income, part)
        first = 0 if income.first is None else max(income.first - start, 0)
        last = size if income.last is None else min(income.last + 1 - start, size)
        for month in range(first, last):
            months[month] += amount
    if not any(told):
        # Told of a time before the window alone: it is the nearest thing known.
        return [_amount(max(incomes, key=lambda income: income.last or 0), part)] * size
    if not all(told):
        _carry(months, told)
    return months


def _amount(income: Income, part: str) -> float:
    value = getattr(income, part)
    return float(income.amount if value is None else value)


def _carry(months: list[float], told: list[bool]) -> None:
    """The nearest month told, before or after; a hole between two months told is a month without."""
    known = [index for index, is_told in enumerate(told) if is_told]
    for index in range(known[0]):
        months[index] = months[known[0]]
    for index in range(known[-1] + 1, len(months)):
        months[index] = months[known[-1]]
    # A year told, then nothing until months told one by one: unknown, rather than nothing.
    gaps = [(a, b) for a, b in pairwise(known) if b - a > LONG_SILENCE]
    for before, after in gaps:
        for index in range(before + 1, after):
            months[index] = months[after]
