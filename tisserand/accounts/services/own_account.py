"""What someone does with their own account."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from tisserand.accounts.actors import Actor
from tisserand.accounts.models import User
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


def choose_organisation(*, actor: Actor, now: datetime) -> None:
    """Note in the organisation's trail that someone now acts for it."""
    record(actor=actor, verb=Verb.SIGN_IN, part="accounts.hat")
