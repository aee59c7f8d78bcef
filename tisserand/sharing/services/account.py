"""The essential account: written block by block, read over with the person, a block taken off and put back."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone

from tisserand.accounts.actors import Actor
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action
from tisserand.common.rows import StaleRevision
from tisserand.people.models import Person
from tisserand.sharing.account_history import last_words, removed_blocks
from tisserand.sharing.models import AccountBlock
from tisserand.sharing.policies import HELD, may_share_of

PART = "sharing.account"
UNDO_FOR = timedelta(days=30)


@transaction.atomic
def write_block(*, actor: Actor, block: AccountBlock, read_over: bool = False, now: datetime) -> AccountBlock:
    """Write what counts about one more topic; raises StaleRevision if someone wrote that topic meanwhile."""
    HELD.check(actor, Action.EDIT, block)
    block.revision, block.written_by_id, block.created_at = 1, actor.user_id, now
    block.read_over_on = timezone.localdate(now) if read_over else None
    try:
        with transaction.atomic():
            block.save(force_insert=True)
    except IntegrityError:
        if told := _told(block):
            raise StaleRevision(told) from None
        raise
    _trace(actor, Verb.CREATE, block)
    return block


@transaction.atomic
def edit_block(
    *, actor: Actor, block: AccountBlock, read_over: bool = False, expected: int, now: datetime
) -> AccountBlock:
    """Save what was rewritten; raises StaleRevision on a stale page. New words have not been read over yet."""
    HELD.check(actor, Action.EDIT, block)
    held = AccountBlock.objects.select_for_update().get(pk=block.pk)
    if read_over:
        block.read_over_on = timezone.localdate(now)
    elif block.text != held.text:
        block.read_over_on = None
    else:
        block.read_over_on = held.read_over_on
    block.written_by_id = actor.user_id
    block.save_revision(expected=expected)
    _trace(actor, Verb.CHANGE, block)
    return block


@transaction.atomic
def read_over_account(
    *, actor: Actor, person: Person, only: Collection[UUID] | None = None, now: datetime
) -> int:
    """It was read over with the person today, all of it or these blocks; returns how many were not yet today."""
    today = timezone.localdate(now)
    rows = [row for row in _held(actor, person, only) if row.read_over_on != today]
    for row in rows:
        _date_reading(row, today)
    if rows:
        _trace_whole(actor, person, "relu avec la personne")
    return len(rows)


@transaction.atomic
def undo_reading_over(
    *, actor: Actor, person: Person, only: Collection[UUID] | None = None, now: datetime
) -> int:
    """It was not read over today after all: each block has again the day it had, as its history tells."""
    today = timezone.localdate(now)
    rows = [row for row in _held(actor, person, only) if row.read_over_on == today]
    for row in rows:
        before = last_words(row.pk).filter(text=row.text).exclude(read_over_on=today).first()
        _date_reading(row, before.read_over_on if before else None)
    if rows:
        _trace_whole(actor, person, "relecture annulée")
    return len(rows)


@transaction.atomic
def remove_block(*, actor: Actor, block: AccountBlock, now: datetime) -> None:
    """Take a block off the account; it can be put back for `UNDO_FOR`, and its history stays."""
    HELD.check(actor, Action.EDIT, block)
    _trace(actor, Verb.DELETE, block)
    block.delete()


@transaction.atomic
def restore_block(*, actor: Actor, person: Person, block_id: UUID, now: datetime) -> AccountBlock:
    """Put a removed block back as it was. Twice changes nothing more; not over what was written there since."""
    if not may_share_of(actor, person):
        raise Http404
    if back := AccountBlock.objects.filter(pk=block_id, organisation_id=actor.organisation_id).first():
        return back
    kept = next(
        (row for row in removed_blocks(actor, person, since=now - UNDO_FOR) if row.pk == block_id), None
    )
    if kept is None:
        raise Http404
    kept.revision += 1  # a page drawn before it was removed is a stale one
    if _told(kept):
        raise ValidationError("Ce thème a été récrit entre-temps : retirez d’abord ce qui est écrit.")
    kept.save(force_insert=True)
    _trace(actor, Verb.CHANGE, kept, "remis")
    return kept


def _held(actor: Actor, person: Person, only: Collection[UUID] | None) -> list[AccountBlock]:
    """The blocks that were meant, held until the end of the transaction."""
    if not may_share_of(actor, person):
        raise Http404
    rows = AccountBlock.objects.filter(person=person, organisation_id=actor.organisation_id)
    if only is not None:
        rows = rows.filter(pk__in=only)
    return list(rows.select_for_update().order_by("pk"))


def _date_reading(block: AccountBlock, on: object) -> None:
    # Reading over is not rewriting: it neither meets nor makes a stale revision.
    block.read_over_on = on  # type: ignore[assignment]
    block.save(update_fields=["read_over_on"])


def _told(block: AccountBlock) -> AccountBlock | None:
    """What the account already says of the same topic."""
    return AccountBlock.objects.filter(
        person_id=block.person_id, organisation_id=block.organisation_id, topic=block.topic
    ).first()


def _trace(actor: Actor, verb: Verb, block: AccountBlock, reason: str = "") -> None:
    record(actor=actor, verb=verb, part=PART, person_id=block.person_id, object_id=block.pk, reason=reason)


def _trace_whole(actor: Actor, person: Person, reason: str) -> None:
    # Without naming a block: whoever read it over did not write it.
    record(actor=actor, verb=Verb.CHANGE, part=PART, person_id=person.pk, reason=reason)
