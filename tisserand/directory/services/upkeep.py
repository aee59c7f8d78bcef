"""The gestures that keep a sheet alive: checked, wrong, closed for a time, full; each signed, and taken back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from tisserand.accounts.actors import Actor
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.directory.choices import Room
from tisserand.directory.models import (
    AboutSheet,
    Check,
    Closure,
    Listed,
    Mistake,
    RoomSaid,
    Service,
    about,
)
from tisserand.directory.policies import may_report_mistake, may_tend_directory
from tisserand.directory.quality import quality_of
from tisserand.directory.services.corrections import full_record
from tisserand.directory.signing import signed

T = TypeVar("T", bound=AboutSheet)
BEFORE = "La fermeture ne peut pas finir avant de commencer."


def _tend(actor: Actor) -> None:
    if not may_tend_directory(actor):
        raise PermissionDenied


def _trace(actor: Actor, part: str, said: AboutSheet) -> None:
    record(actor=actor, verb=Verb.CHANGE, part=f"directory.{part}", object_id=said.sheet.pk)


@transaction.atomic
def check_sheet(*, actor: Actor, sheet: Listed, now: datetime) -> Check:
    """« J’ai vérifié, tout est juste. » Said twice in a day by the same, said once."""
    _tend(actor)
    earlier = Check.objects.filter(**about(sheet), author_id=actor.user_id, undone_at=None).first()
    if earlier and timezone.localdate(earlier.created_at) == timezone.localdate(now):
        return earlier
    made = Check.objects.create(**about(sheet), **signed(actor), created_at=now)
    mark_checked(sheet, now=now)
    _trace(actor, "check", made)
    return made


@transaction.atomic
def undo_check(*, actor: Actor, check: Check, now: datetime) -> Check:
    """It was not checked after all: the one before counts again."""
    _tend(actor)
    held = _hold(check)
    if held.undone_at is None:
        held.undone_at = now
        held.save(update_fields=["undone_at"])
        mark_checked(held.sheet, now=now)
        _trace(actor, "check", held)
    return held


def mark_checked(sheet: Any, *, now: datetime) -> None:
    """Keep on the sheet when it was last found right, and what it is worth since."""
    last = Check.objects.filter(**about(sheet), undone_at=None).first()
    sheet.checked_at = last.created_at if last else None
    changed = {"checked_at": sheet.checked_at}
    if isinstance(sheet, Service):
        checked_on = timezone.localdate(last.created_at) if last else None
        found = quality_of(full_record(sheet), today=timezone.localdate(now), checked_on=checked_on)
        changed["quality"] = sheet.quality = found.score
    type(sheet)._default_manager.filter(pk=sheet.pk).update(**changed)


@transaction.atomic
def report_mistake(*, actor: Actor, sheet: Listed, word: str, now: datetime) -> Mistake:
    """Say what is wrong, in a word. Said twice, said once."""
    if not may_report_mistake(actor):
        raise PermissionDenied
    same = Mistake.objects.filter(
        **about(sheet), author_id=actor.user_id, word=word, answered_at=None, withdrawn_at=None
    ).first()
    if same:
        return same
    made = Mistake.objects.create(**about(sheet), **signed(actor), word=word, created_at=now)
    _trace(actor, "mistake", made)
    return made


@transaction.atomic
def answer_mistake(*, actor: Actor, mistake: Mistake, answer: str, now: datetime) -> Mistake:
    """Say what was done of it. Answered twice, the first answer stays."""
    _tend(actor)
    held = _hold(mistake)
    if held.is_open:
        held.answer, held.answered_at = answer, now
        held.answered_by = Mistake(**signed(actor)).by
        held.save(update_fields=["answer", "answered_at", "answered_by"])
        _trace(actor, "mistake", held)
    return held


@transaction.atomic
def withdraw_mistake(*, actor: Actor, mistake: Mistake, now: datetime) -> Mistake:
    """Whoever said it takes it back; so may whoever keeps the directory."""
    if mistake.author_id != actor.user_id:
        _tend(actor)
    held = _hold(mistake)
    if held.is_open:
        held.withdrawn_at = now
        held.save(update_fields=["withdrawn_at"])
        _trace(actor, "mistake", held)
    return held


@transaction.atomic
def close_sheet(
    *, actor: Actor, sheet: Listed, begins_on: date, ends_on: date | None, why: str, now: datetime
) -> Closure:
    """It is closed for a time. Said twice, said once."""
    _tend(actor)
    if ends_on and ends_on < begins_on:
        raise ValidationError({"ends_on": BEFORE})
    made, is_new = Closure.objects.get_or_create(
        **about(sheet),
        begins_on=begins_on,
        ends_on=ends_on,
        lifted_at=None,
        defaults=signed(actor) | {"why": why, "created_at": now},
    )
    if is_new:
        _trace(actor, "closure", made)
    return made


@transaction.atomic
def lift_closure(*, actor: Actor, closure: Closure, now: datetime) -> Closure:
    """It is open again, or never was closed."""
    _tend(actor)
    held = _hold(closure)
    if held.lifted_at is None:
        held.lifted_at = now
        held.save(update_fields=["lifted_at"])
        _trace(actor, "closure", held)
    return held


@transaction.atomic
def say_room(*, actor: Actor, service: Service, level: Room, word: str, now: datetime) -> RoomSaid:
    """Whether it can take someone, as one knows it today."""
    _tend(actor)
    made = RoomSaid.objects.create(**about(service), **signed(actor), level=level, word=word, created_at=now)
    _trace(actor, "room", made)
    return made


@transaction.atomic
def withdraw_room(*, actor: Actor, room: RoomSaid, now: datetime) -> RoomSaid:
    """It is not known after all."""
    _tend(actor)
    held = _hold(room)
    if held.withdrawn_at is None:
        held.withdrawn_at = now
        held.save(update_fields=["withdrawn_at"])
        _trace(actor, "room", held)
    return held


def _hold(said: T) -> T:
    return type(said)._default_manager.select_for_update().get(pk=said.pk)
