"""Structures and services for tests, brought in as a file would bring them."""

from __future__ import annotations

from typing import Any

from tisserand.accounts.actors import system_actor
from tisserand.common.clock import now
from tisserand.directory.exchange.reading import Given
from tisserand.directory.models import Loading, Service, Structure
from tisserand.directory.services.loading import load_directory

PLACE = {
    "source": "essai",
    "id": "essai--1",
    "nom": "Maison des solidarités",
    "date_maj": "2026-01-31",
    "commune": "Grenoble",
    "code_postal": "38000",
    "code_insee": "38185",
    "adresse": "4 rue des Tilleuls",
    "latitude": 45.188,
    "longitude": 5.724,
    "telephone": "+33476000000",
}
MEAL = {
    "source": "essai",
    "id": "essai--1-repas",
    "structure_id": "essai--1",
    "nom": "Repas partagé",
    "date_maj": "2026-01-31",
    "description": "Repas chauds chaque midi, sans inscription.",
    "thematiques": ["equipement-et-alimentation--alimentation"],
    "publics": ["tous-publics"],
    "frais": "gratuit",
}


def load(*records: dict[str, Any], is_whole: bool = False) -> Loading:
    """Bring records in."""
    given = [
        Given(number, "service" if "structure_id" in record else "structure", record)
        for number, record in enumerate(records, 1)
    ]
    return load_directory(
        actor=system_actor("essai"), given=given, file_name="essai.json", now=now(), is_whole=is_whole
    )


def make_structure(key: str = "1", **said: Any) -> Structure:
    """One structure."""
    record = PLACE | {"id": f"essai--{key}"} | said
    load(record)
    return Structure.objects.get(key=record["id"])


def make_service(key: str = "1", *, structure: Structure | None = None, **said: Any) -> Service:
    """One service, of a structure that is made if none is given."""
    structure = structure or make_structure(key)
    record = MEAL | {"id": f"essai--{key}-service", "structure_id": structure.key} | said
    load(record)
    return Service.objects.get(key=record["id"])
