"""How the accompaniment cuts the list of people: those whose thread one holds, those of one's team."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from tisserand.accounts.actors import Actor
from tisserand.accounts.choices import Role
from tisserand.people.lists import Scope
from tisserand.support.models import Dossier
from tisserand.support.queries.holding import is_held_by


def _in_open_dossiers(actor: Actor, *conditions: Q, **others: object) -> QuerySet[Dossier, Any]:
    here = Dossier.objects.filter(organisation_id=actor.organisation_id, closed_on=None)
    return here.filter(*conditions, **others).values("person_id")


def mine(actor: Actor) -> QuerySet[Dossier, Any]:
    """People whose thread the actor holds today."""
    return _in_open_dossiers(actor, is_held_by(actor.user_id))


def of_my_team(actor: Actor) -> QuerySet[Dossier, Any]:
    """People accompanied in one of the actor's teams."""
    teams = actor.teams_as(Role.WORKER, Role.COORDINATOR, Role.HEAD_OF_SERVICE)
    return _in_open_dossiers(actor, team_id__in=teams)


SCOPES = (
    Scope("les-miennes", "les personnes que j’accompagne", mine, "les autres sont suivies par vos collègues"),
    Scope("mon-equipe", "mon équipe", of_my_team, "les autres sont suivies par d’autres équipes"),
)
