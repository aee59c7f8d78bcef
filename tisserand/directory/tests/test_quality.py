"""The score of a sheet is that of the published package, and says what is missing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from data_inclusion.schema.v1 import Service as ServiceRecord
from data_inclusion.schema.v1.score_qualite import score
from hypothesis import given, settings

from tisserand.common.clock import today
from tisserand.directory.exchange.checking import checked
from tisserand.directory.quality import quality_of
from tisserand.directory.tests.test_exchange import SERVICES

WHOLE = {
    "source": "essai",
    "id": "essai--1",
    "structure_id": "essai--1",
    "nom": "Repas",
    "description": "x" * 300,
    "date_maj": "2026-11-01",
    "frais": "gratuit",
    "publics": ["femmes"],
    "thematiques": ["equipement-et-alimentation--alimentation"],
    "modes_mobilisation": ["telephoner"],
    "mobilisable_par": ["usagers"],
    "telephone": "+33476000000",
}
TODAY = date(2026, 11, 23)


@given(record=SERVICES)
@settings(max_examples=60)
def test_it_is_that_of_the_package(record):
    kept = checked(record, "service").record
    assert kept is not None
    said = {name: value for name, value in kept.items() if value is not None}
    theirs, _ = score(ServiceRecord.model_validate(said))
    assert quality_of(kept, today=today()).score == pytest.approx(theirs, abs=0.01)


def test_a_whole_sheet_lacks_nothing():
    found = quality_of(WHOLE, today=TODAY)
    assert (found.score, found.missing, found.percent) == (1.0, (), 100)


@pytest.mark.parametrize(
    ("without", "words"),
    [
        ({"telephone": None}, "le téléphone"),
        ({"modes_accueil": ["en-presentiel"]}, "l’adresse"),
        ({"modes_mobilisation": ["envoyer-un-courriel"]}, "le courriel"),
        ({"publics": None}, "pour qui"),
        ({"thematiques": None}, "à quoi cela aide"),
        ({"frais": None}, "si c’est gratuit"),
        ({"frais": "payant"}, "si c’est gratuit"),
        ({"description": "Court."}, "une description"),
        ({"mobilisable_par": None}, "comment y venir"),
        ({"date_maj": "2025-11-01"}, "une vérification récente"),
    ],
)
def test_what_is_missing_is_named(without, words):
    assert any(said.startswith(words) for said in quality_of(WHOLE | without, today=TODAY).missing)


def test_being_checked_makes_it_fresh():
    old = WHOLE | {"date_maj": "2023-01-01"}
    assert quality_of(old, today=TODAY).score < 1
    assert quality_of(old, today=TODAY, checked_on=TODAY - timedelta(days=10)).score == 1
