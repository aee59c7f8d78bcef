"""From households to what they may claim: one simulation for all, the gap with what they have, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import islice
from typing import Any

from tisserand.rights.engine import household as words
from tisserand.rights.engine.catalogue import Benefit, benefits
from tisserand.rights.engine.certainty import missing
from tisserand.rights.engine.household import Household
from tisserand.rights.engine.law import law, versions
from tisserand.rights.engine.months import month_text
from tisserand.rights.engine.situation import Situation, build_situation

CHUNK = 10_000  # households of one simulation: bounds the memory, and pays the fixed work rarely enough
CENT = Decimal("0.01")
RIGHTS = frozenset({"right", "cost_year"})


@dataclass(frozen=True, slots=True)
class Entitlement:
    """One benefit for one household, or for one of its people (`person`): `amount` in the benefit's unit.

    A right without an amount is 1 or 0. `gap`: what is not claimed; for a right, 1 when it is open and not had.
    """

    benefit: Benefit
    person: str | None
    amount: Decimal
    received: Decimal | None
    missing: tuple[str, ...] = ()

    @property
    def gap(self) -> Decimal:
        if self.benefit.unit in RIGHTS:
            return Decimal(int(self.amount > 0 and not self.received))
        return max(self.amount - (self.received or Decimal(0)), Decimal(0))


@dataclass(frozen=True, slots=True)
class Result:
    """What one household may claim in a month, every benefit of the table, with the versions of the rules."""

    month: str
    entitlements: tuple[Entitlement, ...]
    versions: dict[str, str]


def warm_up() -> None:
    """Read the rules; the first simulation will not wait for them."""
    law()


def simulate(households: Iterable[Household], month: int, *, chunk: int = CHUNK) -> Iterator[Result]:
    """The result of each household, in order; `chunk` of them at a time are computed together.

    Amounts are OpenFisca's, rounded to the cent. A chunk of 10,000 takes about 1 GB while it is computed.
    """
    waiting = iter(households)
    while some := list(islice(waiting, chunk)):
        yield from _simulate_together(some, month)


def _simulate_together(households: Sequence[Household], month: int) -> Iterator[Result]:
    yield from results_of(build_situation(households, month), households, month)


def results_of(situation: Situation, households: Sequence[Household], month: int) -> Iterator[Result]:
    """Compute every benefit of a situation, and give back the result of each of its households."""
    columns = {one.variable: compute(situation, one, month) for one in benefits().values()}
    placed = _places(situation)
    for number, household in enumerate(households):
        unknown = missing(household, month)
        yield Result(
            month=month_text(month),
            entitlements=tuple(
                _entitlement(benefit, person, columns[benefit.variable][index], household, unknown)
                for benefit in benefits().values()
                for person, index in placed[benefit.scope][number]
            ),
            versions=versions(),
        )


def compute(situation: Situation, benefit: Benefit, month: int) -> list[Decimal]:
    """One benefit for all, in the order of the people, families or homes of the situation."""
    text = month_text(month)
    period = text if benefit.period == "month" else text[:4]
    array: Any = situation.simulation.calculate(benefit.variable, period)
    return [_cents(value) for value in array.tolist()]


def _cents(value: float) -> Decimal:
    return Decimal(value).quantize(CENT, ROUND_HALF_UP) if value else Decimal(0)


def _places(situation: Situation) -> dict[str, list[list[tuple[str | None, int]]]]:
    """For each scope and household: whom it is for (None: the household), and where in the arrays."""
    places: dict[str, list[list[tuple[str | None, int]]]] = {
        scope: [[] for _ in range(situation.homes)] for scope in ("person", "family", "home")
    }
    for index, (number, person) in enumerate(situation.people):
        places["person"][number].append((person.id, index))
    for index, (number, person) in enumerate(situation.families):
        places["family"][number].append((None if person.role == words.APPLICANT else person.id, index))
    for number in range(situation.homes):
        places["home"][number].append((None, number))
    return places


def _entitlement(
    benefit: Benefit,
    person: str | None,
    amount: Decimal,
    household: Household,
    unknown: dict[str, tuple[str, ...]],
) -> Entitlement:
    received = [
        one.amount
        for one in household.receives
        if one.benefit == benefit.variable and (one.person or None) == person
    ]
    return Entitlement(
        benefit=benefit,
        person=person,
        amount=amount,
        received=sum(received, Decimal(0)) if received else None,
        missing=tuple(sentence for subject in benefit.asks for sentence in unknown[subject]),
    )
