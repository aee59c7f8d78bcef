"""A directory of a hundred thousand services: the real places of two files, many times, each time a little aside."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection

from config.env import ROOT
from tests.load.filling import Rows
from tisserand.common.clock import today
from tisserand.common.ids import new_id
from tisserand.directory.exchange.adapters import given_by
from tisserand.directory.exchange.fields import SERVICE, STRUCTURE, columns_of
from tisserand.directory.models import Service, Source, Structure
from tisserand.directory.sources import known
from tisserand.directory.vocabulary import PUBLICS, TOPICS, labels_of

FILES = ("france_services_20221201.csv.gz", "conseillers_numeriques_2022.json.gz")
REAL = ROOT / "tisserand" / "demo" / "data"
SERVICES = 100_000
ASIDE = 0.3  # degrees: some thirty kilometres
OWN_TOPICS = 0.3  # the share of services that keep the topics of the real ones: the others cover all of them


def fill_directory(services: int = SERVICES) -> int:
    """Once; returns how many services there are."""
    there = Service.objects.count()
    if there >= services:
        return there
    chance = random.Random(11)
    pairs = [pair for name in FILES for pair in _pairs(REAL / name)]
    sources = {slug: _source(slug) for slug in {pair[0]["source"] for pair in pairs}}
    structure_rows, service_rows = Rows(Structure), Rows(Service)
    structures, lines = [], []
    for rank in range(there, services):
        structure, service = pairs[rank % len(pairs)]
        at = _aside(structure, chance) if rank >= len(pairs) else {}
        pk, source = new_id(), sources[structure["source"]]
        own = {"source_id": source, "given": "{}", "gone_on": None}
        said = _filled(columns_of(structure | at, STRUCTURE)) | own
        structures.append(structure_rows.line(**said | {"id": pk, "key": f"{structure['id']}-{rank}"}))
        said = _filled(columns_of(service | at | _varied(service, chance), SERVICE)) | own
        service_key = {"key": f"{service['id']}-{rank}", "structure_id": pk}
        lines.append(service_rows.line(**said | service_key))
    structure_rows.copy(structures)
    service_rows.copy(lines)  # the trigger writes what the search looks in
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE directory_structure, directory_service")
    return services


def _pairs(path: Path) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    structure: dict[str, Any] = {}
    for given in given_by(path):
        if given.kind == "structure":
            structure = given.record
        elif structure.get("latitude"):
            yield structure, given.record


def _aside(structure: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    return {
        "latitude": structure["latitude"] + chance.uniform(-ASIDE, ASIDE),
        "longitude": structure["longitude"] + chance.uniform(-ASIDE, ASIDE),
    }


def _varied(service: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    if chance.random() < OWN_TOPICS:
        return {}
    topics = chance.sample(list(labels_of(TOPICS)), chance.randint(1, 4))
    publics = chance.sample(list(labels_of(PUBLICS))[1:], chance.randint(1, 3))
    return {"thematiques": topics, "publics": publics, "frais": chance.choice(["gratuit", "payant", None])}


def _filled(said: dict[str, Any]) -> dict[str, Any]:
    """Dates that the file leaves out are of today; lists as the database reads them."""
    return {name: value for name, value in said.items() if name != "key"} | {
        "modified_on": said["modified_on"] or today()
    }


def _source(slug: str) -> Any:
    about = known(slug)
    told = {"name": about.name, "licence": about.licence, "url": about.url}
    return Source.objects.get_or_create(slug=slug, defaults=told)[0].pk
