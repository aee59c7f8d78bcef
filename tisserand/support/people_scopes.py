"""How the accompaniment cuts the list of people: those whose thread one holds, those of one's team."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from tisserand.accounts.actors import Actor
from tisserand.accounts.choices import Role
from tisserand.people.lists import Scope
from tisserand.support.models import Dossier, Referent


def _open_dossiers(actor: Actor, **conditions: object) -> Q:
    return Q(
        Exists(
            Dossier.objects.filter(
                person_id=OuterRef("pk"),
                organisation_id=actor.organisation_id,
                closed_on=None,
                **conditions,
            )
        )
    )


def mine(actor: Actor) -> Q:
    """People whose thread the actor holds today."""
    held = Referent.objects.filter(user_id=actor.user_id, until_on=None).values("dossier_id")
    return _open_dossiers(actor, pk__in=held)


def of_my_team(actor: Actor) -> Q:
    """People accompanied in one of the actor's teams."""
    return _open_dossiers(
        actor, team_id__in=actor.teams_as(Role.WORKER, Role.COORDINATOR, Role.HEAD_OF_SERVICE)
    )


SCOPES = (
    Scope("les-miennes", "les personnes que j’accompagne", mine, "les autres sont suivies par vos collègues"),
    Scope("mon-equipe", "mon équipe", of_my_team, "les autres sont suivies par d’autres équipes"),
)
