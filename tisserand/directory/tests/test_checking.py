"""A record held against the schema: every kind of error is told in French, what can be mended is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tisserand.common.clock import today
from tisserand.directory.exchange.checking import checked

STRUCTURE = {"source": "essai", "id": "essai--1", "nom": "Maison des solidarités", "date_maj": "2026-01-31"}
SERVICE = STRUCTURE | {"structure_id": "essai--1", "description": "Repas chauds chaque midi."}


def refusal(record: dict[str, Any], kind: str = "structure") -> str:
    result = checked(record, kind)
    assert result.record is None
    return " ; ".join(result.reasons)


@pytest.mark.parametrize(
    ("said", "kind", "words"),
    [
        ({"nom": None}, "structure", "nom : est obligatoire"),
        ({"nom": "Ab"}, "structure", "nom : « Ab » est trop court : 3 caractères au moins"),
        ({"nom": "a" * 151}, "structure", "est trop long : 150 caractères au plus"),
        ({"nom": 12}, "structure", "nom : « 12 » doit être un texte"),
        ({"date_maj": "31/01/2026"}, "structure", "n’est pas une date (AAAA-MM-JJ)"),
        (
            {"date_maj": "1999-12-31"},
            "structure",
            "La date de dernière modification doit être au 21e siècle.",
        ),
        ({"date_maj": str(today() + timedelta(days=2))}, "structure", "ne peut pas être dans le futur"),
        ({"siret": "123"}, "structure", "siret : « 123 » est trop court : 14 caractères au moins"),
        ({"siret": "1234567890123A"}, "structure", "siret : « 1234567890123A » n’a pas la forme attendue"),
        ({"code_postal": "7500"}, "structure", "code_postal"),
        ({"code_insee": "2A-04"}, "structure", "code_insee : « 2A-04 » n’a pas la forme attendue"),
        ({"courriel": "accueil@"}, "structure", "courriel : « accueil@ » n’est pas une adresse électronique"),
        ({"site_web": "ftp://x.fr"}, "structure", "n’est pas une adresse internet"),
        (
            {"latitude": "au nord", "longitude": 2.0},
            "structure",
            "latitude : « au nord » doit être un nombre",
        ),
        (
            {"reseaux_porteurs": ["inconnu"]},
            "structure",
            "reseaux_porteurs : « inconnu » n’est pas une valeur",
        ),
        ({"typologie": "ASSO"}, "structure", "typologie : ce champ n’existe pas dans le schéma v1"),
        ({"id": "sans-source"}, "structure", "id : doit être « source--identifiant »"),
        ({"description": None}, "service", "description : est obligatoire"),
        ({"type": "cours"}, "service", "type : « cours » n’est pas une valeur du schéma"),
        ({"thematiques": ["manger"]}, "service", "thematiques : « manger » n’est pas une valeur du schéma"),
        ({"thematiques": "manger"}, "service", "thematiques : « manger » doit être une liste"),
        ({"publics": []}, "service", "publics : ne peut pas être une liste vide"),
        (
            {"publics": ["tous-publics", "femmes"]},
            "service",
            "ne peut pas être utilisé avec d’autres valeurs",
        ),
        ({"zone_eligibilite": ["partout-la"]}, "service", "zone_eligibilite"),
        ({"volume_horaire_hebdomadaire": -1}, "service", "volume_horaire_hebdomadaire"),
        ({"nombre_semaines": 0}, "service", "nombre_semaines"),
        ({"nombre_semaines": 1.5}, "service", "doit être un nombre entier"),
    ],
)
def test_each_error_is_told(said, kind, words):
    assert words in refusal((SERVICE if kind == "service" else STRUCTURE) | said, kind)


def test_all_that_is_wrong_is_told_at_once():
    told = refusal({"source": "essai", "id": "essai--1", "typologie": "ASSO", "courriel": "x"})
    assert all(name in told for name in ("typologie", "courriel", "nom", "date_maj"))


@pytest.mark.parametrize(
    ("said", "dropped", "words"),
    [
        ({"siret": "77556026100016"}, ["siret"], "la clé de 77556026100016 est fausse"),
        ({"longitude": 2.3}, ["longitude", "latitude"], "l’une manque"),
        ({"longitude": 0, "latitude": 0}, ["longitude", "latitude"], "hors de la carte"),
        ({"longitude": 2.3, "latitude": 148.8}, ["longitude", "latitude"], "hors de la carte"),
    ],
)
def test_a_place_stays_without_what_is_wrong_of_it(said, dropped, words):
    result = checked(STRUCTURE | said, "structure")
    assert result.record is not None
    assert words in " ".join(result.remarks)
    assert [result.record[name] for name in dropped] == [None] * len(dropped)


def test_a_point_is_kept_to_eleven_centimetres():
    result = checked(STRUCTURE | {"longitude": 2.35222191234, "latitude": 48.8566141}, "structure")
    assert result.record is not None
    assert (result.record["longitude"], result.record["latitude"]) == (2.352222, 48.856614)
    nowhere = checked(STRUCTURE | {"longitude": -1e-310, "latitude": 4e-7}, "structure")
    assert nowhere.record is not None
    assert nowhere.record["longitude"] is None
    assert "hors de la carte" in " ".join(nowhere.remarks)


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("04 50 56 87 49", "+33450568749"),
        ("0590 81 11 22", "+590590811122"),
        ("39 49", "39 49"),
        ("01 02 03 04 05 ou 06", "01 02 03 04 05 ou 06"),
    ],
)
def test_a_phone_is_written_in_one_way_when_it_is_one_number(written, kept):
    result = checked(STRUCTURE | {"telephone": written}, "structure")
    assert result.record is not None
    assert result.record["telephone"] == kept


def test_a_right_siret_is_kept():
    result = checked(STRUCTURE | {"siret": "77556026100015"}, "structure")
    assert result.record is not None
    assert result.record["siret"] == "77556026100015"
    assert not result.remarks
