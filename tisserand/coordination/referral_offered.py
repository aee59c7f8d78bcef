"""What the form of a referral offers to choose from: places, goals, steps, ways of reaching, agreements, blocks."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import QueryDict

from tisserand.accounts.actors import Actor
from tisserand.accounts.queries import organisations_elsewhere
from tisserand.coordination.models import Referral
from tisserand.coordination.referral_content import blocks_to_give, contacts_to_give
from tisserand.directory.models import Listed, Service, Structure
from tisserand.directory.service_words import phone_words
from tisserand.sharing.choices import ShareLevel, Topic
from tisserand.sharing.queries import standing_grants
from tisserand.support.choices import GoalState, StepState
from tisserand.support.models import Goal, Step

OVER = (StepState.DONE, StepState.ABANDONED)


def offered(actor: Actor, referral: Referral, today: date) -> dict[str, Any]:
    """The choices, in words."""
    person, dossier = referral.person, referral.dossier
    goals = Goal.objects.filter(plan__dossier=dossier, state=GoalState.ACTIVE)
    steps = Step.objects.filter(goal__plan__dossier=dossier).exclude(state__in=OVER).select_related("goal")
    grants = standing_grants(actor.organisation_id, person.pk, on=today).select_related("consent")
    carrying = grants.filter(to_organisation__isnull=False, consent__level__gte=ShareLevel.ACCOUNT)
    consents = {grant.consent: grant.recipient for grant in carrying}
    return {
        "organisations": [(each, each.name) for each in organisations_elsewhere(actor).order_by("name")],
        "goals": [(goal, goal.title) for goal in goals],
        "steps": [(step, f"{step.title} ({step.goal.title})") for step in steps],
        "contacts": [(contact, contact_words(contact)) for contact in contacts_to_give(person)],
        "consents": [(each, f"{who} : {each.purpose}") for each, who in consents.items()],
        "blocks": [
            (block.topic, f"{Topic(block.topic).label} : {block.text[:90]}")
            for block in blocks_to_give(person, referral.organisation_id, None)
        ],
    }


def contact_words(contact: Any) -> str:
    """A way of reaching someone, and how it may be used."""
    how = ", ".join(contact.conditions)
    return f"{contact.shown} ({how})" if how else contact.shown


def begun_from(asked: QueryDict, referral: Referral) -> Referral:
    """What an address says of where to and why: a service or a structure of the directory, a goal, a step."""
    place_from(asked, referral)
    dossier = referral.dossier
    if goal := _found(Goal, asked.get("objectif"), plan__dossier=dossier):
        referral.goal = goal
    if step := _found(Step, asked.get("etape"), goal__plan__dossier=dossier):
        referral.step, referral.goal = step, step.goal
    return referral


def place_from(asked: QueryDict, referral: Referral) -> Referral:
    """Where to alone."""
    if service := _found(Service, asked.get("service")):
        referral.service = service
        _place(referral, service)
    elif structure := _found(Structure, asked.get("structure")):
        _place(referral, structure)
    return referral


def _place(referral: Referral, listed: Listed) -> None:
    referral.to_name = listed.name[:200]
    referral.to_phone, referral.to_email = phone_words(listed.phone)[:40], listed.email[:254]
    parts = [listed.address, f"{listed.postcode} {listed.commune}".strip()]
    referral.to_place = ", ".join(filter(None, parts))[:300]


def _found(model: Any, said: str | None, **where: Any) -> Any:
    try:
        key = UUID(said or "")
    except ValueError:
        return None
    return model.objects.filter(pk=key, **where).first()
