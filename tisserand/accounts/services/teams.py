"""Teams: formed, renamed, closed when empty, opened again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from tisserand.accounts.actors import Actor
from tisserand.accounts.models import Membership, Organisation, Team
from tisserand.accounts.policies import ORGANISATION, TEAM
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action


class TeamNotEmpty(Exception):
    """Someone still works in this team."""


@transaction.atomic
def create_team(*, actor: Actor, name: str, now: datetime) -> Team:
    """Form a team in the actor's organisation."""
    organisation = Organisation.objects.get(pk=actor.organisation_id)
    ORGANISATION.check(actor, Action.MANAGE, organisation)
    team = Team.objects.create(organisation=organisation, name=name)
    _note(actor, "accounts.team_created", team)
    return team


@transaction.atomic
def rename_team(*, actor: Actor, team: Team, name: str, expected: int, now: datetime) -> Team:
    """Give it another name; raises StaleRevision if someone else did since revision `expected`."""
    TEAM.check(actor, Action.MANAGE, team)
    team.name = name
    team.save_revision(expected=expected)
    _note(actor, "accounts.team_renamed", team)
    return team


@transaction.atomic
def close_team(*, actor: Actor, team: Team, now: datetime) -> Team:
    """Close a team nobody works in any more; what it did stays."""
    TEAM.check(actor, Action.MANAGE, team)
    if Membership.objects.current(localdate(now)).filter(team=team).exists():
        raise TeamNotEmpty
    team.closed_on = localdate(now)
    team.save_gesture("closed_on")
    _note(actor, "accounts.team_closed", team)
    return team


@transaction.atomic
def reopen_team(*, actor: Actor, team: Team, now: datetime) -> Team:
    """Open it again."""
    TEAM.check(actor, Action.MANAGE, team)
    team.closed_on = None
    team.save_gesture("closed_on")
    _note(actor, "accounts.team_reopened", team)
    return team


def _note(actor: Actor, part: str, team: Team) -> None:
    record(actor=actor, verb=Verb.ADMINISTER, part=part, object_id=team.pk)
