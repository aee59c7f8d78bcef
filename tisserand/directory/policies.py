"""Who may read the directory, change what it holds, and take it away as a whole."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from tisserand.accounts.actors import Actor
from tisserand.accounts.choices import Role
from tisserand.common.access import NEVER, AccessTable, Action, predicate
from tisserand.directory.models import SavedSearch, TeamNote


def may_read_directory(actor: Actor) -> bool:
    """Look for help: whoever works in an organisation. It holds no person's data; guests have their own pages."""
    return actor.is_member


def may_load_directory(actor: Actor) -> bool:
    """Bring a file of structures and services in: whoever administers, or a command of the machine."""
    return bool(actor.system) or actor.has_role(Role.ADMINISTRATOR)


def may_export_directory(actor: Actor) -> bool:
    """Give it to others as a file: whoever administers or leads answers for what leaves; or a command."""
    return bool(actor.system) or actor.has_role(Role.ADMINISTRATOR, Role.HEAD_OF_SERVICE)


TENDING = (Role.WORKER, Role.COORDINATOR, Role.HEAD_OF_SERVICE, Role.RECEPTION, Role.ADMINISTRATOR)


def may_tend_directory(actor: Actor) -> bool:
    """Correct a sheet, check it, say that it is closed or full, answer a mistake: whoever welcomes or accompanies.

    A directory that only a few may mend rots: each gesture is signed, shown on the sheet, and undone by another.
    A structure that answers by its link does so as a named system actor.
    """
    return bool(actor.system) or actor.has_role(*TENDING)


def may_report_mistake(actor: Actor) -> bool:
    """Say that something is wrong: whoever reads."""
    return may_read_directory(actor)


@predicate(where=lambda actor: Q(team_id__in=teams_of(actor)) if teams_of(actor) else NEVER)
def in_its_team(actor: Actor, note: TeamNote) -> bool:
    """The actor works in the team that keeps it; leading or administering is not enough."""
    return note.team_id in teams_of(actor)


def teams_of(actor: Actor) -> list[UUID]:
    """The teams in which the actor works."""
    return sorted({team for role, team in actor.duties if team and role in TENDING}, key=str)


NOTE = AccessTable(
    {
        Action.SEE: [[in_its_team]],
        Action.READ: [[in_its_team]],
        Action.EDIT: [[in_its_team]],
    }
)


@predicate(
    where=lambda actor: (
        Q(author_id=actor.user_id, organisation_id=actor.organisation_id) if actor.is_member else NEVER
    )
)
def keeps_it(actor: Actor, search: SavedSearch) -> bool:
    """The actor kept it, for the organisation they act for."""
    return (
        actor.is_member
        and search.author_id == actor.user_id
        and search.organisation_id == actor.organisation_id
    )


@predicate(where=lambda actor: Q(team_id__in=teams_of(actor), removed_at=None) if teams_of(actor) else NEVER)
def is_kept_for_their_team(actor: Actor, search: SavedSearch) -> bool:
    """A colleague keeps it for a team in which the actor works."""
    return search.removed_at is None and search.team_id in teams_of(actor)


SAVED = AccessTable({Action.SEE: [[keeps_it], [is_kept_for_their_team]], Action.EDIT: [[keeps_it]]})
