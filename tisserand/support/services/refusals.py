"""Keeping the no of a person to a plan: what was shown, when, in their words; it can be spoken of again any day."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from tisserand.accounts.actors import Actor
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.support.models import Plan, PlanRefusal
from tisserand.support.plan_content import as_of, digest_of, plan_content
from tisserand.support.services.agreements import PlanMoved
from tisserand.support.services.dossiers import check_open

PART = "support.refusal"


@transaction.atomic
def decline_plan(
    *,
    actor: Actor,
    plan: Plan,
    declined_on: date,
    words: str = "",
    present: str = "",
    shown: str = "",
    now: datetime,
) -> PlanRefusal:
    """Keep that the person said no. `shown` is the digest of the content they had before them."""
    check_open(actor, plan.dossier)
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    content = plan_content(plan)
    if shown and shown != digest_of(content):
        raise PlanMoved
    if not content["goals"]:
        raise ValidationError("Il n’y a encore rien à accepter ni à refuser.")
    if declined_on > timezone.localdate(now):
        raise ValidationError("Ce jour n’est pas encore venu.")
    content = as_of(content, declined_on)
    refusal = PlanRefusal.objects.create(
        plan=plan,
        person_id=plan.person_id,
        content=content,
        digest=digest_of(content),
        declined_on=declined_on,
        words=words.strip(),
        present=present.strip(),
        noted_by_id=actor.user_id,
        created_at=now,
    )
    record(actor=actor, verb=Verb.CREATE, part=PART, person_id=plan.person_id, object_id=refusal.pk)
    return refusal
