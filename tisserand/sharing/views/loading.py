"""Loading is checking: someone whom the actor accompanies, one of their agreements; 404 for everyone else."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from tisserand.accounts.actors import Actor
from tisserand.audit.services import record_read
from tisserand.common.access import Action
from tisserand.common.clock import today
from tisserand.people.models import Person
from tisserand.people.page import person_page
from tisserand.people.queries import dressed_person
from tisserand.sharing.models import Consent
from tisserand.sharing.policies import may_share_of
from tisserand.sharing.queries import consents_of
from tisserand.sharing.recipients import mark_gone
from tisserand.sharing.services.consents import PART

TAB = "sharing.consent_list"


def load_kept(actor: Actor, person_id: UUID) -> Person:
    """Someone whom the actor accompanies; for everyone else this rubric does not exist."""
    person = dressed_person(actor, person_id, Action.READ)
    if person is None or not may_share_of(actor, person):
        raise Http404
    return person


def load_consent(request: HttpRequest, person_id: UUID, consent_id: UUID) -> Consent:
    """One agreement of someone whom the actor accompanies, with whom it opens to and what was chosen."""
    actor = request.actor  # type: ignore[attr-defined]
    person = load_kept(actor, person_id)
    rows = consents_of(actor, person).select_related("noted_by", "withdrawn_by", "organisation", "guarantor")
    consent = get_object_or_404(rows.prefetch_related("chosen"), pk=consent_id)
    consent.person = person
    mark_gone(actor, consent)
    return consent


def note_reading(request: HttpRequest, consent: Consent) -> None:
    """The page of an agreement tells of the person: the trail says who looked."""
    actor = request.actor  # type: ignore[attr-defined]
    record_read(actor=actor, person_id=consent.person_id, part=PART, object_id=consent.pk)


def about(request: HttpRequest, person: Person, **more: Any) -> dict[str, Any]:
    """What every page of this rubric shows."""
    actor = request.actor  # type: ignore[attr-defined]
    return person_page(actor, person, active=TAB) | {"today": today()} | more
