"""The fields of data·inclusion, schema v1, and the columns that keep them (standard: `data-inclusion-schema` 1.0.10).

One table of names for what comes in and what goes out: a record read, kept and written again is the same record.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from data_inclusion.schema.v1 import Service as ServiceRecord
from data_inclusion.schema.v1 import Structure as StructureRecord

Record = dict[str, Any]

PLACE = {
    "commune": "commune",
    "code_postal": "postcode",
    "code_insee": "insee_code",
    "adresse": "address",
    "complement_adresse": "address_details",
    "longitude": "longitude",
    "latitude": "latitude",
}
COMMON = PLACE | {
    "id": "key",
    "nom": "name",
    "date_maj": "modified_on",
    "description": "description",
    "lien_source": "source_url",
    "telephone": "phone",
    "courriel": "email",
    "horaires_accueil": "opening_hours",
}
STRUCTURE = COMMON | {
    "siret": "siret",
    "site_web": "website",
    "accessibilite_lieu": "accessibility_url",
    "reseaux_porteurs": "networks",
}
SERVICE = COMMON | {
    "type": "kind",
    "thematiques": "topics",
    "frais": "fees",
    "frais_precisions": "fees_details",
    "publics": "publics",
    "publics_precisions": "publics_details",
    "conditions_acces": "conditions",
    "modes_accueil": "reception_modes",
    "zone_eligibilite": "eligibility_area",
    "contact_nom_prenom": "contact_name",
    "lien_mobilisation": "mobilisation_url",
    "modes_mobilisation": "mobilisation_modes",
    "mobilisable_par": "mobilised_by",
    "mobilisation_precisions": "mobilisation_details",
    "volume_horaire_hebdomadaire": "weekly_hours",
    "nombre_semaines": "weeks",
}
# Written apart: which source, and for a service which structure.
APART = {"source", "structure_id"}
LISTS = {
    "reseaux_porteurs",
    "thematiques",
    "publics",
    "modes_accueil",
    "zone_eligibilite",
    "modes_mobilisation",
    "mobilisable_par",
}
NUMBERS = {"longitude", "latitude", "volume_horaire_hebdomadaire"}
WHOLE_NUMBERS = {"nombre_semaines"}

STRUCTURE_FIELDS = tuple(StructureRecord.model_fields)
SERVICE_FIELDS = tuple(ServiceRecord.model_fields)


def columns_of(record: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """The values of a checked record, by column; what is not said is empty text, or nothing for a number or a list."""
    values = {column: record.get(field) for field, column in names.items()}
    return {
        column: "" if value is None and column not in NULLED else value for column, value in values.items()
    }


def record_of(row: Any, names: Mapping[str, str]) -> Record:
    """The record that a row keeps: dates as ISO text, what is empty as None."""
    return {field: _said(getattr(row, column)) for field, column in names.items()}


# Columns where « nothing » is not an empty text.
NULLED = {(STRUCTURE | SERVICE)[field] for field in LISTS | NUMBERS | WHOLE_NUMBERS}


def _said(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return value if value != "" else None
