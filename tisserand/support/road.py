"""The road travelled: phases gone through, wins, goals reached, agreements, reviews; steps back are part of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils import timezone

from tisserand.accounts.actors import Actor
from tisserand.support.choices import EntryKind, GoalState, Phase
from tisserand.support.models import Dossier, Goal, PlanAgreement, Review
from tisserand.support.queries import entries_visible_to

ORDER = list(Phase)


class Mark(StrEnum):
    """What kind of moment it is."""

    PHASE = "phase"
    VICTORY = "victory"
    GOAL = "goal"
    AGREEMENT = "agreement"
    REVIEW = "review"
    SETBACK = "setback"


@dataclass(frozen=True)
class Moment:
    """One moment of the road: `title` in a few words, `detail` for those who want more."""

    on: date
    mark: Mark
    title: str
    detail: str = ""
    by: str = ""

    @property
    def look(self) -> tuple[str, str]:
        """Tone and icon in the list."""
        return LOOKS[self.mark]


LOOKS = {
    Mark.PHASE: ("teal", "signpost-split"),
    Mark.VICTORY: ("ochre", "stars"),
    Mark.GOAL: ("teal", "flag-fill"),
    Mark.AGREEMENT: ("teal", "pen"),
    Mark.REVIEW: ("neutral", "chat-square-text"),
    Mark.SETBACK: ("plum", "arrow-return-left"),
}


def road_of(actor: Actor, dossier: Dossier) -> list[Moment]:
    """Every moment that `actor` may read, from the first to the latest. As many queries, however long the road."""
    moments = [
        *_phases(dossier),
        *_victories(dossier),
        *_goals(dossier),
        *_agreements(dossier),
        *_reviews(dossier),
        *_incidents(actor, dossier),
    ]
    return sorted(moments, key=lambda moment: moment.on)


def _phases(dossier: Dossier) -> Iterator[Moment]:
    before = ""
    for change in dossier.phase_changes.all():
        label = change.get_phase_display()
        title = label[:1].upper() + label[1:]
        if before == Phase.CLOSED:
            yield Moment(change.changed_on, Mark.PHASE, "On reprend", title)
        # After a review one goes on: that is the road itself, not a step back.
        elif before and before != Phase.REVIEW and _is_behind(change.phase, before):
            yield Moment(change.changed_on, Mark.SETBACK, f"Retour à : {label}")
        else:
            yield Moment(change.changed_on, Mark.PHASE, title)
        before = change.phase


def _is_behind(phase: str, other: str) -> bool:
    return ORDER.index(Phase(phase)) < ORDER.index(Phase(other))


def _victories(dossier: Dossier) -> Iterator[Moment]:
    for victory in dossier.victories.select_related("noted_by"):
        by = "" if victory.said_by_person else victory.noted_by.get_full_name()
        yield Moment(victory.happened_on, Mark.VICTORY, victory.words, by=by)


def _goals(dossier: Dossier) -> Iterator[Moment]:
    for goal in Goal.objects.filter(plan__dossier=dossier).exclude(state=GoalState.ACTIVE):
        if goal.state == GoalState.REACHED:
            yield Moment(goal.ended_on, Mark.GOAL, goal.title, goal.success_sign)  # type: ignore[arg-type]  # ended, so dated
        else:
            yield Moment(goal.ended_on, Mark.SETBACK, f"Mis de côté : {goal.title}", goal.end_reason)  # type: ignore[arg-type]


def _agreements(dossier: Dossier) -> Iterator[Moment]:
    for agreement in PlanAgreement.objects.filter(plan__dossier=dossier).defer("content"):
        title = "Accord sur le projet" if agreement.version == 1 else f"Avenant n° {agreement.version - 1}"
        yield Moment(agreement.agreed_on, Mark.AGREEMENT, title, agreement.amends_because)


def _reviews(dossier: Dossier) -> Iterator[Moment]:
    for review in Review.objects.filter(plan__dossier=dossier, held_on__isnull=False):
        yield Moment(review.held_on, Mark.REVIEW, f"Bilan {review.get_kind_display()}", review.summary)  # type: ignore[arg-type]


def _incidents(actor: Actor, dossier: Dossier) -> Iterator[Moment]:
    rows = entries_visible_to(actor).filter(dossier=dossier, kind=EntryKind.INCIDENT)
    for entry in rows.select_related("author"):
        day = timezone.localdate(entry.happened_at)
        yield Moment(day, Mark.SETBACK, "Un moment difficile", entry.body, entry.author.get_full_name())
