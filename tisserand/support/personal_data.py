"""What this room holds about a person, read out for the person themself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tisserand.common.personal_data import register_holding
from tisserand.support.choices import DocumentTag
from tisserand.support.models import DocumentVersion, Handover
from tisserand.support.models.handover import BLOCKS


def register() -> None:
    """Declare the parts of this room."""
    register_holding("support.document", "Documents", documents)
    register_holding("support.handover", "Relais", handovers)


def documents(person_id: UUID) -> list[dict[str, Any]]:
    """Every file kept about them, confidential ones too: it is theirs. The files themselves are handed over apart."""
    rows = DocumentVersion.objects.filter(person_id=person_id).select_related(
        "document__dossier__organisation", "added_by"
    )
    return [
        {
            "ce que c’est": row.document.title,
            "étiquettes": [str(DocumentTag(tag).label) for tag in row.document.tags],
            "valable jusqu’au": row.document.expires_on,
            "structure": row.document.dossier.organisation.name,
            "version": row.number,
            "nom du fichier": row.file_name,
            "type": row.type_label,
            "déposé le": row.created_at,
            "déposé par": row.added_by.get_full_name(),
            "empreinte": row.digest,
        }
        for row in rows.order_by("document__created_at", "document_id", "number")
    ]


def handovers(person_id: UUID) -> list[dict[str, Any]]:
    """Each time their dossier was to change hands: between whom, when, what was said of them, if they were told."""
    rows = Handover.objects.filter(person_id=person_id).select_related("giver", "receiver", "told_by")
    return [
        {
            "de": row.giver.get_full_name() if row.giver else "",
            "à": row.receiver.get_full_name(),
            "le": row.takes_effect_on,
            "état": row.get_state_display(),
            "dit le": row.told_on,
            "dit par": row.told_by.get_full_name() if row.told_by else "",
            "ce que vous en avez dit": row.told_words,
        }
        | {str(Handover._meta.get_field(name).verbose_name): getattr(row, name) for name in BLOCKS}  # type: ignore[union-attr]
        for row in rows.order_by("created_at", "id")
    ]
