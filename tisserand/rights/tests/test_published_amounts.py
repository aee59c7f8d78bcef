"""Amounts published for November 2026, as the installed OpenFisca-France knows them: value, day, legal reference."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pytest

from tisserand.rights.engine.months import month_number
from tisserand.rights.engine.reading import read_household
from tisserand.rights.tests.table import TABLE

pytestmark = pytest.mark.xdist_group("rights")
NUMBER = month_number("2026-11")
INSERTION = "prestations_sociales.solidarite_insertion"
RSA = f"{INSERTION}.minima_sociaux.rsa.rsa_m.montant_de_base_du_rsa"
AAH = "prestations_sociales.prestations_etat_de_sante.invalidite.aah.montant"
ASPA = f"{INSERTION}.minimum_vieillesse.aspa.montant_maximum_annuel.personnes_seules"
BMAF = "prestations_sociales.prestations_familiales.bmaf.bmaf"


@dataclass(frozen=True)
class Published:
    """An amount, for whom it is opened whole, and the parameter that holds it (`share`: months of its period)."""

    name: str
    benefit: str
    who: str | None
    parameter: str
    share: int
    amount: str
    since: str
    source: str


PUBLISHED = [
    Published("alone, without a home", "rsa", None, RSA, 1, "651.69", "2026-04-01", "Décret 2009-404"),
    Published("disabled at 80 %", "aah", "applicant", AAH, 1, "1041.59", "2026-04-01", "Décret 2006-987"),
    Published("old age, no pension", "aspa", None, ASPA, 12, "1043.59", "2026-01-01", "Décret 2007-57"),
]


@pytest.fixture(scope="module")
def results(engine):
    names = [row.name for row in PUBLISHED]
    households = [read_household(TABLE[name][0], month=NUMBER) for name in names]
    return dict(zip(names, engine.simulate(households, NUMBER), strict=True))


@pytest.mark.parametrize("published", PUBLISHED, ids=[row.benefit for row in PUBLISHED])
def test_published(results, published):
    from tisserand.rights.engine.law import rule  # noqa: PLC0415 (heavy)

    found = next(
        one.amount
        for one in results[published.name].entitlements
        if (one.benefit.variable, one.person) == (published.benefit, published.who)
    )
    written = rule(published.parameter, "2026-11")
    assert found == Decimal(published.amount)
    assert abs(Decimal(str(written.value)) / published.share - found) <= Decimal("0.01")
    assert written.since == published.since
    assert any(published.source in reference for reference in written.references)


def test_the_base_of_family_benefits(engine):
    from tisserand.rights.engine.law import rule  # noqa: PLC0415 (heavy)

    assert (rule(BMAF, "2026-11").value, rule(BMAF, "2026-11").since) == (478.16, "2026-04-01")


def test_a_rule_of_before(engine):
    """A month of the past has the rules of its time."""
    from tisserand.rights.engine.law import rule  # noqa: PLC0415 (heavy)

    assert rule(RSA, "2026-03").since < "2026-04-01"
    assert rule(RSA, "2026-03").value < rule(RSA, "2026-11").value
