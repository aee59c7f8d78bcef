"""France services: the list of places published on data.gouv.fr (Licence Ouverte 2.0), one line a place.

Each becomes a structure and the one service that the label promises: help with papers, on line and on paper, for
everyone and free (charte France services).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from email_validator import EmailNotValidError, validate_email

from tisserand.directory.exchange.fields import Record
from tisserand.directory.exchange.hours import opening_hours
from tisserand.directory.exchange.reading import Given, UnreadableFile

SOURCE = "france-services"
COLUMNS = {
    "id_fs",
    "lib_fs",
    "adresse",
    "insee_com",
    "code_postal",
    "lib_com",
    "latitude",
    "longitude",
    "mail",
}
DAYS = ("h_lundi", "h_mardi", "h_mercredi", "h_jeudi", "h_vendredi", "h_samedi")
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")


def recognises(columns: set[str]) -> bool:
    """Whether these are the columns of that list."""
    return columns >= COLUMNS


def published_on(path: Path) -> date:
    """The day that the name of the file tells (« liste-fs-20221201.csv »): the list has no date of its own."""
    found = _DAY.search(path.stem)
    try:
        return date(*(int(part) for part in found.groups()))  # type: ignore[union-attr]
    except (AttributeError, ValueError):
        raise UnreadableFile(
            "La liste des France services ne dit pas sa date : nommez le fichier avec elle, "
            "« france_services_20221201.csv »."
        ) from None


def read(rows: Iterable[Any], day: date) -> Iterator[Given]:
    """The places of a file, from its rows."""
    on = day.isoformat()
    for number, line in enumerate(rows, 1):
        row = {name: "" if value is None else str(value) for name, value in line.items()}
        wrong = row["mail"] and not _is_email(row["mail"])
        structure = _structure(row | ({"mail": ""} if wrong else {}), on)
        remarks = (f"courriel : « {row['mail']} » n’est pas une adresse électronique, il n’est pas gardé",)
        yield Given(number, "structure", structure, remarks if wrong else ())
        yield Given(number, "service", _service(structure, on))


def _structure(row: dict[str, str], on: str) -> Record:
    described = [row.get("commentaire", "")]
    if row.get("itinerance") == "Oui":
        described.insert(
            0, "Service itinérant : les lieux et les jours de passage se demandent par téléphone."
        )
    description = " ".join(" ".join(part.split()) for part in described if part)
    return {
        "source": SOURCE,
        "id": f"{SOURCE}--{row['id_fs']}",
        "nom": " ".join(row["lib_fs"].split()),
        "date_maj": on,
        "description": description if len(description) >= 5 else None,
        "commune": row["lib_com"] or None,
        "code_postal": row["code_postal"] or None,
        "code_insee": row["insee_com"] or None,
        "adresse": row["adresse"] or None,
        "complement_adresse": row.get("complement_adresse") or None,
        "longitude": _number(row["longitude"]),
        "latitude": _number(row["latitude"]),
        "telephone": row.get("telephone") or None,
        "courriel": row["mail"] or None,
        "horaires_accueil": opening_hours([row.get(day, "") for day in DAYS]),
        "reseaux_porteurs": ["france-service"],
    }


def _service(structure: Record, on: str) -> Record:
    reached = [("telephoner", "telephone"), ("envoyer-un-courriel", "courriel")]
    place = ("commune", "code_postal", "code_insee", "adresse", "complement_adresse", "longitude", "latitude")
    return {
        "source": SOURCE,
        "id": f"{structure['id']}-demarches",
        "structure_id": structure["id"],
        "nom": "Aide aux démarches administratives, en ligne et sur papier",
        "description": (
            "Des agents accueillent sans condition et aident à comprendre un courrier, à remplir un dossier, à faire "
            "une démarche en ligne : emploi, retraite, santé, famille, logement, impôts, papiers d’identité, justice, "
            "énergie. Ils mettent en relation avec l’administration concernée quand il le faut."
        ),
        "date_maj": on,
        "type": "information",
        "thematiques": [
            "difficultes-administratives-ou-juridiques--accompagnement-aux-demarches-administratives",
            "numerique--acceder-a-des-services-en-ligne",
        ],
        "frais": "gratuit",
        "publics": ["tous-publics"],
        "modes_accueil": ["en-presentiel"],
        "modes_mobilisation": ["se-presenter", *(mode for mode, field in reached if structure[field])],
        "mobilisable_par": ["usagers", "professionnels"],
    } | {name: structure[name] for name in (*place, "telephone", "courriel", "horaires_accueil")}


def _is_email(text: str) -> bool:
    try:
        validate_email(text, check_deliverability=False)
    except EmailNotValidError:
        return False
    return True


def _number(text: str) -> float | str | None:
    try:
        return float(text.replace(",", ".")) if text else None
    except ValueError:
        return text
