"""The fields of a sheet as a page names them, and their values in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from tisserand.common.phone_words import spaced_phone
from tisserand.directory import vocabulary as words
from tisserand.directory.exchange.fields import SERVICE, STRUCTURE
from tisserand.directory.models import Correction, Service, Structure

CODES: dict[str, type[Enum]] = {
    "reseaux_porteurs": words.NETWORKS,
    "thematiques": words.TOPICS,
    "publics": words.PUBLICS,
    "modes_accueil": words.RECEPTION_MODES,
    "modes_mobilisation": words.MOBILISATION_MODES,
    "mobilisable_par": words.MOBILISED_BY,
    "frais": words.FEES,
    "type": words.KINDS,
}
NOTHING = "rien"


def field_name(field: str) -> str:
    """« téléphone »."""
    model, names = (Service, SERVICE) if field in SERVICE else (Structure, STRUCTURE)
    if field not in names:
        return field
    return str(getattr(model._meta.get_field(names[field]), "verbose_name", field))


def value_words(field: str, value: Any) -> str:
    """A value as one reads it."""
    if value in (None, "", []):
        return NOTHING
    if field == "telephone":
        return spaced_phone(str(value))
    codes = CODES.get(field)
    if isinstance(value, list):
        return ", ".join(words.labels(codes, value) if codes else map(str, value))
    return words.label(codes, value) if codes else str(value)


@dataclass(frozen=True)
class CorrectionWords:
    """A correction, dressed for a page: what we say, what the producer said, what it says now."""

    correction: Correction

    @property
    def name(self) -> str:
        """Of which field."""
        return field_name(self.correction.field)

    @property
    def ours(self) -> str:
        """What the sheet shows."""
        return value_words(self.correction.field, self.correction.value)

    @property
    def theirs(self) -> str:
        """What the producer says today."""
        return value_words(self.correction.field, self.correction.sheet.given.get(self.correction.field))

    @property
    def before(self) -> str:
        """What it said when we corrected it."""
        return value_words(self.correction.field, self.correction.received)


def dressed(corrections: Iterable[Correction]) -> list[CorrectionWords]:
    """Several corrections."""
    return [CorrectionWords(each) for each in corrections]
