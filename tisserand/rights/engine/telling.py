"""A result as plain values (JSON), or as lines that one reads on a screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from tisserand.rights.engine.explaining import Explanation
from tisserand.rights.engine.simulating import Entitlement, Result

UNITS = {
    "euros_month": "€ par mois",
    "euros_year": "€ par an",
    "euros_once": "€, une fois",
    "cost_year": "€ par an à payer",
    "right": "",
}
ESTIMATE = "Ces montants sont des estimations : seul l’organisme à qui l’on s’adresse décide."
SHOWN_RULES = 4


def entitlement_as_values(one: Entitlement) -> dict[str, Any]:
    """One benefit, with amounts as numbers of euros; `person` is null for what is the household's."""
    return {
        "benefit": one.benefit.variable,
        "name": one.benefit.name,
        "person": one.person,
        "amount": float(one.amount),
        "unit": one.benefit.unit,
        "received": None if one.received is None else float(one.received),
        "gap": float(one.gap),
        "claim": one.benefit.claim,
        "missing": list(one.missing),
    }


def result_as_values(result: Result, explanations: Iterable[Explanation] = ()) -> dict[str, Any]:
    """A result; the benefits explained carry `depends_on`, `effects` and `rules` as well."""
    explained = {(one.entitlement.benefit.variable, one.entitlement.person): one for one in explanations}
    return {
        "month": result.month,
        "estimate": ESTIMATE,
        "versions": result.versions,
        "benefits": [
            entitlement_as_values(one) | _why(explained.get((one.benefit.variable, one.person)))
            for one in result.entitlements
        ],
    }


def _why(explanation: Explanation | None) -> dict[str, Any]:
    if explanation is None:
        return {}
    return {
        "depends_on": list(explanation.depends_on),
        "effects": [
            {"field": effect.field, "label": effect.label, "amount_without": float(effect.without)}
            for effect in explanation.effects
        ],
        "rules": [
            {
                "name": rule.name,
                "label": rule.label,
                "value": rule.value,
                "unit": rule.unit,
                "since": rule.since,
                "references": list(rule.references),
            }
            for rule in explanation.rules
        ],
    }


def result_as_text(result: Result, explanations: Iterable[Explanation]) -> Iterator[str]:
    """Lines for a screen: what is open, the gap, why, who to ask; then what is not known."""
    yield f"Droits du mois {result.month}"
    yield ESTIMATE
    for explanation in explanations:
        yield ""
        yield from _explained(explanation)
    yield ""
    yield "Calculé par " + ", ".join(f"{name} {number}" for name, number in result.versions.items()) + "."


def _explained(explanation: Explanation) -> Iterator[str]:
    one = explanation.entitlement
    whom = f" ({one.person})" if one.person else ""
    yield f"{one.benefit.name}{whom} : {_said(one)}"
    if one.received is not None:
        yield f"  déjà reçu : {euros(one.received)}"
    if one.gap:
        yield f"  à demander : {one.benefit.claim}"
    for effect in explanation.effects:
        yield f"  {effect.label} : {euros(effect.without)} {UNITS[one.benefit.unit]}".rstrip()
    for rule in explanation.rules[:SHOWN_RULES]:
        yield f"  règle : {rule.label} = {rule.value} (depuis le {_day(rule.since)})"
    if len(explanation.rules) > SHOWN_RULES:
        yield f"  et {len(explanation.rules) - SHOWN_RULES} autres règles : --json les donne toutes"
    for sentence in one.missing:
        yield f"  à vérifier : {sentence}"


def _said(one: Entitlement) -> str:
    if one.benefit.unit == "right":
        return "ouvert" if one.amount else "fermé"
    return f"{euros(one.amount)} {UNITS[one.benefit.unit]}"


def euros(amount: Decimal) -> str:
    """As one writes it in French: 1 041,59."""
    return f"{amount:,.2f}".replace(",", "\u202f").replace(".", ",")


def _day(written: str) -> str:
    return date.fromisoformat(written).strftime("%d/%m/%Y")
