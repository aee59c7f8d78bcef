"""Every household of the table: computed by us and by OpenFisca-France alone, equal to the cent."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest

from tisserand.rights.engine.catalogue import benefits
from tisserand.rights.engine.months import month_number
from tisserand.rights.engine.reading import read_household
from tisserand.rights.tests.households import MONTH
from tisserand.rights.tests.table import TABLE

pytestmark = pytest.mark.xdist_group("rights")
NUMBER = month_number(MONTH)


@pytest.fixture(scope="module")
def ours(engine):
    households = [read_household(told, month=NUMBER) for told, _ in TABLE.values()]
    return dict(zip(TABLE, engine.simulate(households, NUMBER), strict=True))


@pytest.fixture(scope="module")
def theirs(engine):
    """All hand-written situations in one simulation of OpenFisca's own making."""
    from openfisca_core.simulation_builder import SimulationBuilder  # noqa: PLC0415 (heavy)

    from tisserand.rights.engine.law import law  # noqa: PLC0415

    merged: dict[str, dict] = {}
    for name, (_, written) in TABLE.items():
        for group, rows in written.items():
            for key, row in rows.items():
                merged.setdefault(group, {})[f"{name}/{key}"] = {
                    inner: [f"{name}/{one}" for one in value] if isinstance(value, list) else value
                    for inner, value in row.items()
                }
    builder = SimulationBuilder()
    simulation = builder.build_from_entities(law(), merged)
    return simulation


@pytest.mark.parametrize("name", TABLE)
def test_to_the_cent(name, ours, theirs):
    found = {(one.benefit.variable, one.person): one.amount for one in ours[name].entitlements}
    expected = {}
    for benefit in benefits().values():
        period = MONTH if benefit.period == "month" else MONTH[:4]
        values = theirs.calculate(benefit.variable, period)
        entity = theirs.tax_benefit_system.variables[benefit.variable].entity.key
        for key, value in zip(theirs.populations[entity].ids, values.tolist(), strict=True):
            owner, who = key.split("/", 1)
            if owner == name:
                expected[benefit.variable, who or None] = Decimal(value).quantize(
                    Decimal("0.01"), ROUND_HALF_UP
                )
    assert found == expected


def test_the_table_is_worth_its_name(ours):
    """At least thirty households, and nearly every benefit open for one of them: zeros prove little."""
    assert len(TABLE) >= 30
    opened = {one.benefit.variable for result in ours.values() for one in result.entitlements if one.amount}
    never = set(benefits()) - opened
    assert never <= {"ada", "asi", "reduction_loyer_solidarite", "visale_eligibilite"}
