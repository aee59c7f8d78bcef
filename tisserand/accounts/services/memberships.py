"""Roles given, ended, taken up again; accounts closed for one organisation; a lost second factor."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils.timezone import localdate

from tisserand.accounts.actors import Actor
from tisserand.accounts.choices import Role
from tisserand.accounts.mail import post
from tisserand.accounts.models import Membership, Organisation, Team, User
from tisserand.accounts.policies import MEMBER, ORGANISATION, TEAM
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action


class LastAdministrator(Exception):
    """An organisation keeps at least one administrator."""


class RoleAlreadyHeld(Exception):
    """This person holds this role in this team already."""


class OwnRole(Exception):
    """Nobody gives themself a role that tells of the people accompanied: somebody else does."""


@transaction.atomic
def give_role(
    *, actor: Actor, member: User, role: Role, team: Team | None, since_on: date, now: datetime
) -> Membership:
    """Give a role in the actor's organisation to someone who works, or worked, there."""
    MEMBER.check(actor, Action.MANAGE, member)
    refuse_to_oneself(actor, member, role)
    if team is not None:
        TEAM.check(actor, Action.MANAGE, team)
    membership = add_membership(member, hold_organisation(actor), role, team, since_on)
    _note(actor, "accounts.role_given", member)
    return membership


def add_membership(
    user: User, organisation: Organisation, role: Role, team: Team | None, since_on: date
) -> Membership:
    """Write one more role, unless it is held already."""
    same = Membership.objects.current(since_on).filter(
        user=user, organisation=organisation, role=role, team=team
    )
    if same.exists():
        raise RoleAlreadyHeld
    return Membership.objects.create(
        user=user, organisation=organisation, role=role, team=team, since_on=since_on
    )


@transaction.atomic
def end_role(*, actor: Actor, membership: Membership, last_day: date, expected: int, now: datetime) -> None:
    """Put an end to a role; its last day still counts. Raises StaleRevision if it was changed meanwhile."""
    MEMBER.check(actor, Action.MANAGE, membership.user)
    hold_organisation(actor)
    membership.until_on = last_day
    membership.save_revision(expected=expected)
    require_administrator([membership], actor, localdate(now))
    _note(actor, "accounts.role_ended", membership.user)


@transaction.atomic
def restore_role(*, actor: Actor, membership: Membership, now: datetime) -> None:
    """Undo the end of a role."""
    MEMBER.check(actor, Action.MANAGE, membership.user)
    if membership.until_on is not None and membership.until_on < localdate(now):
        refuse_to_oneself(actor, membership.user, Role(membership.role))
    membership.until_on = None
    membership.save_gesture("until_on")
    _note(actor, "accounts.role_restored", membership.user)


@transaction.atomic
def close_member(*, actor: Actor, member: User, now: datetime) -> None:
    """End every role here, at once: what is open in a browser stops working too."""
    MEMBER.check(actor, Action.MANAGE, member)
    hold_organisation(actor)
    yesterday = localdate(now) - timedelta(days=1)
    running = _running(member, actor, localdate(now))
    for membership in running:
        membership.since_on = min(membership.since_on, yesterday)  # begun today: it never ran a whole day
        membership.until_on = yesterday
        membership.save_gesture("since_on", "until_on")
    require_administrator(running, actor, localdate(now))
    _note(actor, "accounts.member_closed", member)


@transaction.atomic
def reopen_member(*, actor: Actor, member: User, now: datetime) -> None:
    """Give back the roles that ended together, last."""
    MEMBER.check(actor, Action.MANAGE, member)
    ended = member.memberships.filter(organisation_id=actor.organisation_id, until_on__lt=localdate(now))
    latest = ended.order_by("-until_on").first()
    if latest is not None:
        coming_back = ended.filter(until_on=latest.until_on)
        for membership in coming_back:
            refuse_to_oneself(actor, member, Role(membership.role))
        coming_back.update(until_on=None, revision=F("revision") + 1)
    _note(actor, "accounts.member_reopened", member)


@transaction.atomic
def reset_second_factor(*, actor: Actor, member: User, now: datetime) -> None:
    """Forget the second factor of a colleague who lost phone and codes, and tell them; they set up another."""
    MEMBER.check(actor, Action.MANAGE, member)
    if member.pk == actor.user_id:
        raise PermissionDenied  # one's own is on one's own page, behind the password
    if not _running(member, actor, localdate(now)):
        raise PermissionDenied  # whoever left is somebody else's colleague now
    Authenticator.objects.filter(user_id=member.pk).delete()
    _note(actor, "accounts.second_factor_reset", member)
    post("second_factor_reset", member.email, {"member": member, "by": actor})


def hold_organisation(actor: Actor) -> Organisation:
    """The actor's organisation, held so that two administrators cannot remove each other at once."""
    organisation = Organisation.objects.select_for_update().get(pk=actor.organisation_id)
    ORGANISATION.check(actor, Action.MANAGE, organisation)
    return organisation


def refuse_to_oneself(actor: Actor, member: User, role: Role) -> None:
    """Administrators read nothing of the people accompanied, and do not decide alone that they will."""
    if member.pk == actor.user_id and role != Role.ADMINISTRATOR:
        raise OwnRole


def _running(member: User, actor: Actor, today: date) -> list[Membership]:
    running = member.memberships.filter(organisation_id=actor.organisation_id)
    return [m for m in running if m.until_on is None or m.until_on >= today]


def require_administrator(ended: list[Membership], actor: Actor, today: date) -> None:
    """Refuse to leave the organisation without an administrator whose role has no end."""
    if all(membership.role != Role.ADMINISTRATOR for membership in ended):
        return
    staying = Membership.objects.current(today).filter(
        organisation_id=actor.organisation_id,
        role=Role.ADMINISTRATOR,
        until_on=None,
        user__is_active=True,
    )
    if not staying.exists():
        raise LastAdministrator


def _note(actor: Actor, part: str, member: User) -> None:
    record(actor=actor, verb=Verb.ADMINISTER, part=part, object_id=member.pk)
