"""The load of a team: who carries what, and who is carried by nobody. A fair picture, to share it better."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, DateField, ExpressionWrapper, F, OuterRef, Prefetch, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from tisserand.accounts.actors import Actor
from tisserand.accounts.choices import Role
from tisserand.accounts.queries import actors_in, leaving_on
from tisserand.common.access import Action
from tisserand.support.choices import GoalState, Priority
from tisserand.support.models import Dossier, Referent, Step
from tisserand.support.policies import DOSSIER
from tisserand.support.queries.counting import counted
from tisserand.support.queries.dossiers import without_active_referent
from tisserand.support.queries.plan import OPEN_STEPS

LISTED = 60


@dataclass(frozen=True)
class Share:
    """What one worker carries."""

    user_id: UUID
    name: str
    teams: tuple[str, ...]
    open: int = 0
    urgent: int = 0
    silent: int = 0
    late_steps: int = 0
    leaves_on: date | None = None

    @property
    def marked(self) -> int:
        """Urgent and silent ones, one after the other on the bar (a dossier may be both)."""
        return min(self.urgent + self.silent, self.open)


@dataclass
class Load:
    """The shares of a team, heaviest first, and the dossiers that nobody holds."""

    shares: list[Share] = field(default_factory=list)
    unheld: list[Dossier] = field(default_factory=list)
    unheld_in_all: int = 0

    @property
    def heaviest(self) -> int:
        """The length of the longest bar."""
        return max((share.open for share in self.shares), default=0)

    @property
    def open_in_all(self) -> int:
        """Every dossier held."""
        return sum(share.open for share in self.shares)

    @property
    def average(self) -> int:
        """What each would carry if it were shared evenly."""
        return round(self.open_in_all / len(self.shares)) if self.shares else 0


def may_see_load(actor: Actor) -> bool:
    """Whoever coordinates or heads a team sees how it is loaded."""
    return actor.has_role(Role.COORDINATOR, Role.HEAD_OF_SERVICE)


def led_dossiers(actor: Actor) -> QuerySet[Dossier]:
    """The open dossiers of the teams that `actor` leads, as far as they may read them."""
    rows = DOSSIER.filter(actor.ordinary, Action.READ, Dossier.objects.filter(closed_on=None))
    if actor.leads_organisation():
        return rows
    return rows.filter(team_id__in=actor.teams_as(Role.COORDINATOR, Role.HEAD_OF_SERVICE))


def unheld_dossiers(actor: Actor, today: date) -> QuerySet[Dossier]:
    """Those that no one who still works here holds, the oldest first; `held` is who did, last first."""
    held = Referent.objects.select_related("user").order_by("-since_on", "-id")
    return (
        without_active_referent(led_dossiers(actor), today)
        .select_related("person", "team")
        .prefetch_related(Prefetch("referents", queryset=held, to_attr="held"))
        .order_by("opened_on", "id")
    )


def team_load(actor: Actor, *, today: date) -> Load:
    """The whole picture, in six queries."""
    carried = {row["user_id"]: row for row in _carried(actor, today)}
    leaving = leaving_on(actor.organisation_id) if actor.organisation_id else {}
    shares = [
        _share(member, carried.get(member.user_id, {}), leaving.get(member.user_id))
        for member in _members(actor, today)
    ]
    unheld = unheld_dossiers(actor, today)
    return Load(
        shares=sorted(shares, key=lambda share: (-share.open, share.name)),
        unheld=list(unheld[:LISTED]),
        unheld_in_all=unheld.count(),
    )


def _members(actor: Actor, today: date) -> list[Actor]:
    """Those who accompany people in the teams that `actor` leads."""
    teams = actor.teams_as(Role.COORDINATOR, Role.HEAD_OF_SERVICE)
    everyone = actors_in(actor.organisation_id, today=today) if actor.organisation_id else []
    return [
        member
        for member in everyone
        if (mine := member.teams_as(Role.WORKER, Role.COORDINATOR))
        and (actor.leads_organisation() or mine & teams)
    ]


def _carried(actor: Actor, today: date) -> QuerySet[Any, Any]:
    heard = Coalesce("dossier__last_contact_on", "dossier__opened_on")
    late = Step.objects.filter(
        goal__plan__dossier_id=OuterRef("dossier_id"),
        goal__state=GoalState.ACTIVE,
        state__in=OPEN_STEPS,
        due_on__lt=today,
    )
    return (
        Referent.objects.filter(until_on=None, dossier__in=led_dossiers(actor))
        .annotate(
            expected_on=ExpressionWrapper(heard + F("dossier__contact_every_days"), output_field=DateField()),
            late=counted(late),
        )
        .order_by()
        .values("user_id")
        .annotate(
            open=Count("pk"),
            urgent=Count("pk", filter=Q(dossier__priority=Priority.URGENT)),
            silent=Count("pk", filter=Q(expected_on__lt=today)),
            late_steps=Sum("late"),
        )
    )


def _share(member: Actor, row: dict[str, Any], leaves_on: date | None) -> Share:
    counts = {name: row.get(name, 0) for name in ("open", "urgent", "silent", "late_steps")}
    return Share(member.user_id, member.name, member.team_names, **counts, leaves_on=leaves_on)  # type: ignore[arg-type]
