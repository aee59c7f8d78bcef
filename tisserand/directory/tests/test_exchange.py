"""Files read and written: the same records whatever the format, and a plain word when a file is none of these."""

from __future__ import annotations

import gzip
import json
from datetime import date

import pytest
from data_inclusion.schema.v1 import (
    Frais,
    ModeAccueil,
    ModeMobilisation,
    PersonneMobilisatrice,
    Public,
    Thematique,
    TypeService,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from tisserand.directory.exchange.adapters import given_by
from tisserand.directory.exchange.checking import checked
from tisserand.directory.exchange.fields import SERVICE_FIELDS
from tisserand.directory.exchange.reading import UnreadableFile, read_file
from tisserand.directory.exchange.writing import without_names, write_csv, write_json, write_parquet

WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=5, max_size=60
).map(lambda text: f"« {text.strip()} »")
NUMBER = st.integers(1, 10**6).map(lambda number: f"essai--{number}")


def some(values):
    return st.none() | st.sets(st.sampled_from([value.value for value in values]), min_size=1).map(sorted)


SERVICES = st.fixed_dictionaries(
    {
        "source": st.just("essai"),
        "structure_id": NUMBER,
        "id": NUMBER,
        "nom": WORDS,
        "description": WORDS,
        "date_maj": st.dates(date(2000, 1, 1), date(2026, 1, 1)).map(str),
        "type": st.none() | st.sampled_from([kind.value for kind in TypeService]),
        "thematiques": some(Thematique),
        "frais": st.none() | st.sampled_from([fee.value for fee in Frais]),
        "frais_precisions": st.none() | WORDS,
        "publics": some([public for public in Public if public != Public.TOUS_PUBLICS]),
        "conditions_acces": st.none() | WORDS,
        "modes_accueil": some(ModeAccueil),
        "zone_eligibilite": st.none()
        | st.sets(st.sampled_from(["france", "2A004", "75056", "93", "974"]), min_size=1).map(sorted),
        "contact_nom_prenom": st.none() | WORDS,
        "modes_mobilisation": some(ModeMobilisation),
        "mobilisable_par": some(PersonneMobilisatrice),
        "volume_horaire_hebdomadaire": st.none() | st.floats(0, 168).map(lambda hours: round(hours, 2)),
        "nombre_semaines": st.none() | st.integers(1, 104),
        "code_insee": st.none() | st.sampled_from(["2A004", "01033", "97411"]),
        "code_postal": st.none() | st.sampled_from(["01200", "97400"]),
    }
)


@pytest.mark.parametrize("form", ["json", "csv", "parquet"])
@given(records=st.lists(SERVICES, min_size=1, max_size=4))
@settings(max_examples=25)
def test_what_is_written_is_read_again(form, records, tmp_path_factory):
    kept = [result.record for record in records if (result := checked(record, "service")).record]
    assert len(kept) == len(records)
    path = tmp_path_factory.mktemp("exchange") / f"services.{form}"
    if form == "json":
        write_json(kept, path)
    else:
        (write_csv if form == "csv" else write_parquet)(kept, SERVICE_FIELDS, path)
    again = [checked(each.record, each.kind).record for each in read_file(path)]
    assert again == kept


def test_an_open_file_names_nobody():
    [record] = without_names([{"contact_nom_prenom": "Une personne", "nom": "Un lieu"}])
    assert record == {"contact_nom_prenom": None, "nom": "Un lieu"}


def test_lists_travel_in_several_ways(tmp_path):
    path = tmp_path / "services.csv"
    path.write_text(
        "source;id;structure_id;nom;description;date_maj;publics\n"
        'e;e--1;e--1;Un repas;Un repas chaud;2026-01-01;"[""femmes"", ""familles""]"\n'
        "e;e--2;e--1;Un repas;Un repas chaud;2026-01-01;{femmes,familles}\n"
        "e;e--3;e--1;Un repas;Un repas chaud;2026-01-01;femmes|familles\n"
        "e;e--4;e--1;Un repas;Un repas chaud;2026-01-01;\n",
        encoding="cp1252",
    )
    read = [checked(each.record, each.kind).record for each in read_file(path)]
    assert [record and record["publics"] for record in read] == [["familles", "femmes"]] * 3 + [None]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("x.txt", b"rien", "ni en JSON, ni en CSV, ni en Parquet"),
        ("x.json", b"[{", "n’est pas du JSON lisible"),
        ("x.json", b"[" * 100_000, "n’est pas du JSON lisible"),
        ("x.json", b"{}", "ne contient ni liste"),
        ("x.json", b"3", "n’est pas une liste"),
        ("x.json", b"[]", "ne contient aucune ligne"),
        ("x.csv", b"", "ne contient aucune ligne"),
        ("x.parquet", b"PAR1 non", "n’est pas du Parquet lisible"),
        ("x.json.gz", b"pas un gzip", "n’est pas lisible"),
        ("x.parquet.gz", b"", "ni en JSON, ni en CSV, ni en Parquet"),
    ],
)
def test_a_file_that_is_none_of_these_is_told(tmp_path, name, content, words):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match=words):
        given_by(path)


def test_a_packed_file_does_not_grow_without_end(tmp_path, monkeypatch):
    monkeypatch.setattr("tisserand.directory.exchange.reading.MOST_OCTETS", 1000)
    path = tmp_path / "x.json.gz"
    path.write_bytes(gzip.compress(b"[" + b" " * 5000 + b"]"))
    with pytest.raises(UnreadableFile, match="dépasse"):
        given_by(path)


def test_rows_that_are_no_records_are_refused_one_by_one(tmp_path):
    path = tmp_path / "x.json"
    path.write_text(json.dumps([3, {"structure_id": "e--1"}, {"nom": "Un lieu"}]))
    given = read_file(path)
    assert [each.kind for each in given] == ["structure", "service", "structure"]
    assert all(checked(each.record, each.kind).record is None for each in given)
