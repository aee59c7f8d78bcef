"""What is asked of the engine once it is open: one household explained, or many screened, from and to plain values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tisserand.rights.engine.explaining import explain
from tisserand.rights.engine.months import month_number
from tisserand.rights.engine.reading import UnreadableHousehold, read_household
from tisserand.rights.engine.simulating import simulate, warm_up
from tisserand.rights.engine.telling import entitlement_as_values, result_as_text, result_as_values

__all__ = [
    "explain",
    "explain_values",
    "result_as_text",
    "result_as_values",
    "screen_values",
    "simulate",
    "warm_up",
]


def explain_values(told: Any, month: str) -> dict[str, Any]:
    """One household as the JSON schema has it; its result explained, or `problems`, pairs (field, sentence)."""
    number = month_number(month)
    try:
        household = read_household(told, month=number)
    except UnreadableHousehold as error:
        return {"problems": [list(problem) for problem in error.problems]}
    return result_as_values(*explain(household, number))


def screen_values(told: Sequence[Any], month: str) -> list[dict[str, Any]]:
    """Many households at once: for each, in order, its `gaps` (rights that are open and not had), or its `problems`.

    One chunk: the caller decides how many are given together (see `simulating.CHUNK`).
    """
    number = month_number(month)
    answers: list[dict[str, Any]] = []
    read, places = [], []
    for index, one in enumerate(told):
        try:
            read.append(read_household(one, month=number))
        except UnreadableHousehold as error:
            answers.append({"problems": [list(problem) for problem in error.problems]})
        else:
            answers.append({})
            places.append(index)
    for index, result in zip(places, simulate(read, number, chunk=max(len(read), 1)), strict=True):
        gaps = [entitlement_as_values(entitlement) for entitlement in result.entitlements if entitlement.gap]
        answers[index] = {"gaps": gaps, "versions": result.versions}
    return answers
