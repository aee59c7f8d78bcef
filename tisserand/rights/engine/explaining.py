"""Why an amount is what it is: the inputs that OpenFisca read, the rules it applied, what each input changes.

What an input changes is computed, not deduced: the household is simulated again without it, all variants at once.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any

from tisserand.rights.engine import household as words
from tisserand.rights.engine.catalogue import benefits, income_kinds
from tisserand.rights.engine.household import Household, Person
from tisserand.rights.engine.law import Rule, law, rule
from tisserand.rights.engine.months import month_text
from tisserand.rights.engine.simulating import Entitlement, Result, results_of
from tisserand.rights.engine.situation import FAMILY, Situation, build_situation

RULES_OF = "prestations_sociales."  # of all the parameters read, those of the benefits themselves


@dataclass(frozen=True, slots=True)
class Effect:
    """An input, and what the amount would be without it."""

    field: str
    label: str
    without: Decimal


@dataclass(frozen=True, slots=True)
class Explanation:
    """One entitlement, explained; `depends_on` are OpenFisca's own words for the inputs it read."""

    entitlement: Entitlement
    depends_on: tuple[str, ...]
    effects: tuple[Effect, ...]
    rules: tuple[Rule, ...]


def explain(household: Household, month: int) -> tuple[Result, tuple[Explanation, ...]]:
    """The result of one household, and an explanation of each benefit that is open or already received."""
    variants = list(_variants(household))
    households = [household, *(variant for _, _, variant in variants)]
    situation = build_situation(households, month)
    situation.simulation.trace = True
    result, *others = results_of(situation, households, month)
    traces = _Traces(situation, month)
    return result, tuple(
        Explanation(
            entitlement=one,
            depends_on=traces.inputs(one.benefit.variable),
            effects=tuple(
                Effect(field, label, without)
                for (field, label, _), other in zip(variants, others, strict=True)
                if (without := _same(other, one)) is not None and without != one.amount
            ),
            rules=traces.rules(one.benefit.variable),
        )
        for one in result.entitlements
        if one.amount or one.received
    )


def _same(result: Result, entitlement: Entitlement) -> Decimal | None:
    """The same benefit for the same person in another result; None where that person is not."""
    for one in result.entitlements:
        if one.benefit is entitlement.benefit and one.person == entitlement.person:
            return one.amount
    return None


def _variants(household: Household) -> Iterator[tuple[str, str, Household]]:
    """Each input that may be taken away: its field, in words, and the household without it."""
    for index, person in enumerate(household.people):
        at = f"people[{person.id}]"
        for kind in dict.fromkeys(income.kind for income in person.incomes):
            kept = tuple(income for income in person.incomes if income.kind != kind)
            yield (
                f"{at}.incomes[{kind}]",
                f"sans {income_kinds()[kind].name}",
                _with(household, index, replace(person, incomes=kept)),
            )
        for field, label in _REMOVABLE.items():
            if getattr(person, field):
                untold: Any = {field: None}
                yield f"{at}.{field}", label, _with(household, index, replace(person, **untold))
        if person.role in (words.CHILD, words.OTHER):
            rest = household.people[:index] + household.people[index + 1 :]
            yield at, f"sans « {person.id} » dans le ménage", replace(household, people=rest)
    if household.housing.rent:
        free = replace(household.housing, rent=Decimal(0))
        yield "housing.rent", "sans loyer", replace(household, housing=free)


_REMOVABLE: dict[str, str] = {
    "disability_rate": "sans taux d’incapacité",
    "disability_limits_work": "sans restriction d’accès à l’emploi",
    "unfit_for_work": "sans inaptitude au travail",
    "pregnant": "sans grossesse",
    "schooling": "sans scolarité",
    "loss_of_autonomy": "sans GIR",
    "jobseeker_solidarity": "sans les années de travail que demande l’ASS",
}


def _with(household: Household, index: int, person: Person) -> Household:
    return replace(household, people=(*household.people[:index], person, *household.people[index + 1 :]))


class _Traces:
    """What OpenFisca read on its way to each benefit; of the arrays, only the first household is looked at."""

    def __init__(self, situation: Situation, month: int) -> None:
        self.month = month_text(month)
        self.counts = {
            "individu": sum(number == 0 for number, _ in situation.people),
            FAMILY: sum(number == 0 for number, _ in situation.families),
        }
        self.roots: dict[str, Any] = {}
        self.whole: dict[tuple[str, str], Any] = {}
        for root in situation.simulation.tracer.trees:
            self.roots[root.name] = root
            self._note(root)

    def _note(self, node: Any) -> None:
        """A variable is computed once, then only read: the node that computed it is the one that has children."""
        waiting = [node]
        while waiting:
            one = waiting.pop()
            if one.children or one.parameters:
                self.whole.setdefault((one.name, str(one.period)), one)
            waiting += one.children

    def _under(self, variable: str) -> Iterator[Any]:
        seen: set[tuple[str, str]] = set()
        waiting = deque([self.roots[variable]])
        while waiting:
            node = waiting.popleft()
            key = (node.name, str(node.period))
            if key in seen:
                continue
            seen.add(key)
            whole = self.whole.get(key, node)
            yield whole
            waiting += whole.children

    def inputs(self, variable: str) -> tuple[str, ...]:
        """Inputs read that are not OpenFisca's default, by their label, each once."""
        labels = {
            law().variables[node.name].label or node.name
            for node in self._under(variable)
            if _is_input(node.name) and self._says_something(node)
        }
        return tuple(sorted(labels))

    def _says_something(self, node: Any) -> bool:
        if node.value is None:
            return False
        variable = law().variables[node.name]
        value = node.value[: self.counts.get(variable.entity.key, 1)]
        told = value.decode() if hasattr(value, "decode") else value.tolist()
        return any(one not in (variable.default_value, b"") for one in told)

    def rules(self, variable: str) -> tuple[Rule, ...]:
        """Parameters of benefits that were read, in force in the month, each once, the nearest to the result first."""
        when = self.month if benefits()[variable].period == "month" else self.month[:4]
        names = dict.fromkeys(
            parameter.name
            for node in self._under(variable)
            for parameter in node.parameters
            if parameter.name.startswith(RULES_OF) and str(parameter.period).startswith(when)
        )
        return tuple(found for name in names if (found := rule(name, self.month)) is not None)


def _is_input(variable: str) -> bool:
    """Given rather than computed; a net salary is given here, though OpenFisca knows how to compute it."""
    return not law().variables[variable].formulas or variable in _filled()


@lru_cache(maxsize=1)
def _filled() -> frozenset[str]:
    return frozenset(
        variable for kind in income_kinds().values() for variable in (*kind.net, *kind.taxable, *kind.gross)
    )
