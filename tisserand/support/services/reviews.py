"""Reviews: planned, prepared by the person and by the worker, held together, leading to the next one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from tisserand.accounts.actors import Actor
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.rows import StaleRevision
from tisserand.support.choices import Progress, ReviewKind
from tisserand.support.models import Goal, Plan, Review, ReviewedGoal
from tisserand.support.services.dossiers import check_open

PART = "support.review"
NOT_YET = 0  # the revision of a review nobody has planned


@dataclass(frozen=True)
class Look:
    """One goal looked at: how it goes and what we learnt."""

    goal: Goal
    progress: Progress | str
    learnt: str = ""


def _trace(actor: Actor, verb: Verb, review: Review) -> None:
    record(actor=actor, verb=verb, part=PART, person_id=review.person_id, object_id=review.pk)


@transaction.atomic
def plan_review(
    *,
    actor: Actor,
    plan: Plan,
    planned_on: date,
    kind: ReviewKind | str = ReviewKind.INTERMEDIATE,
    expected: int | None = None,
    now: datetime,
) -> Review:
    """Set the date of the next review; one that was waiting moves to the new date.

    `expected` is the revision of the one waiting on the page, NOT_YET for none; raises StaleRevision if that changed.
    """
    check_open(actor, plan.dossier)
    Plan.objects.select_for_update().get(pk=plan.pk)  # of two at once, the second sees what the first did
    review = plan.reviews.select_for_update().filter(held_on=None).first()
    if review and expected is not None and expected != review.revision:
        raise StaleRevision(review)
    verb = Verb.CHANGE if review else Verb.CREATE
    review = review or Review(
        plan=plan, person_id=plan.person_id, written_by_id=actor.user_id, created_at=now
    )
    review.planned_on, review.kind = planned_on, kind
    if verb == Verb.CHANGE:
        review.save_gesture("planned_on", "kind")
    else:
        review.save()
    Plan.objects.filter(pk=plan.pk).update(next_review_on=planned_on)
    _trace(actor, verb, review)
    return review


@transaction.atomic
def prepare_review(
    *, actor: Actor, review: Review, said_by_person: str, said_by_worker: str, expected: int, now: datetime
) -> Review:
    """Keep what each one wants to say; raises StaleRevision if someone else did since `expected`."""
    check_open(actor, review.plan.dossier)
    review.said_by_person, review.said_by_worker = said_by_person, said_by_worker
    fields = ["said_by_person", "said_by_worker", "updated_at"]
    review.save_revision(expected=expected, update_fields=fields)
    _trace(actor, Verb.CHANGE, review)
    return review


@transaction.atomic
def hold_review(
    *,
    actor: Actor,
    review: Review,
    held_on: date,
    present: str,
    summary: str,
    looks: Sequence[Look] = (),
    next_on: date | None = None,
    expected: int,
    now: datetime,
) -> Review:
    """Write what was said together, and set the next date; may be written again to complete it."""
    check_open(actor, review.plan.dossier)
    if next_on and next_on <= held_on:
        raise ValidationError("Le prochain bilan vient après celui-ci.")
    review.held_on, review.present, review.summary, review.next_on = held_on, present, summary, next_on
    fields = ["held_on", "present", "summary", "next_on", "updated_at"]
    review.save_revision(expected=expected, update_fields=fields)
    for look in looks:
        ReviewedGoal.objects.update_or_create(
            review=review,
            goal=look.goal,
            defaults={"person_id": review.person_id, "progress": look.progress, "learnt": look.learnt},
        )
    _trace(actor, Verb.CHANGE, review)
    _set_next(actor, review, now)
    return review


def _set_next(actor: Actor, review: Review, now: datetime) -> None:
    """The next review exists as soon as its date is known, so that both can begin to prepare it."""
    if review.next_on:
        plan_review(actor=actor, plan=review.plan, planned_on=review.next_on, now=now)
    elif not review.plan.reviews.filter(held_on=None).exists():
        Plan.objects.filter(pk=review.plan_id).update(next_review_on=None)
