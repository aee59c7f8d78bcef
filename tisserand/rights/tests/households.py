"""Invented households, told twice: in our words, and as OpenFisca-France wants a situation, written by hand.

Nobody here exists. The second telling uses none of our code: it is what the first is held against.
"""

from __future__ import annotations

from typing import Any

MONTH = "2026-11"
MONTHS = [f"{year}-{month:02}" for year in (2024, 2025, 2026) for month in range(1, 13)]
HERE = {"status": "tenant", "rent": 450, "commune": "88160"}


def each_month(
    value: Any, first: str = MONTHS[0], last: str = MONTHS[-1], *, otherwise: Any = 0
) -> dict[str, Any]:
    """The same value from `first` to `last`, `otherwise` outside."""
    return {month: value if first <= month <= last else otherwise for month in MONTHS}


def salary(amount: float, first: str = MONTHS[0], last: str = MONTHS[-1]) -> dict[str, Any]:
    """A net salary, as OpenFisca's three inputs of it."""
    return {
        name: each_month(amount, first, last)
        for name in ("salaire_net", "salaire_imposable", "salaire_de_base")
    }


def pension(amount: float) -> dict[str, Any]:
    return {name: each_month(amount) for name in ("retraite_nette", "retraite_imposable", "retraite_brute")}


def unemployment(amount: float) -> dict[str, Any]:
    return {name: each_month(amount) for name in ("chomage_net", "chomage_imposable")}


def someone(
    birth: str, activity: str = "inactif", marital: str = "celibataire", **more: Any
) -> dict[str, Any]:
    """An individual of OpenFisca: keyword values are the same each month, unless they are written month by month."""
    told: dict[str, Any] = {
        "date_naissance": {"ETERNITY": birth},
        "activite": each_month(activity, otherwise=activity),
        "statut_marital": each_month(marital, otherwise=marital),
        "nationalite": each_month("FR", otherwise="FR"),
    }
    for name, value in more.items():
        told[name] = value if isinstance(value, dict) else each_month(value, otherwise=value)
    return told


def home(
    status: str = "locataire_vide", rent: float = 450, commune: str = "88160", **more: Any
) -> dict[str, Any]:
    told = {
        "statut_occupation_logement": status,
        "loyer": rent,
        "depcom": commune,
        "charges_locatives": 0,
        **more,
    }
    return {name: each_month(value, otherwise=value) for name, value in told.items()}


def adult(
    birth: str, activity: str, *incomes: dict[str, Any], role: str = "applicant", **more: Any
) -> dict[str, Any]:
    """Someone in our words."""
    return {
        "id": role,
        "role": role,
        "birth_date": birth,
        "activity": activity,
        "incomes": list(incomes),
        **more,
    }


def child(identity: str, birth: str, **more: Any) -> dict[str, Any]:
    return {"id": identity, "role": "child", "birth_date": birth, **more}


def earns(kind: str, amount: float, **when: str) -> dict[str, Any]:
    return {"type": kind, "amount": amount, **(when or {"from": MONTHS[0]})}


def family(
    *people: dict[str, Any], couple: str = "single", housing: dict[str, Any] | None = None, **more: Any
) -> Any:
    return {"people": list(people), "couple": couple, "housing": housing or HERE, **more}


def situation(
    parents: dict[str, Any],
    children: dict[str, Any] | None = None,
    *,
    where: dict[str, Any] | None = None,
    returns: list[list[str]] | None = None,
    others: dict[str, Any] | None = None,
    **family_inputs: Any,
) -> dict[str, Any]:
    """One household of OpenFisca. `returns`: who declares together, the first with the children; else all parents."""
    children, others = children or {}, others or {}
    names = list(parents)
    declared = returns or [names]
    families = {
        "": {
            "parents": names,
            "enfants": list(children),
            **{key: each_month(value, otherwise=value) for key, value in family_inputs.items()},
        }
    } | {name: {"parents": [name], "enfants": []} for name in others}
    taxes = {
        str(index): {"declarants": group, "personnes_a_charge": list(children) if index == 0 else []}
        for index, group in enumerate([*declared, *([name] for name in others)])
    }
    dwelling = {
        "personne_de_reference": [names[0]],
        "conjoint": names[1:],
        "enfants": list(children),
        "autres": list(others),
        **(where or home()),
    }
    return {
        "individus": {**parents, **children, **others},
        "familles": families,
        "foyers_fiscaux": taxes,
        "menages": {"": dwelling},
    }
