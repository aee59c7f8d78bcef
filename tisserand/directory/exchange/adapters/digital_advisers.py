"""Places where digital advisers (*conseillers numériques*) help, as the national map published them in 2022.

The file follows the former schema of digital mediation; its list of helpers (names, phones) is never read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tisserand.directory.exchange.fields import Record
from tisserand.directory.exchange.reading import Given

SOURCE = "conseillers-numeriques"
FIELDS = {"id", "nom", "services", "pivot", "commune", "code_postal", "adresse", "date_maj"}
NETWORKS = {
    "CNFS": "conseillers-numeriques",
    "France Services": "france-service",
    "Aidants Connect": "aidants-connect",
}
TOPICS = {
    "Prendre en main un smartphone ou une tablette": "numerique--maitriser-les-fondamentaux-du-numerique",
    "Prendre en main un ordinateur": "numerique--maitriser-les-fondamentaux-du-numerique",
    "Utiliser le numérique au quotidien": "numerique--acceder-a-des-services-en-ligne",
    "Approfondir ma culture numérique": "numerique--maitriser-les-fondamentaux-du-numerique",
}
UNKNOWN_PIVOT = "00000000000000"  # how the file says that it does not know the SIRET


def recognises(row: Any) -> bool:
    """Whether this is a place of that file."""
    return isinstance(row, dict) and row.keys() >= FIELDS and "structure_id" not in row


def read(rows: Iterable[Any]) -> Iterator[Given]:
    """The places of a file, from its rows."""
    for number, row in enumerate(rows, 1):
        if not recognises(row):
            yield Given(number, "structure", {"id": None})
            continue
        structure = _structure(row)
        yield Given(number, "structure", structure)
        yield Given(number, "service", _service(row, structure))


def _text(row: Record, name: str) -> str | None:
    return " ".join(str(row.get(name) or "").split()) or None


def _structure(row: Record) -> Record:
    labels = str(row.get("labels_nationaux") or "").split(";")
    pivot = _text(row, "pivot")
    return {
        "source": SOURCE,
        "id": f"{SOURCE}--{row['id']}",
        "nom": _text(row, "nom"),
        "date_maj": row["date_maj"],
        "siret": None if pivot == UNKNOWN_PIVOT else pivot,
        "commune": _text(row, "commune"),
        "code_postal": _text(row, "code_postal"),
        "adresse": _text(row, "adresse"),
        "longitude": row.get("longitude"),
        "latitude": row.get("latitude"),
        "site_web": _text(row, "site_web"),
        "horaires_accueil": _text(row, "horaires"),
        "reseaux_porteurs": [NETWORKS[label] for label in labels if label in NETWORKS] or None,
    }


def _service(row: Record, structure: Record) -> Record:
    told = [label for label in str(row.get("services") or "").split(";") if label in TOPICS]
    place = ("commune", "code_postal", "adresse", "longitude", "latitude", "horaires_accueil")
    booking = _text(row, "prise_rdv")
    return {
        "source": SOURCE,
        "id": f"{structure['id']}-numerique",
        "structure_id": structure["id"],
        "nom": "Aide pour l’ordinateur, le téléphone et les démarches en ligne",
        "description": "Un conseiller ou une conseillère numérique aide, seul·e à seul·e ou en petit groupe : "
        + (", ".join(label[0].lower() + label[1:] for label in told) or "prendre en main le numérique")
        + ".",
        "date_maj": row["date_maj"],
        "type": "accompagnement",
        "thematiques": sorted({TOPICS[label] for label in told}) or None,
        "frais": "gratuit" if str(row.get("conditions_access") or "").startswith("Gratuit") else None,
        "publics": ["tous-publics"],
        "modes_accueil": ["en-presentiel"],
        "lien_mobilisation": booking,
        "modes_mobilisation": ["se-presenter", *(["utiliser-lien-mobilisation"] if booking else [])],
        "mobilisable_par": ["usagers", "professionnels"],
    } | {name: structure[name] for name in place}
