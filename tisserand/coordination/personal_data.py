"""What this room holds about a person, read out for the person themself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tisserand.common.personal_data import register_holding
from tisserand.coordination.models import Message

Facts = dict[str, Any]


def register() -> None:
    """Declare the parts of this room."""
    register_holding("coordination.message", "Messages échangés à votre sujet", messages)


def messages(person_id: UUID) -> list[Facts]:
    """Every message written about them, by whom, for which structure, in which thread."""
    rows = Message.objects.filter(person_id=person_id)
    rows = rows.select_related("thread__organisation", "author", "organisation")
    return [
        {
            "structure qui tient le dossier": row.thread.organisation.name,
            "de quoi il s’agit": row.thread.title,
            "thème": row.thread.get_topic_display(),
            "lisible par": row.thread.get_reach_display(),
            "écrit par": row.author.get_full_name(),
            "pour la structure": row.organisation.name,
            "le": row.sent_at,
            "message": row.text,
            "urgent parce que": row.urgent_reason,
        }
        for row in rows.order_by("sent_at", "id")
    ]
