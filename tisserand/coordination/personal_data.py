"""What this room holds about a person, read out for the person themself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tisserand.common.personal_data import register_holding
from tisserand.coordination.models import Conference, Message
from tisserand.coordination.seen import in_order

Facts = dict[str, Any]


def register() -> None:
    """Declare the parts of this room."""
    register_holding("coordination.message", "Messages échangés à votre sujet", messages)
    register_holding("coordination.conference", "Réunions à votre sujet", conferences)


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


def conferences(person_id: UUID) -> list[Facts]:
    """Every meeting: what for, what they said of it, what was said and decided."""
    rows = Conference.objects.filter(person_id=person_id).select_related("organisation")
    rows = rows.prefetch_related("items__proposed_by", "decisions", "minutes", "proposed_points")
    return [
        {
            "structure": row.organisation.name,
            "réunion": row.get_kind_display(),
            "état": row.get_state_display(),
            "pour quoi": row.purpose,
            "ce que vous en avez dit": row.get_stance_display(),
            "dans vos mots": row.stance_words,
            "pourquoi sans votre accord": row.without_reason,
            "qui en a été prévenu": row.told,
            "le": row.fixed_at,
            "points": [{"point": item.words, "dit": item.said} for item in in_order(row.items.all())],
            "points proposés": [
                {"point": point.words, "réponse": point.get_state_display(), "mot": point.answer}
                for point in row.proposed_points.all()
            ],
            "dit en dehors des points": row.said_more,
            "décisions": [decision.words for decision in row.decisions.all()],
            "versions du compte rendu": len(row.minutes.all()),
        }
        for row in rows.order_by("created_at", "id")
    ]
