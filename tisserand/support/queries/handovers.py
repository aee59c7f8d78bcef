"""Finding handovers: of a dossier, to receive, to complete, to tell the person of; and who could receive."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from tisserand.accounts.actors import Actor
from tisserand.accounts.choices import Role
from tisserand.accounts.queries import actors_in, leaving_on
from tisserand.common.access import Action
from tisserand.support.choices import HandoverState
from tisserand.support.models import Dossier, Handover, HandoverBatch, Referent
from tisserand.support.policies import BATCH, DOSSIER, HANDOVER
from tisserand.support.queries.dossiers import LIVE_HANDOVER
from tisserand.ui.templatetags.words import date_fr, plural

TOLD_WITHIN = timedelta(days=60)
LIVE = (HandoverState.PROPOSED, HandoverState.DONE)
WITH = ("person", "dossier", "giver", "receiver", "proposed_by")


@dataclass(frozen=True)
class Colleague:
    """Someone who could take a thread, and how many dossiers they carry today."""

    user_id: UUID
    name: str
    teams: tuple[str, ...]
    open: int
    is_worker: bool
    leaves_on: date | None = None

    @property
    def label(self) -> str:
        """« Amadou Diallo · 31 dossiers · Équipe Nord »."""
        where = [", ".join(self.teams)] if self.teams else []
        leaves = [f"part le {date_fr(self.leaves_on, 'short')}"] if self.leaves_on else []
        return " · ".join([self.name, plural(self.open, "dossier,dossiers"), *where, *leaves])

    @property
    def may_share(self) -> bool:
        """Whether an even spread counts on them."""
        return self.is_worker and self.leaves_on is None


def handovers_visible_to(actor: Actor, action: Action = Action.READ) -> QuerySet[Handover]:
    """The handovers on which `actor` may do `action`."""
    return HANDOVER.filter(actor, action, Handover.objects.all()).select_related(*WITH)


def batches_visible_to(actor: Actor) -> QuerySet[HandoverBatch]:
    """The batches that `actor` may follow, latest first."""
    return BATCH.filter(actor, Action.READ, HandoverBatch.objects.all()).select_related("started_by", "job")


def dossiers_to_hand(actor: Actor) -> QuerySet[Dossier]:
    """The open dossiers whose thread `actor` may pass on."""
    return DOSSIER.filter(actor, Action.MANAGE, Dossier.objects.filter(closed_on=None))


def handover_of(dossier: Dossier) -> Handover | None:
    """The one that matters on the dossier: waiting for its day, or done and not yet taken up or told."""
    rows = Handover.objects.filter(dossier=dossier).select_related(*WITH, "told_by")
    return rows.filter(LIVE_HANDOVER).first()


def colleagues_to_receive(actor: Actor, *, today: date) -> list[Colleague]:
    """Everyone who accompanies people here, the least loaded workers first, then those who lead.

    Restricted dossiers that one cannot see do not count.
    """
    seen = DOSSIER.filter(actor.ordinary, Action.SEE, Dossier.objects.filter(closed_on=None))
    held = Referent.objects.filter(until_on=None, dossier__in=seen).order_by()
    carried = dict(held.values_list("user_id").annotate(open=Count("pk")))
    everyone = actors_in(actor.organisation_id, today=today) if actor.organisation_id else []
    leaving = leaving_on(actor.organisation_id)
    there = [
        Colleague(
            one.user_id,
            one.name,
            one.team_names,
            carried.get(one.user_id, 0),
            one.has_role(Role.WORKER),
            leaving.get(one.user_id),
        )
        for one in everyone
        if one.has_role(Role.WORKER, Role.COORDINATOR, Role.HEAD_OF_SERVICE)
    ]
    return sorted(there, key=lambda one: (not one.may_share, one.open, one.name))


def to_receive(actor: Actor) -> QuerySet[Handover]:
    """What someone is asked to take, or has received and not yet said to have taken."""
    rows = handovers_visible_to(actor).filter(receiver_id=actor.user_id, acknowledged_at=None, state__in=LIVE)
    return rows.order_by("takes_effect_on", "id")


def to_prepare(actor: Actor) -> QuerySet[Handover]:
    """What someone hands over on a coming day and has not gone over yet."""
    rows = handovers_visible_to(actor).filter(giver_id=actor.user_id, state=HandoverState.PROPOSED)
    return rows.filter(written_at=None).order_by("takes_effect_on", "id")


def to_tell(actor: Actor, today: date) -> QuerySet[Handover]:
    """Those of which the person does not know yet, handed over or received by the actor."""
    mine = Q(giver_id=actor.user_id) | Q(receiver_id=actor.user_id, state=HandoverState.DONE)
    rows = handovers_visible_to(actor, Action.EDIT).filter(mine, told_on=None, state__in=LIVE)
    return rows.filter(takes_effect_on__gte=today - TOLD_WITHIN).order_by("takes_effect_on", "id")


def turned_down(actor: Actor, today: date) -> QuerySet[Handover]:
    """What the actor proposed of late and was declined or could not be done, if the dossier waits for someone else."""
    ended = (HandoverState.DECLINED, HandoverState.REFUSED)
    rows = handovers_visible_to(actor).filter(proposed_by_id=actor.user_id, state__in=ended)
    rows = rows.filter(ended_at__date__gte=today - timedelta(days=14), dossier__closed_on=None)
    later = Handover.objects.filter(state__in=LIVE, dossier__organisation_id=actor.organisation_id)
    return rows.exclude(dossier_id__in=later.values("dossier_id")).order_by("-ended_at")


def due_handovers(today: date) -> QuerySet[Handover]:
    """Those whose day has come, whoever they belong to: for the work that does them."""
    rows = Handover.objects.filter(state=HandoverState.PROPOSED, takes_effect_on__lte=today)
    return rows.select_related("dossier").order_by("takes_effect_on", "id")
