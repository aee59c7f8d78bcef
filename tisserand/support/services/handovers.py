"""Passing the thread on (*relais*): proposed for a day, done on it, taken up or declined, called off, undone."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from tisserand.accounts.actors import Actor
from tisserand.accounts.models import User
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action
from tisserand.people.models import Keyholder
from tisserand.support.choices import HandoverState
from tisserand.support.handover_activity import acted_since
from tisserand.support.handover_summary import summary_of
from tisserand.support.models import Deadline, Dossier, Handover, HandoverBatch, Referent, Step
from tisserand.support.models.handover import BLOCKS
from tisserand.support.policies import DOSSIER, HANDOVER
from tisserand.support.queries.dossiers import holders_on
from tisserand.support.queries.plan import OPEN_STEPS
from tisserand.support.services.handover_entries import (
    correct_summary,
    heading_of,
    note_undoing,
    write_summary_entry,
)
from tisserand.support.services.referents import give_key, keys_of, pass_on, take_key_back
from tisserand.ui.templatetags.words import date_fr

PART = "support.handover"
LONGEST = timedelta(days=366)
REASON = "relais"


class HandoverRefused(ValidationError):
    """It cannot be done; the message says why, in French, to whoever asked."""


def _trace(actor: Actor, verb: Verb, handover: Handover, *, reason: str = "") -> None:
    record(
        actor=actor,
        verb=verb,
        part=PART,
        person_id=handover.person_id,
        object_id=handover.pk,
        reason=reason[:500],
    )


# --- proposed


@transaction.atomic
def propose_handover(
    *, actor: Actor, batch: HandoverBatch, dossier: Dossier, receiver: User, now: datetime
) -> Handover:
    """Propose that `receiver` takes the thread on the batch's day; if that is today, it is done at once.

    Raises HandoverRefused: closed, another handover waits already, nobody to receive it on that day.
    """
    # The dossier is held: of two people handing it over at once, the second finds the first one's proposal.
    dossier = Dossier.objects.select_for_update().get(pk=dossier.pk)
    DOSSIER.check(actor, Action.MANAGE, dossier)
    today = timezone.localdate(now)
    giver = _holder(dossier)
    _refuse_if_impossible(dossier, giver, receiver, batch.takes_effect_on, today)
    handover = Handover.objects.create(
        batch=batch,
        dossier=dossier,
        person_id=dossier.person_id,
        giver=giver.user if giver else None,
        receiver=receiver,
        proposed_by_id=actor.user_id,
        takes_effect_on=batch.takes_effect_on,
        reading_days=batch.reading_days,
        created_at=now,
    )
    _trace(actor, Verb.CREATE, handover)
    if batch.takes_effect_on <= today:
        _take_effect(actor, handover, giver, now)
    return handover


def _holder(dossier: Dossier) -> Referent | None:
    return dossier.referents.select_related("user").filter(until_on=None).first()


def _refuse_if_impossible(
    dossier: Dossier, giver: Referent | None, receiver: User, on: date, today: date
) -> None:
    if not dossier.is_open:
        raise HandoverRefused("Ce dossier est clos : il n’y a plus de fil à passer.")
    if not today <= on <= today + LONGEST:
        raise HandoverRefused("Choisissez aujourd’hui, ou un jour de l’année qui vient.")
    if giver and giver.user_id == receiver.pk:
        raise HandoverRefused(f"{receiver} tient déjà le fil de ce dossier.")
    waiting = Handover.objects.filter(dossier=dossier, state=HandoverState.PROPOSED).first()
    if waiting:
        raise HandoverRefused(
            f"Un relais vers {waiting.receiver} est déjà prévu le {date_fr(waiting.takes_effect_on)}, "
            f"proposé par {waiting.proposed_by}. Annulez-le d’abord, si ce n’est plus le bon."
        )
    if not holders_on(dossier.organisation_id, on).filter(pk=receiver.pk).exists():
        raise HandoverRefused(f"{receiver} n’accompagne personne ici le {date_fr(on)}.")


def refuse_handover(
    *, actor: Actor, batch: HandoverBatch, dossier: Dossier, receiver: User, why: str, now: datetime
) -> Handover:
    """Keep that this dossier of a batch could not be handed over, and why."""
    giver = _holder(dossier)
    return Handover.objects.create(
        batch=batch,
        dossier=dossier,
        person_id=dossier.person_id,
        state=HandoverState.REFUSED,
        giver=giver.user if giver and giver.user_id != receiver.pk else None,
        receiver=receiver,
        proposed_by_id=actor.user_id,
        takes_effect_on=batch.takes_effect_on,
        outcome=why[:300],
        created_at=now,
        ended_at=now,
    )


# --- done, on its day


@transaction.atomic
def take_due_handover(*, actor: Actor, handover: Handover, now: datetime) -> Handover:
    """Do what was decided for today or earlier; `actor` is the system's. What no longer holds is refused, with why."""
    dossier = Dossier.objects.select_for_update().get(pk=handover.dossier_id)
    handover = Handover.objects.select_for_update(of=("self",)).get(pk=handover.pk)
    today = timezone.localdate(now)
    if not handover.is_waiting or handover.takes_effect_on > today:
        return handover
    giver = _holder(dossier)
    if why := _no_longer_holds(handover, dossier, giver, today):
        return _end(handover, HandoverState.REFUSED, why, now)
    _take_effect(actor, handover, giver, now)
    return handover


def _no_longer_holds(handover: Handover, dossier: Dossier, giver: Referent | None, today: date) -> str:
    if not dossier.is_open:
        return "Le dossier a été clos avant ce jour."
    if (giver.user_id if giver else None) != handover.giver_id:
        return "Le fil a changé de mains avant ce jour."
    if not holders_on(dossier.organisation_id, today).filter(pk=handover.receiver_id).exists():
        return f"{handover.receiver} n’accompagne plus personne ici."
    return ""


def _take_effect(actor: Actor, handover: Handover, giver: Referent | None, now: datetime) -> None:
    """The thread, the key, what was to do, and the summary in the journal."""
    dossier = handover.dossier
    on = max(handover.takes_effect_on, giver.since_on) if giver else handover.takes_effect_on
    keys = keys_of(dossier)
    held_key = keys and Keyholder.objects.filter(registration=keys, user=handover.receiver).exists()
    # Of a restricted person the key follows the thread, and no reading is left without it.
    reads_until_on = (
        on + timedelta(days=handover.reading_days) if handover.reading_days and not keys else None
    )
    handover.after = pass_on(
        dossier,
        giver,
        handover.receiver,
        on=on,
        reason=REASON,
        reads_until_on=reads_until_on if giver else None,
    )
    handover.before, handover.gave_key = giver, bool(keys and not held_key)
    handover.moved = _move_what_is_to_do(handover)
    _keep_summary(handover, timezone.localdate(now))
    handover.state, handover.effected_at = HandoverState.DONE, now
    handover.entry = write_summary_entry(handover, now)
    handover.save_gesture("after", "before", "gave_key", "moved", "state", "effected_at", "entry", *BLOCKS)
    _trace(actor, Verb.CHANGE, handover)


def _move_what_is_to_do(handover: Handover) -> dict[str, list[str]]:
    """The open deadlines and steps of whoever hands over go with the thread; told apart, to be given back."""
    if handover.giver_id is None:
        return {}
    mine = {"owner_id": handover.giver_id, "dossier": handover.dossier}
    deadlines = list(Deadline.objects.filter(handled_on=None, **mine).values_list("pk", flat=True))
    steps = list(
        Step.objects.filter(
            goal__plan__dossier=handover.dossier, worker_id=handover.giver_id, state__in=OPEN_STEPS
        ).values_list("pk", flat=True)
    )
    Deadline.objects.filter(pk__in=deadlines).update(owner_id=handover.receiver_id)
    Step.objects.filter(pk__in=steps).update(worker_id=handover.receiver_id)
    return {"deadlines": [str(pk) for pk in deadlines], "steps": [str(pk) for pk in steps]}


def _keep_summary(handover: Handover, today: date) -> None:
    """What nobody has gone over is kept as the machine writes it that day."""
    if handover.written_at is None:
        for name, text in summary_of(handover.dossier, today=today).items():
            setattr(handover, name, text)


# --- completed, told, taken up


def blocks_of(handover: Handover, *, today: date) -> dict[str, str]:
    """The four blocks as they read today: as kept, or as the machine writes them until someone completes them."""
    if handover.written_at or handover.effected_at:
        return handover.blocks()
    return summary_of(handover.dossier, today=today)


def headed_blocks(handover: Handover, *, today: date) -> list[tuple[str, str]]:
    """The blocks under their headings, as they read today."""
    said = blocks_of(handover, today=today)
    return [(heading_of(name), said[name]) for name in BLOCKS]


@transaction.atomic
def write_summary(
    *, actor: Actor, handover: Handover, blocks: dict[str, str], expected: int, now: datetime
) -> Handover:
    """Complete the summary; once the thread has changed hands, the note of the journal says the same.

    Raises StaleRevision if someone else saved it since revision `expected`.
    """
    HANDOVER.check(actor, Action.EDIT, handover)
    if not handover.may_be_written:
        raise HandoverRefused("Le relais est pris : ce résumé ne change plus. Une note au fil le complète.")
    for name in BLOCKS:
        setattr(handover, name, blocks[name].strip())
    handover.written_by_id, handover.written_at = actor.user_id, now
    handover.save_revision(expected=expected)
    if handover.entry:
        correct_summary(handover, actor, now)
    _trace(actor, Verb.CHANGE, handover)
    return handover


@transaction.atomic
def tell_person(
    *, actor: Actor, handover: Handover, told_on: date, words: str = "", expected: int, now: datetime
) -> Handover:
    """Keep that the person was told, by whom and when. Raises StaleRevision on a stale page."""
    HANDOVER.check(actor, Action.EDIT, handover)
    if told_on > timezone.localdate(now):
        raise HandoverRefused("Cette date est encore à venir.")
    handover.told_on, handover.told_words = told_on, words.strip()
    handover.told_by_id = actor.user_id
    handover.save_revision(expected=expected)
    _trace(actor, Verb.CHANGE, handover)
    return handover


@transaction.atomic
def acknowledge_handover(*, actor: Actor, handover: Handover, now: datetime) -> Handover:
    """« J’ai pris le relais. » Saying it twice keeps the first moment."""
    handover = _held(handover)
    _only_receiver(actor, handover)
    if not handover.is_done:
        raise HandoverRefused("Ce relais n’est pas encore fait, ou ne l’est plus.")
    if handover.acknowledged_at is None:
        handover.acknowledged_at = now
        handover.save_gesture("acknowledged_at")
        _trace(actor, Verb.CHANGE, handover)
    return handover


@transaction.atomic
def decline_handover(*, actor: Actor, handover: Handover, why: str, now: datetime) -> Handover:
    """Say no, with a word, while it is only proposed. Whoever proposed it finds that on *Aujourd’hui*."""
    handover = _held(handover)
    _only_receiver(actor, handover)
    if handover.state == HandoverState.DECLINED:
        return handover
    if not handover.is_waiting:
        raise HandoverRefused("Ce relais n’est plus à décliner : parlez-en avec qui l’a proposé.")
    if not why.strip():
        raise HandoverRefused("Dites en quelques mots pourquoi.")
    _end(handover, HandoverState.DECLINED, why, now)
    _trace(actor, Verb.CHANGE, handover)
    return handover


def _only_receiver(actor: Actor, handover: Handover) -> None:
    HANDOVER.check(actor, Action.READ, handover)
    if handover.receiver_id != actor.user_id:
        raise PermissionDenied


# --- called off, undone


@transaction.atomic
def call_off_handover(*, actor: Actor, handover: Handover, why: str = "", now: datetime) -> Handover:
    """Call off what waits for its day, or undo what is done, as long as nobody has acted since."""
    dossier = Dossier.objects.select_for_update().get(pk=handover.dossier_id)
    handover = _held(handover)
    HANDOVER.check(actor, Action.MANAGE, handover)
    if handover.is_waiting:
        _end(handover, HandoverState.CALLED_OFF, why, now)
    elif handover.is_done:
        _undo(actor, handover, dossier, why, now)
    _trace(actor, Verb.CHANGE, handover, reason=why)
    return handover


def _undo(actor: Actor, handover: Handover, dossier: Dossier, why: str, now: datetime) -> None:
    if said := acted_since(handover):
        raise HandoverRefused(f"{said} : ce relais ne se défait plus. Passez le relais dans l’autre sens.")
    today = timezone.localdate(now)
    if handover.after:
        handover.after.until_on = max(today, handover.after.since_on)
        handover.after.reason = "relais défait"
        handover.after.save()
    if handover.before:
        handover.before.until_on = handover.before.reads_until_on = None
        handover.before.save()
        give_key(dossier, handover.before.user)
    if handover.gave_key and handover.before:
        take_key_back(dossier, handover.receiver)
    _give_back_what_is_to_do(handover)
    _end(handover, HandoverState.UNDONE, why, now)
    note_undoing(handover, actor, now)


def _give_back_what_is_to_do(handover: Handover) -> None:
    moved = handover.moved
    Deadline.objects.filter(pk__in=moved.get("deadlines", []), owner_id=handover.receiver_id).update(
        owner_id=handover.giver_id
    )
    Step.objects.filter(pk__in=moved.get("steps", []), worker_id=handover.receiver_id).update(
        worker_id=handover.giver_id
    )


def _held(handover: Handover) -> Handover:
    """Read afresh and held, so that two gestures at once follow one another."""
    rows = Handover.objects.select_for_update(of=("self",))
    return rows.select_related("dossier", "receiver", "giver", "before__user", "after").get(pk=handover.pk)


def _end(handover: Handover, state: HandoverState, why: str, now: datetime) -> Handover:
    handover.state, handover.outcome, handover.ended_at = state, why.strip()[:300], now
    handover.save_gesture("state", "outcome", "ended_at")
    return handover
