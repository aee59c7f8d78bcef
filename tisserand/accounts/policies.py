"""Who may see and manage the people, teams and invitations of an organisation; whose long work is whose."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from tisserand.accounts.actors import Actor
from tisserand.accounts.choices import Role
from tisserand.accounts.models import Departure, Draft, Invitation, Job, Membership, Organisation, Team, User
from tisserand.common.access import NEVER, AccessTable, Action, Predicate, predicate, settled


@predicate(where=lambda actor: settled(actor.has_role(Role.ADMINISTRATOR)))
def administers(actor: Actor, thing: object) -> bool:
    """The actor manages the accounts of their organisation."""
    return actor.has_role(Role.ADMINISTRATOR)


@predicate(where=lambda actor: settled(actor.leads_organisation()))
def leads(actor: Actor, thing: object) -> bool:
    """The actor is head of service of the whole organisation."""
    return actor.leads_organisation()


@predicate(where=lambda actor: Q(pk=actor.organisation_id) if actor.is_member else NEVER)
def is_theirs(actor: Actor, organisation: Organisation) -> bool:
    """It is the organisation the actor acts for."""
    return actor.is_member and organisation.pk == actor.organisation_id


@predicate(where=lambda actor: Q(organisation_id=actor.organisation_id) if actor.is_member else NEVER)
def belongs_to_theirs(actor: Actor, thing: Team | Invitation | Job | Departure) -> bool:
    """It belongs to the organisation the actor acts for."""
    return actor.is_member and thing.organisation_id == actor.organisation_id


@predicate(
    where=lambda actor: (
        Q(Exists(Membership.objects.filter(user_id=OuterRef("pk"), organisation_id=actor.organisation_id)))
        if actor.is_member
        else NEVER
    )
)
def works_or_worked_here(actor: Actor, user: User) -> bool:
    """The account has, or had, a role in the organisation the actor acts for."""
    return actor.is_member and user.memberships.filter(organisation_id=actor.organisation_id).exists()


@predicate(where=lambda actor: Q(started_by_id=actor.user_id) if actor.user_id else NEVER)
def started_it(actor: Actor, job: Job) -> bool:
    """The actor asked for this work."""
    return actor.user_id is not None and job.started_by_id == actor.user_id


def _administered(within: Predicate) -> AccessTable:
    """Administrators manage, heads of service look, nobody else knows."""
    look = [[within, administers], [within, leads]]
    manage = [[within, administers]]
    return AccessTable(
        {
            Action.SEE: look,
            Action.READ: look,
            Action.CREATE: manage,
            Action.EDIT: manage,
            Action.MANAGE: manage,
        }
    )


ORGANISATION = _administered(is_theirs)
TEAM = _administered(belongs_to_theirs)
INVITATION = _administered(belongs_to_theirs)
DEPARTURE = _administered(belongs_to_theirs)
MEMBER = _administered(works_or_worked_here)
JOB = AccessTable(
    {Action.SEE: [[started_it, belongs_to_theirs]], Action.READ: [[started_it, belongs_to_theirs]]}
)


@predicate(where=lambda actor: Q(user_id=actor.user_id) if actor.user_id else NEVER)
def typed_it(actor: Actor, draft: Draft) -> bool:
    """The actor is the one who was typing."""
    return actor.user_id is not None and draft.user_id == actor.user_id


@predicate(where=lambda actor: Q(organisation_id=actor.organisation_id))
def same_hat(actor: Actor, draft: Draft) -> bool:
    """It was typed for the organisation the actor acts for now (or for none, by someone without a hat)."""
    return draft.organisation_id == actor.organisation_id


# Nobody else, whatever their role: what is not saved is not said yet.
DRAFT = AccessTable(
    {
        Action.SEE: [[typed_it, same_hat]],
        Action.READ: [[typed_it, same_hat]],
        Action.EDIT: [[typed_it, same_hat]],
    }
)


def may_administer(actor: Actor) -> bool:
    """Whether the pages of administration concern this actor at all."""
    return actor.has_role(Role.ADMINISTRATOR) or actor.leads_organisation()
