"""The rules as OpenFisca-France has them: read once per process, with their version, parameters and references."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from typing import Any

from openfisca_core.parameters import Parameter
from openfisca_france import FranceTaxBenefitSystem


@dataclass(frozen=True, slots=True)
class Rule:
    """A parameter of the law on a given day: its value, since when, where it is written."""

    name: str
    label: str
    value: Any
    unit: str
    since: str
    references: tuple[str, ...]


@lru_cache(maxsize=1)
def law() -> FranceTaxBenefitSystem:
    """The tax and benefit system: several seconds to read, then shared by all simulations of the process."""
    return FranceTaxBenefitSystem()


@lru_cache(maxsize=1)
def versions() -> dict[str, str]:
    """The versions that a result must be read with."""
    return {name: version(name) for name in ("openfisca-france", "openfisca-core")}


def rule(name: str, month: str) -> Rule | None:
    """The parameter `name` in force in `month` (2026-11); None when it is no plain value, or has none yet."""
    node: Any = law().parameters
    for part in name.split("."):
        node = getattr(node, "children", {}).get(part)
    if not isinstance(node, Parameter):
        return None
    day = f"{month}-01"
    in_force = next((value for value in node.values_list if value.instant_str <= day), None)
    if in_force is None or in_force.value is None:
        return None
    metadata = node.metadata or {}
    return Rule(
        name=name,
        label=node.description or metadata.get("short_label") or name,
        value=in_force.value,
        unit=metadata.get("unit") or "",
        since=in_force.instant_str,
        references=tuple(
            dict.fromkeys(
                [
                    *_references((in_force.metadata or {}).get("reference")),
                    *_references(metadata.get("reference"), in_force.instant_str),
                ]
            )
        ),
    )


def _references(told: Any, since: str | None = None) -> Iterator[str]:
    """References come as a text, an object with title and href, a list of them, or by date."""
    match told:
        case None:
            return
        case str():
            yield told
        case {"title": title, **rest}:
            yield " ".join(str(part) for part in (title, rest.get("href")) if part)
        case {"href": href}:
            yield str(href)
        case dict():
            for day, reference in told.items():
                if since is None or str(day) == since:
                    yield from _references(reference)
        case list():
            for reference in told:
                yield from _references(reference)
        case _:
            yield str(told)
