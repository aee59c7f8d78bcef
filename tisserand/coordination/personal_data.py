"""What this room holds about a person, read out for the person themself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tisserand.common.personal_data import register_holding
from tisserand.coordination.models import Conference, Message, Referral
from tisserand.coordination.seen import in_order

Facts = dict[str, Any]


def register() -> None:
    """Declare the parts of this room."""
    register_holding("coordination.message", "Messages échangés à votre sujet", messages)
    register_holding("coordination.conference", "Réunions à votre sujet", conferences)
    register_holding("coordination.referral", "Orientations vers d’autres services", referrals)


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


def referrals(person_id: UUID) -> list[Facts]:
    """Where they were sent, why, what was told, what was answered, by whom and when."""
    rows = Referral.objects.filter(person_id=person_id).select_related("organisation", "prepared_by")
    return [
        {
            "structure": row.organisation.name,
            "orientée par": row.prepared_by.get_full_name(),
            "vers": row.to_name,
            "thème": row.get_topic_display(),
            "pourquoi": row.why,
            "ce qui est demandé": row.asked,
            "état": row.get_state_display(),
            "ce qui a été transmis": row.content,
            "gestes": [
                {
                    "le": move.created_at,
                    "par": move.by_name,
                    "geste": move.get_gesture_display(),
                    "mots": move.words,
                    "raisons": move.reason_words,
                    "issue": move.get_outcome_display(),
                }
                for move in row.moves.all()
            ],
        }
        for row in rows.prefetch_related("moves").order_by("created_at", "id")
    ]
