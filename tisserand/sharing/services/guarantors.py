"""Who answers for the frame passes from one to another: kept, and read by both."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate

from tisserand.accounts.actors import Actor
from tisserand.accounts.models import User
from tisserand.accounts.queries import actors_in
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action
from tisserand.sharing.choices import ConsentState
from tisserand.sharing.guarantors import able_to_guarantee, is_with_a_peer
from tisserand.sharing.models import Consent, GuarantorChange
from tisserand.sharing.policies import FRAME, HELD
from tisserand.sharing.services.consent_rules import hold

PART = "sharing.consent"
NOT_AROUND = "Cette personne n’accompagne pas ce dossier : elle ne lirait pas ce que dit le ou la pair·e."


@transaction.atomic
def change_guarantor(
    *, actor: Actor, consent: Consent, guarantor: User, expected: int, now: datetime
) -> GuarantorChange | None:
    """Name who answers for the frame from now on; nothing when they do already. Raises StaleRevision when stale."""
    HELD.check(actor, Action.EDIT, consent)
    held = hold(consent, ConsentState.GIVEN, expected)
    if not is_with_a_peer(held):
        raise ValidationError("Cet accord n’ouvre plus à un·e pair·e : il n’y a pas de cadre à garantir.")
    if held.guarantor_id == guarantor.pk:
        return None
    check_able(held, guarantor, now)
    before = held.guarantor
    held.guarantor = guarantor
    held.save_revision(expected=expected)
    return note_guarantor(actor, held, before, now)


def check_able(consent: Consent, guarantor: User, now: datetime) -> None:
    """Nobody answers for what they may not read."""
    able = able_to_guarantee(consent, on=localdate(now))
    if guarantor.pk not in {one.user_id for one in able}:
        raise ValidationError({"guarantor": NOT_AROUND})


def note_guarantor(actor: Actor, consent: Consent, before: User | None, now: datetime) -> GuarantorChange:
    """Keep that the frame passed. Whoever did it knows already."""
    assert consent.guarantor is not None
    change = GuarantorChange.objects.create(
        consent=consent,
        person_id=consent.person_id,
        organisation_id=consent.organisation_id,
        before=before,
        after=consent.guarantor,
        changed_by_id=actor.user_id,
        before_seen_at=now if before and before.pk == actor.user_id else None,
        after_seen_at=now if consent.guarantor.pk == actor.user_id else None,
        created_at=now,
    )
    record(
        actor=actor,
        verb=Verb.CHANGE,
        part=PART,
        person_id=consent.person_id,
        object_id=consent.pk,
        reason=f"cadre garanti par {consent.guarantor.get_full_name()}"[:80],
    )
    return change


def to_tell(change: GuarantorChange, now: datetime) -> list[User]:
    """Who must still learn of it, while it holds and they are there: both, and the peer, who calls another one now."""
    if change.consent.guarantor_id != change.after_id:
        return []
    both = {change.after_id: change.after_seen_at, change.before_id: change.before_seen_at}
    there = actors_in(change.organisation_id, today=localdate(now), users=[pk for pk in both if pk])
    told = {one.user_id for one in there if both[one.user_id] is None}
    if change.before_id:
        grants = change.consent.grants.filter(is_peer=True)
        told |= {grant.to_user_id for grant in grants if grant.is_open(localdate(now))}
    return list(User.objects.filter(pk__in=told - {change.changed_by_id}, is_active=True))


@transaction.atomic
def see_guarantor_change(*, actor: Actor, change: GuarantorChange, now: datetime) -> None:
    """They have read it. Twice changes nothing more."""
    FRAME.check(actor, Action.EDIT, change)
    held = GuarantorChange.objects.select_for_update().get(pk=change.pk)
    if held.after_id == actor.user_id:
        held.after_seen_at = held.after_seen_at or now
    if held.before_id == actor.user_id:
        held.before_seen_at = held.before_seen_at or now
    held.save(update_fields=["before_seen_at", "after_seen_at"])
