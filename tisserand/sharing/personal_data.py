"""What this room holds about a person, read out for the person themself."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tisserand.common.personal_data import register_holding
from tisserand.sharing.models import (
    AccountBlock,
    CircleMember,
    Consent,
    Guest,
    GuestMessage,
    JoinRequest,
    PathReferent,
    Proposal,
    SamePerson,
)
from tisserand.sharing.queries import TO_WHOM

Facts = dict[str, Any]


def register() -> None:
    """Declare the parts of this room."""
    register_holding("sharing.consent", "Accords de partage", consents)
    register_holding("sharing.request", "Demandes faites avec votre code de partage", requests)
    register_holding("sharing.same_person", "Même personne, accompagnée aussi ailleurs", same_person)
    register_holding("sharing.account", "L’essentiel à partager", account)
    register_holding("sharing.circle", "Cercle d’accompagnement", circle)
    register_holding("sharing.guest", "Liens d’invité·e", guests)


def consents(person_id: UUID) -> list[Facts]:
    """Every agreement, refused and withdrawn ones too: what, with whom, why, since when, until when."""
    rows = Consent.objects.filter(person_id=person_id).select_related("organisation", "noted_by", "guarantor")
    rows = rows.prefetch_related(*TO_WHOM, "chosen")
    return [
        {
            "structure": row.organisation.name,
            "état": row.get_state_display(),
            "à quel titre": row.get_basis_display(),
            "pour quoi faire": row.purpose,
            "jusqu’où": row.get_level_display(),
            "thèmes": row.topic_labels,
            "avec qui": [grant.recipient for grant in row.grants.all()],
            "pièces choisies": len(row.chosen.all()),
            "informée le": row.informed_on,
            "dit": row.get_expression_display(),
            "ce que vous en avez dit": row.person_words,
            "décidé le": row.decided_on,
            "noté par": row.noted_by.get_full_name() if row.noted_by else "",
            "qui garantit le cadre": row.guarantor.get_full_name() if row.guarantor else "",
            "du": row.starts_on,
            "au": row.ends_on,
            "retiré le": row.withdrawn_at,
        }
        for row in rows.order_by("created_at", "id")
    ]


def requests(person_id: UUID) -> list[Facts]:
    """Who asked to join with their code, what for, what was answered."""
    rows = JoinRequest.objects.filter(person_id=person_id).select_related("from_organisation", "from_user")
    return [
        {
            "structure": row.from_organisation.name,
            "demandé par": row.from_user.get_full_name(),
            "le": row.created_at,
            "pour quoi faire": row.purpose,
            "état": row.get_state_display(),
            "réponse": row.answer,
        }
        for row in rows.order_by("created_at", "id")
    ]


def same_person(person_id: UUID) -> list[Facts]:
    """Where it was said that someone whom another organisation accompanies is the same person."""
    rows = SamePerson.objects.filter(person_id=person_id).select_related(
        "organisation", "their_organisation", "said_by"
    )
    return [
        {
            "structure": row.organisation.name,
            "accompagnée aussi par": row.their_organisation.name,
            "dit par": row.said_by.get_full_name(),
            "le": row.created_at,
            "défait le": row.ended_at,
        }
        for row in rows.order_by("created_at", "id")
    ]


def account(person_id: UUID) -> list[Facts]:
    """What is written to save retelling, and what partners proposed to add."""
    blocks = AccountBlock.objects.filter(person_id=person_id).select_related("organisation")
    proposed = Proposal.objects.filter(person_id=person_id).select_related("author", "organisation")
    return [
        {
            "structure": block.organisation.name,
            "thème": block.get_topic_display(),
            "ce qui est écrit": block.text,
            "lisible par": block.get_reach_display(),
            "relu avec vous le": block.read_over_on,
        }
        for block in blocks.order_by("organisation__name", "topic")
    ] + [
        {
            "structure": row.organisation.name,
            "thème": row.get_topic_display(),
            "proposé par": row.author.get_full_name(),
            "ce qui est proposé": row.text,
            "état": row.get_state_display(),
        }
        for row in proposed.order_by("created_at", "id")
    ]


def circle(person_id: UUID) -> list[Facts]:
    """Who stands around them as each organisation noted it, and who held the whole path."""
    members = CircleMember.objects.filter(person_id=person_id).select_related("organisation")
    paths = PathReferent.objects.filter(person_id=person_id).select_related("member", "organisation")
    return [
        {
            "structure": row.organisation.name,
            "qui": row.name,
            "en tant que": row.get_kind_display(),
            "pour": row.works_for,
            "ce qu’il ou elle fait": row.role,
            "depuis le": row.since_on,
            "jusqu’au": row.until_on,
        }
        for row in members.order_by("created_at", "id")
    ] + [
        {
            "structure": row.organisation.name,
            "tient le parcours": row.member.name,
            "depuis le": row.agreed_on,
            "jusqu’au": row.until_on,
        }
        for row in paths.order_by("agreed_on", "id")
    ]


def guests(person_id: UUID) -> list[Facts]:
    """Who comes in by a link, theirs included, and what was said through it."""
    links = Guest.objects.filter(person_id=person_id).select_related("organisation", "member", "invited_by")
    said = GuestMessage.objects.filter(person_id=person_id).select_related("guest__member", "author")
    return [
        {
            "structure": row.organisation.name,
            "qui": row.called,
            "invité·e par": row.invited_by.get_full_name(),
            "le": row.created_at,
            "jusqu’au": row.ended_at or row.expires_at,
            "dernière entrée": row.last_used_at,
        }
        for row in links.order_by("created_at", "id")
    ] + [
        {
            "le": row.created_at,
            "écrit par": row.author.get_full_name() if row.author else row.guest.called,
            "nature": row.get_kind_display(),
            "message": row.text,
        }
        for row in said.order_by("created_at", "id")
    ]
