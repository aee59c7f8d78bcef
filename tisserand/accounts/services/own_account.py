"""What someone does with their own account."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from tisserand.accounts.actors import Actor
from tisserand.accounts.models import User, WorkingSpan, WorkingWeek
from tisserand.accounts.working_hours import Span
from tisserand.audit.choices import Verb
from tisserand.audit.services import record


@transaction.atomic
def save_profile(*, actor: Actor, user: User, expected: int, now: datetime) -> User:
    """Save one's name, job and phone; raises StaleRevision if another tab did since revision `expected`."""
    if user.pk != actor.user_id:
        raise PermissionDenied
    user.save_revision(
        expected=expected,
        update_fields=["first_name", "last_name", "job_title", "phone", "revision", "updated_at"],
    )
    record(actor=actor, verb=Verb.CHANGE, part="accounts.profile", object_id=user.pk)
    return user


@transaction.atomic
def save_working_week(
    *, actor: Actor, week: WorkingWeek, spans: Iterable[Span], expected: int, now: datetime
) -> WorkingWeek:
    """Save one's ordinary week; raises StaleRevision if another window did since revision `expected`."""
    if week.user_id != actor.user_id:
        raise PermissionDenied
    if week._state.adding:
        said = {"wants_mail": week.wants_mail, "holidays": week.holidays}
        week, _ = WorkingWeek.objects.get_or_create(user_id=actor.user_id)
        for name, value in said.items():
            setattr(week, name, value)
    week.save_revision(expected=expected)
    week.spans.all().delete()
    WorkingSpan.objects.bulk_create(
        WorkingSpan(week=week, weekday=span.weekday, starts_at=span.starts_at, ends_at=span.ends_at)
        for span in spans
    )
    record(actor=actor, verb=Verb.CHANGE, part="accounts.working_week", object_id=week.pk)
    return week


def choose_organisation(*, actor: Actor, now: datetime) -> None:
    """Note in the organisation's trail that someone now acts for it."""
    record(actor=actor, verb=Verb.SIGN_IN, part="accounts.hat")
