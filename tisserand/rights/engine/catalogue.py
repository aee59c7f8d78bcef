"""The benefits computed and the kinds of income known: two tables kept as data, read once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class Benefit:
    """A right: `variable` as OpenFisca names it, for whom (person, family, home), in what unit, and who to ask."""

    variable: str
    name: str
    claim: str
    scope: str
    period: str  # month or year
    unit: str
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class IncomeKind:
    """A kind of income, and the inputs of OpenFisca that its net, taxable and gross amounts fill."""

    key: str
    name: str
    net: tuple[str, ...]
    taxable: tuple[str, ...]
    gross: tuple[str, ...]


@lru_cache(maxsize=1)
def benefits() -> dict[str, Benefit]:
    """By variable, in the order of the table."""
    return {
        variable: Benefit(
            variable, row["name"], row["claim"], row["for"], row["period"], row["unit"], tuple(row["asks"])
        )
        for variable, row in _table("benefits.toml").items()
    }


@lru_cache(maxsize=1)
def income_kinds() -> dict[str, IncomeKind]:
    """By key, in the order of the table."""
    return {
        key: IncomeKind(key, row["name"], *(tuple(row.get(part, ())) for part in ("net", "taxable", "gross")))
        for key, row in _table("incomes.toml").items()
    }


def _table(name: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))
