"""Putting a line of the day off until tomorrow, for oneself; and taking that back."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from tisserand.accounts.actors import Actor
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action
from tisserand.support.models import Dossier, PutOff
from tisserand.support.policies import DOSSIER

PART = "support.put_off"


@transaction.atomic
def put_off(*, actor: Actor, dossier: Dossier, now: datetime) -> PutOff:
    """Show it to `actor` again tomorrow, never later: the day after, it must be decided anew."""
    DOSSIER.check(actor, Action.READ, dossier)
    row, _ = PutOff.objects.update_or_create(
        user_id=actor.user_id,
        dossier=dossier,
        defaults={"person_id": dossier.person_id, "until_on": timezone.localdate(now) + timedelta(days=1)},
    )
    record(actor=actor, verb=Verb.CHANGE, part=PART, person_id=dossier.person_id, object_id=dossier.pk)
    return row


@transaction.atomic
def take_back(*, actor: Actor, dossier: Dossier, now: datetime) -> None:
    """Show it today after all."""
    DOSSIER.check(actor, Action.READ, dossier)
    PutOff.objects.filter(user_id=actor.user_id, dossier=dossier).delete()
    record(actor=actor, verb=Verb.CHANGE, part=PART, person_id=dossier.person_id, object_id=dossier.pk)
