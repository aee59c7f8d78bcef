"""Invitations: sent with a one-time key, sent again, withdrawn, accepted."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from tisserand.accounts.actors import Actor
from tisserand.accounts.choices import Role
from tisserand.accounts.mail import post
from tisserand.accounts.models import Invitation, Organisation, Team, User
from tisserand.accounts.policies import INVITATION, ORGANISATION, TEAM
from tisserand.accounts.services.memberships import RoleAlreadyHeld, add_membership
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action

VALIDITY = timedelta(days=7)
AddressOf = Callable[[str], str]


class NotPending(Exception):
    """The invitation was accepted, withdrawn, or has expired."""


@dataclass(frozen=True)
class Invited:
    """Who is invited, to do what."""

    email: str
    role: Role
    team: Team | None = None
    first_name: str = ""
    last_name: str = ""


@transaction.atomic
def send_invitation(*, actor: Actor, invited: Invited, address_of: AddressOf, now: datetime) -> Invitation:
    """Invite someone to the actor's organisation; `address_of(key)` is the page the mail leads to."""
    organisation = Organisation.objects.get(pk=actor.organisation_id)
    ORGANISATION.check(actor, Action.MANAGE, organisation)
    if invited.team is not None:
        TEAM.check(actor, Action.MANAGE, invited.team)
    invitation = Invitation(
        organisation=organisation,
        team=invited.team,
        role=invited.role,
        email=invited.email.strip().lower(),
        first_name=invited.first_name,
        last_name=invited.last_name,
        invited_by_id=actor.user_id,
    )
    _post(invitation, actor, address_of, now)
    _note(actor, "accounts.invitation_sent", invitation)
    return invitation


@transaction.atomic
def resend_invitation(
    *, actor: Actor, invitation: Invitation, address_of: AddressOf, now: datetime
) -> Invitation:
    """Send it again with a new key and seven more days; the earlier link stops working."""
    INVITATION.check(actor, Action.MANAGE, invitation)
    if invitation.accepted_at:
        raise NotPending
    invitation.withdrawn_at = None
    _post(invitation, actor, address_of, now)
    _note(actor, "accounts.invitation_resent", invitation)
    return invitation


@transaction.atomic
def withdraw_invitation(*, actor: Actor, invitation: Invitation, now: datetime) -> Invitation:
    """Make the link useless; sending it again undoes this."""
    INVITATION.check(actor, Action.MANAGE, invitation)
    if invitation.accepted_at:
        raise NotPending
    invitation.withdrawn_at = now
    invitation.save(update_fields=["withdrawn_at"])
    _note(actor, "accounts.invitation_withdrawn", invitation)
    return invitation


@transaction.atomic
def accept_invitation(*, invitation: Invitation, user: User, now: datetime) -> User:
    """Join with the account whose address was invited; whoever holds the key has shown that it is theirs."""
    invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
    if not is_pending(invitation, now) or user.email != invitation.email:
        raise NotPending
    if user.pk == invitation.invited_by_id and invitation.role != Role.ADMINISTRATOR:
        raise NotPending  # as on the page of roles: somebody else gives it
    if user._state.adding:
        user.save()
    # Given meanwhile by other means? The invitation is answered all the same.
    with suppress(RoleAlreadyHeld):
        add_membership(user, invitation.organisation, Role(invitation.role), invitation.team, localdate(now))
    invitation.accepted_at = now
    invitation.save(update_fields=["accepted_at"])
    joined = Actor(user_id=user.pk, name=user.get_full_name(), organisation_id=invitation.organisation_id)
    _note(joined, "accounts.invitation_accepted", invitation)
    return user


def is_pending(invitation: Invitation, now: datetime) -> bool:
    """Whether the link still opens."""
    return not invitation.accepted_at and not invitation.withdrawn_at and invitation.expires_at > now


def digest(key: str) -> str:
    """What is kept of a key."""
    return hashlib.sha256(key.encode()).hexdigest()


def renew(invitation: Invitation, address_of: AddressOf, now: datetime) -> str:
    """Give it a new key and seven days, save it; return the page that the key opens."""
    key = secrets.token_urlsafe(32)
    invitation.key_digest = digest(key)
    invitation.expires_at = now + VALIDITY
    invitation.save()
    return address_of(key)


def mail_invitation(invitation: Invitation, invited_by: str, address: str) -> None:
    """Send the link. Raises `MailNotSent`."""
    context = {"invitation": invitation, "invited_by": invited_by, "address": address}
    post("invitation", invitation.email, context)


def _post(invitation: Invitation, actor: Actor, address_of: AddressOf, now: datetime) -> None:
    mail_invitation(invitation, actor.name, renew(invitation, address_of, now))


def _note(actor: Actor, part: str, invitation: Invitation) -> None:
    record(actor=actor, verb=Verb.ADMINISTER, part=part, object_id=invitation.pk)
