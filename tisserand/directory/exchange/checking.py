"""A record held against the schema: what is wrong is said in French, what is kept is written in one way.

The published package says what a record must be. It lets three things pass that we do not: fields it does not know
(an old v0 file would be read as if it said little), the key of a SIRET, and a place that is not on the map. The first
refuses the row; the others are remarked, and the row kept without them: a place where one can eat stays one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from data_inclusion.schema.v1 import Service as ServiceRecord
from data_inclusion.schema.v1 import Structure as StructureRecord
from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, is_valid_number, parse
from pydantic import ValidationError
from stdnum.fr import siret

from tisserand.directory.exchange.fields import LISTS, SERVICE_FIELDS, STRUCTURE_FIELDS, Record
from tisserand.directory.spots import DECIMALS

KINDS = {"structure": (StructureRecord, STRUCTURE_FIELDS), "service": (ServiceRecord, SERVICE_FIELDS)}
# Numbers of the overseas départements begin with 0 too, and have a country code of their own.
FRANCE = ("FR", "GP", "MQ", "GF", "RE", "YT")
ONE_MISSING = "longitude, latitude : l’une manque, le point n’est pas gardé"
OFF_THE_MAP = "longitude, latitude : hors de la carte, le point n’est pas gardé"
MOST_SHOWN = 60  # characters of a refused value

_SAID = {
    "missing": "est obligatoire",
    "string_type": "doit être un texte",
    "string_too_short": "est trop court : {min_length} caractères au moins",
    "string_too_long": "est trop long : {max_length} caractères au plus",
    "string_pattern_mismatch": "n’a pas la forme attendue",
    "enum": "n’est pas une valeur du schéma",
    "too_short": "ne peut pas être une liste vide",
    "float_type": "doit être un nombre",
    "float_parsing": "doit être un nombre",
    "int_type": "doit être un nombre entier",
    "int_parsing": "doit être un nombre entier",
    "int_from_float": "doit être un nombre entier",
    "greater_than_equal": "doit valoir au moins {ge}",
    "url_parsing": "n’est pas une adresse internet",
    "url_scheme": "n’est pas une adresse internet en http ou https",
    "url_type": "n’est pas une adresse internet",
    "date_parsing": "n’est pas une date (AAAA-MM-JJ)",
    "date_from_datetime_parsing": "n’est pas une date (AAAA-MM-JJ)",
    "date_from_datetime_inexact": "n’est pas une date (AAAA-MM-JJ)",
    "date_type": "n’est pas une date (AAAA-MM-JJ)",
    "set_type": "doit être une liste",
    "list_type": "doit être une liste",
    "literal_error": "n’est pas une valeur du schéma",
    "finite_number": "doit être un nombre",
}


@dataclass(frozen=True)
class Checked:
    """What came of one record: `record` when it is kept, `reasons` why it is not, `remarks` on what was left out."""

    key: str
    record: Record | None = None
    reasons: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass
class _Remarks:
    said: list[str] = field(default_factory=list)

    def drop(self, record: Record, *names: str, why: str) -> None:
        self.said.append(why)
        for name in names:
            record[name] = None


def checked(given: Record, kind: str) -> Checked:
    """Hold one record against the schema; `kind`: structure or service."""
    model, known = KINDS[kind]
    key = str(given.get("id") or "")
    unknown = sorted(name for name in given if name not in known and not str(name).startswith("_"))
    reasons = [f"{name} : ce champ n’existe pas dans le schéma v1" for name in unknown]
    remarks = _Remarks()
    record = {name: given.get(name) for name in known}
    _mend(record, remarks)
    try:
        read = model.model_validate({name: value for name, value in record.items() if value is not None})
    except ValidationError as error:
        reasons += _reasons(error)
    if not reasons and "--" not in key:
        reasons.append("id : doit être « source--identifiant »")
    if reasons:
        return Checked(key, reasons=tuple(reasons), remarks=tuple(remarks.said))
    return Checked(key, record=_written(read.model_dump(mode="json")), remarks=tuple(remarks.said))


def _mend(record: Record, remarks: _Remarks) -> None:
    number = record.get("siret")
    if isinstance(number, str) and len(number) == 14 and number.isdigit() and not siret.is_valid(number):
        remarks.drop(record, "siret", why=f"siret : la clé de {number} est fausse, il n’est pas gardé")
    _mend_place(record, remarks)
    if isinstance(phone := record.get("telephone"), str):
        record["telephone"] = _international(phone)


def _mend_place(record: Record, remarks: _Remarks) -> None:
    there = record.get("longitude"), record.get("latitude")
    if there == (None, None):
        return
    if None in there:
        remarks.drop(
            record,
            "longitude",
            "latitude",
            why=ONE_MISSING,
        )
    elif all(isinstance(number, int | float) for number in there):
        longitude, latitude = (round(number, DECIMALS) + 0.0 for number in there if number is not None)
        record |= {"longitude": longitude, "latitude": latitude}
        if (longitude, latitude) == (0, 0) or not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
            remarks.drop(
                record,
                "longitude",
                "latitude",
                why=OFF_THE_MAP,
            )


# A place and its services have the same one, and telling it takes a third of the time.
@lru_cache(maxsize=20_000)
def _international(phone: str) -> str:
    """In E.164, as the schema prefers, when it is one number; otherwise as it was written."""
    for region in FRANCE:
        try:
            number = parse(phone, region)
        except NumberParseException:
            return phone
        if is_valid_number(number):
            return format_number(number, PhoneNumberFormat.E164)
    return phone


def _written(record: Record) -> Record:
    """Lists in one order, so that the same record is always the same."""
    return {
        name: sorted(value) if name in LISTS and value is not None else value
        for name, value in record.items()
    }


def _reasons(error: ValidationError) -> list[str]:
    said: dict[str, None] = {}
    for problem in error.errors():
        name = str(problem["loc"][0]) if problem["loc"] else ""
        said[f"{name} : {_words(problem)}"] = None
    return list(said)


def _words(problem: Any) -> str:
    words = _SAID.get(problem["type"])
    if problem["type"] in ("value_error", "avertissement"):
        # The package's own words are French, but for those of an e-mail.
        text = str(problem.get("ctx", {}).get("error", problem["msg"]))
        words = "n’est pas une adresse électronique" if "email" in str(problem["msg"]) else text
    told = (words or "n’est pas une valeur du schéma").format(**problem.get("ctx", {}))
    value = problem.get("input")
    if problem["type"] == "missing" or isinstance(value, dict | list | set):
        return told
    return f"« {str(value)[:MOST_SHOWN]} » {told}"
