"""Agreeing on one version of a plan: kept as said and as shown, never altered; the next one is an amendment."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from tisserand.accounts.actors import Actor
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.support.choices import Expression
from tisserand.support.models import Plan, PlanAgreement
from tisserand.support.plan_changes import Change, changes_between
from tisserand.support.plan_content import Content, as_of, digest_of, plan_content
from tisserand.support.services.dossiers import check_open

PART = "support.agreement"


class PlanMoved(Exception):
    """The plan is no longer the one that was shown to those who agreed."""


@transaction.atomic
def agree_plan(
    *,
    actor: Actor,
    plan: Plan,
    expression: Expression | str,
    agreed_on: date,
    person_remark: str = "",
    represented_by: str = "",
    present: str = "",
    amends_because: str = "",
    shown: str = "",
    now: datetime,
) -> PlanAgreement:
    """Keep what person and organisation agreed. `shown` is the digest of the content they had before them."""
    check_open(actor, plan.dossier)
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    content = plan_content(plan)
    if shown and shown != digest_of(content):
        raise PlanMoved
    latest = latest_agreement(plan)
    _check(content, latest, expression, represented_by, amends_because)
    said = {
        "version": latest.version + 1 if latest else 1,
        "agreed_on": agreed_on.isoformat(),
        "expression": str(expression),
        "person_remark": person_remark,
        "represented_by": represented_by if expression == Expression.REPRESENTATIVE else "",
        "present": present,
        "amends_because": amends_because if latest else "",
    }
    # An agreement may be written down days after it was given.
    content = as_of(content, agreed_on)
    content["agreement"] = said | {"agreed_by": str(actor.user_id), "agreed_by_name": actor.name}
    agreement = PlanAgreement.objects.create(
        plan=plan,
        person_id=plan.person_id,
        content=content,
        digest=digest_of(content),
        agreed_by_id=actor.user_id,
        created_at=now,
        **said | {"agreed_on": agreed_on},
    )
    record(actor=actor, verb=Verb.CREATE, part=PART, person_id=plan.person_id, object_id=agreement.pk)
    return agreement


def _check(
    content: Content, latest: PlanAgreement | None, expression: str, represented_by: str, amends_because: str
) -> None:
    if not content["goals"]:
        raise ValidationError("Il faut au moins un objectif pour se mettre d’accord.")
    if expression == Expression.REPRESENTATIVE and not represented_by.strip():
        raise ValidationError("Nommez la personne qui représente.")
    if latest and not amends_because.strip():
        raise ValidationError("Dites en quelques mots ce qui amène cet avenant.")


def latest_agreement(plan: Plan) -> PlanAgreement | None:
    """The last version agreed, if there is one."""
    return plan.agreements.first()


def changes_since_agreement(plan: Plan, agreement: PlanAgreement | None = None) -> list[Change]:
    """What was changed in the plan since its last agreement, in words; nothing when there is none."""
    agreement = agreement or latest_agreement(plan)
    return changes_between(agreement.content, plan_content(plan)) if agreement else []


def holds(agreement: PlanAgreement) -> bool:
    """Whether the kept content still has its digest, and the row still says what the content says."""
    said = agreement.content.get("agreement", {})
    return digest_of(agreement.content) == agreement.digest and said == {
        "version": agreement.version,
        "agreed_on": agreement.agreed_on.isoformat(),
        "expression": agreement.expression,
        "person_remark": agreement.person_remark,
        "represented_by": agreement.represented_by,
        "present": agreement.present,
        "amends_because": agreement.amends_because,
        "agreed_by": str(agreement.agreed_by_id),
        "agreed_by_name": said.get("agreed_by_name"),
    }
