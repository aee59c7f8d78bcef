"""What the rubric « Partage » of someone asks each time, put into SQL once."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from tisserand.accounts.actors import Actor
from tisserand.common.questions import question
from tisserand.people.models import Person
from tisserand.sharing import queries
from tisserand.sharing.choices import JoinState
from tisserand.sharing.models import (
    AccountBlock,
    CircleMember,
    Consent,
    Grant,
    Guest,
    JoinRequest,
    PathReferent,
    Proposal,
)


@question
def consents(actor: Actor, person_id: UUID) -> QuerySet[Consent]:
    """Their agreements, latest first, with whom they open to."""
    return queries.consents_of(actor, Person(pk=person_id))


@question
def requests_waiting(actor: Actor, person_id: UUID) -> QuerySet[JoinRequest]:
    """Those who ask to join, and wait for an answer."""
    return queries.requests_to_answer(actor, Person(pk=person_id)).filter(state=JoinState.ASKED)


@question
def blocks(actor: Actor, person_id: UUID) -> QuerySet[AccountBlock]:
    """What is told of them."""
    return queries.blocks_visible_to(actor).filter(person_id=person_id)


@question
def account_grants(actor: Actor, person_id: UUID) -> QuerySet[Grant]:
    """The openings through which someone reads it today."""
    return queries.account_grants_of(actor, Person(pk=person_id))


@question
def proposals(actor: Actor, person_id: UUID) -> QuerySet[Proposal]:
    """What partners propose, still to be answered."""
    return queries.proposals_to_read(actor, Person(pk=person_id))


@question
def circle(actor: Actor, person_id: UUID) -> QuerySet[CircleMember]:
    """Everyone around them."""
    return queries.circle_of(actor, Person(pk=person_id))


@question
def path_referents(actor: Actor, person_id: UUID) -> QuerySet[PathReferent]:
    """Who held the whole path, latest first."""
    return queries.path_referents_of(actor, Person(pk=person_id))


@question
def guests(actor: Actor, person_id: UUID) -> QuerySet[Guest]:
    """Who holds a link, latest first."""
    return queries.guests_of(actor, Person(pk=person_id))
