"""Many dossiers handed over in one gesture: one at a time, each with its result; one that fails stops no other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime

import structlog
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import InterfaceError, OperationalError, transaction
from django.http import Http404

from tisserand.accounts.actors import Actor
from tisserand.accounts.models import User
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action
from tisserand.support.models import Dossier, Handover, HandoverBatch
from tisserand.support.policies import BATCH, DOSSIER
from tisserand.support.services.handovers import (
    HandoverRefused,
    call_off_handover,
    propose_handover,
    refuse_handover,
)

log = structlog.get_logger(__name__)
HANDING_OVER, UNDOING = "support.handover", "support.handover_undo"
NOT_YOURS = "Vous ne pouvez plus passer le relais de ce dossier."
FAILED = "Une erreur a empêché ce relais. Rien n’a été changé dans ce dossier : réessayez."


@transaction.atomic
def start_batch(
    *,
    actor: Actor,
    choices: Mapping[Dossier, User],
    takes_effect_on: date,
    reading_days: int,
    words: str = "",
    now: datetime,
) -> HandoverBatch:
    """Keep what was decided: nothing has changed hands yet (`run_batch`)."""
    if not choices or not actor.is_accompanying:
        raise PermissionDenied
    for dossier in choices:
        DOSSIER.check(actor, Action.MANAGE, dossier)
    batch = HandoverBatch.objects.create(
        organisation_id=actor.organisation_id,
        started_by_id=actor.user_id,
        takes_effect_on=takes_effect_on,
        reading_days=reading_days,
        words=words.strip(),
        choices={str(dossier.pk): str(user.pk) for dossier, user in choices.items()},
        created_at=now,
    )
    record(actor=actor, verb=Verb.CREATE, part="support.handover_batch", object_id=batch.pk)
    return batch


def hand_over_one(*, actor: Actor, batch: HandoverBatch, now: datetime) -> Handover:
    """A batch of one, in the same breath; raises HandoverRefused rather than keeping the refusal."""
    ((dossier_id, user_id),) = batch.choices.items()
    dossier, receiver = Dossier.objects.get(pk=dossier_id), User.objects.get(pk=user_id)
    return propose_handover(actor=actor, batch=batch, dossier=dossier, receiver=receiver, now=now)


def run_batch(
    *,
    actor: Actor,
    batch: HandoverBatch,
    now: datetime,
    progress: Callable[[int], None] = lambda done: None,
) -> None:
    """Hand over what has no result yet, a dossier a transaction: stopped at any moment, it goes on from there."""
    BATCH.check(actor, Action.EDIT, batch)
    done = {str(pk) for pk in batch.handovers.values_list("dossier_id", flat=True)}
    dossiers = {str(one.pk): one for one in Dossier.objects.filter(pk__in=batch.choices)}
    receivers = {str(one.pk): one for one in User.objects.filter(pk__in=batch.choices.values())}
    for number, (dossier_id, user_id) in enumerate(batch.choices.items(), 1):
        if dossier_id not in done and dossier_id in dossiers:
            _one(actor, batch, dossiers[dossier_id], receivers[user_id], now)
        progress(number)


def _one(actor: Actor, batch: HandoverBatch, dossier: Dossier, receiver: User, now: datetime) -> None:
    try:
        propose_handover(actor=actor, batch=batch, dossier=dossier, receiver=receiver, now=now)
    except (OperationalError, InterfaceError):
        raise  # no dossier's fault: the work stops here and is taken up again
    except Exception as error:
        why = _why(error)
        if why == FAILED:
            log.error("handover_failed", batch=str(batch.pk), error=type(error).__name__)
        refuse_handover(actor=actor, batch=batch, dossier=dossier, receiver=receiver, why=why, now=now)


def _why(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    return NOT_YOURS if isinstance(error, (PermissionDenied, Http404)) else FAILED


def undo_batch(
    *,
    actor: Actor,
    batch: HandoverBatch,
    now: datetime,
    progress: Callable[[int], None] = lambda done: None,
) -> list[Handover]:
    """Call off or undo all that can be; what has been worked on since is returned, untouched."""
    BATCH.check(actor, Action.EDIT, batch)
    kept = []
    for number, handover in enumerate(undoable(batch.handovers.order_by("created_at", "id")), 1):
        try:
            call_off_handover(actor=actor, handover=handover, now=now)
        except (HandoverRefused, PermissionDenied, Http404):
            kept.append(handover)
        progress(number)
    return kept


def undoable(handovers: Iterable[Handover]) -> list[Handover]:
    """Those that wait for their day, or are done."""
    return [one for one in handovers if one.is_waiting or one.is_done]
