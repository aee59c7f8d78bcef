"""First welcomes: those one looks for, and who may already be known."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from tisserand.accounts.actors import Actor
from tisserand.accounts.choices import Role
from tisserand.common.access import Action
from tisserand.people.models import Person
from tisserand.support.models import Dossier, FirstWelcome
from tisserand.support.policies import DOSSIER
from tisserand.support.queries import welcomes_visible_to
from tisserand.support.queries.dossiers import with_referent


def found_welcomes(
    actor: Actor, *, whose: str = "", outcome: str = "", state: str = "", words: str = ""
) -> QuerySet[FirstWelcome]:
    """The welcomes `actor` may read that answer these filters, latest first."""
    rows = welcomes_visible_to(actor.ordinary).select_related("welcomed_by", "team", "person", "dossier")
    if whose == "mine":
        rows = rows.filter(welcomed_by_id=actor.user_id)
    elif whose == "team":
        rows = rows.filter(team_id__in=actor.teams_as(*Role))
    if outcome:
        rows = rows.filter(outcome=outcome)
    if state:
        rows = rows.filter(handled_at__isnull=state == "todo")
    for word in words.split()[:6]:
        rows = rows.filter(Q(called__icontains=word) | Q(request__icontains=word) | Q(answer__icontains=word))
    return rows


def dossiers_seen_of(actor: Actor, people: Iterable[Person]) -> dict[object, Dossier]:
    """The open dossier of each of `people` that the actor may know of. Two queries."""
    rows = DOSSIER.filter(
        actor.ordinary, Action.SEE, Dossier.objects.filter(person__in=list(people), closed_on=None)
    )
    return {dossier.person_id: dossier for dossier in with_referent(rows)}
