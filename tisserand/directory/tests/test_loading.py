"""A file brought in: nothing twice, nothing deleted, each row accounted for; the two real files in full."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command

from tests.cast import World
from tisserand.accounts.actors import system_actor
from tisserand.common.clock import now
from tisserand.directory.choices import LineOutcome
from tisserand.directory.exchange.reading import Given
from tisserand.directory.models import Loading, Service, Source, Structure
from tisserand.directory.queries import service_records, structure_records
from tisserand.directory.services.loading import NOWHERE, TWICE, load_directory

pytestmark = pytest.mark.django_db
REAL = Path(__file__).parents[2] / "demo" / "data"
PLACE = {"source": "essai", "id": "essai--1", "nom": "Maison des solidarités", "date_maj": "2026-01-31"}
MEAL = PLACE | {
    "id": "essai--1-repas",
    "structure_id": "essai--1",
    "description": "Repas chauds chaque midi.",
}


def load(*records: dict[str, Any], **options: Any) -> Loading:
    given = [
        Given(number, "service" if "structure_id" in record else "structure", record)
        for number, record in enumerate(records, 1)
    ]
    moment = options.pop("now", now())
    return load_directory(
        actor=system_actor("essai"), given=given, file_name="essai.json", now=moment, **options
    )


def counts(loading: Loading) -> dict[str, int]:
    names = ("new", "changed", "same", "refused", "remarked", "gone")
    return {name: count for name in names if (count := getattr(loading, name))}


def test_what_is_new_is_there_what_is_the_same_stays():
    assert counts(load(PLACE, MEAL)) == {"new": 2}
    kept = Structure.objects.get()
    assert counts(load(PLACE, MEAL)) == {"same": 2}
    assert Structure.objects.get() == kept
    assert Service.objects.get().structure == kept
    assert Source.objects.get().slug == "essai"


def test_a_service_may_come_before_its_structure():
    assert counts(load(MEAL, PLACE)) == {"new": 2}


def test_what_changed_is_told_by_its_key():
    load(PLACE, MEAL)
    before = Structure.objects.get()
    assert counts(load(PLACE | {"nom": "Maison de tous"}, MEAL)) == {"changed": 1, "same": 1}
    after = Structure.objects.get()
    assert (after.pk, after.name, after.revision) == (before.pk, "Maison de tous", before.revision + 1)


def test_what_is_not_published_any_more_is_kept_and_said_to_be_gone():
    other = PLACE | {"id": "essai--2"}
    load(PLACE, other, MEAL)
    later = now() + timedelta(days=30)
    assert counts(load(PLACE, MEAL, now=later)) == {"same": 2, "gone": 1}
    assert Structure.objects.get(key="essai--2").gone_on is not None
    assert [record["id"] for record in structure_records()] == ["essai--1"]
    assert counts(load(PLACE, other, MEAL)) == {"same": 3}
    assert Structure.objects.get(key="essai--2").gone_on is None


def test_a_part_of_a_file_makes_nothing_disappear():
    load(PLACE, PLACE | {"id": "essai--2"})
    assert counts(load(PLACE, is_whole=False)) == {"same": 1}


def test_another_source_is_not_touched():
    load(PLACE)
    load(PLACE | {"source": "autre", "id": "autre--1"})
    assert Structure.objects.filter(gone_on=None).count() == 2


def test_a_row_that_is_refused_is_still_published():
    load(PLACE, PLACE | {"id": "essai--2"})
    loading = load(PLACE, PLACE | {"id": "essai--2", "nom": ""})
    assert counts(loading) == {"same": 1, "refused": 1}
    [line] = loading.lines.all()
    assert (line.number, line.key, line.outcome) == (2, "essai--2", LineOutcome.REFUSED)
    assert line.record["nom"] == ""


def test_twice_in_a_file_is_told():
    loading = load(PLACE, PLACE | {"nom": "Une autre"})
    assert counts(loading) == {"new": 1, "refused": 1}
    assert loading.lines.get(outcome=LineOutcome.REFUSED).reasons == [TWICE]


def test_a_service_without_a_structure_is_refused():
    loading = load(MEAL)
    assert counts(loading) == {"refused": 1}
    assert loading.lines.get().reasons == [NOWHERE]


def test_what_was_left_out_is_remarked():
    loading = load(PLACE | {"siret": "77556026100016"})
    assert counts(loading) == {"new": 1, "remarked": 1}
    outcomes = loading.lines.values_list("outcome", flat=True)
    assert set(outcomes) == {LineOutcome.NEW, LineOutcome.REMARKED}


def test_only_whoever_administers_brings_a_file_in(world: World):
    with pytest.raises(PermissionDenied):
        load_directory(actor=world.cast.actor("referent"), given=[], file_name="x.json", now=now())


def test_what_goes_out_comes_back_the_same(tmp_path):
    load(PLACE | {"latitude": 45.1, "longitude": 5.7, "reseaux_porteurs": ["ccas-cias"]}, MEAL)
    before = [*structure_records(), *service_records()]
    call_command("directory_export", tmp_path, "--format", "parquet")
    for name in ("structures", "services"):
        call_command("directory_import", tmp_path / f"{name}.parquet")
    assert [*structure_records(), *service_records()] == before
    assert Loading.objects.filter(same=0).count() == 1  # the first


def test_the_command_tells_and_writes_what_was_refused(tmp_path, capsys):
    path = tmp_path / "x.json"
    path.write_text(json.dumps({"structures": [PLACE, {"id": "essai--2"}], "services": [MEAL]}))
    call_command("directory_import", path, "--refused", tmp_path / "lignes.json")
    told = capsys.readouterr().out
    assert "2\u00a0fiches : 2\u00a0nouvelles" in told
    assert "ligne 2 (essai--2) : source : est obligatoire" in told
    [line] = json.loads((tmp_path / "lignes.json").read_text())
    assert line["sort"] == "refusée"
    with pytest.raises(CommandError, match="n’existe pas"):
        call_command("directory_import", tmp_path / "ailleurs.json")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("france_services_20221201.csv.gz", {"new": 5366, "remarked": 5}),
        ("conseillers_numeriques_2022.json.gz", {"new": 9858, "refused": 2, "remarked": 10}),
    ],
)
def test_the_real_files_in_full(name, found, capsys):
    call_command("directory_import", REAL / name)
    assert counts(Loading.objects.get()) == found
    call_command("directory_import", REAL / name)
    again = {name: count for name, count in found.items() if name != "new"} | {"same": found["new"]}
    assert counts(Loading.objects.latest("created_at")) == again


def test_a_file_with_every_kind_of_error(capsys):
    call_command("directory_import", Path(__file__).parent / "files" / "toutes-les-erreurs.json")
    loading = Loading.objects.get()
    assert counts(loading) == {"new": 7, "refused": 38, "remarked": 4}
    refused = loading.lines.filter(outcome=LineOutcome.REFUSED)
    assert len({line.number for line in refused}) == 38
    reasons = " ".join(reason for line in refused for reason in line.reasons)
    kinds = (
        "est obligatoire", "trop court", "trop long", "n’est pas une date", "21e siècle", "dans le futur",
        "n’est pas une adresse électronique", "n’est pas une adresse internet", "doit être un nombre",
        "doit être un nombre entier", "n’est pas une valeur du schéma", "ne peut pas être une liste vide",
        "ne peut pas être utilisé avec d’autres", "doit valoir au moins", "n’existe pas dans le schéma",
        "doit être « source--identifiant »", TWICE, NOWHERE,
    )  # fmt: skip
    assert [kind for kind in kinds if kind not in reasons] == []
