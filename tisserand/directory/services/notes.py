"""What a team notes of a partner for itself: written, rewritten, taken away and given back."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from tisserand.accounts.actors import Actor
from tisserand.accounts.models import Team
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action
from tisserand.directory.models import Listed, TeamNote, about
from tisserand.directory.policies import NOTE
from tisserand.directory.signing import signed

PART = "directory.note"


@transaction.atomic
def write_note(*, actor: Actor, sheet: Listed, team: Team, text: str, now: datetime) -> TeamNote:
    """Keep a note for one of one’s teams. Raises PermissionDenied."""
    note = TeamNote(**about(sheet), **signed(actor), team=team, text=text, created_at=now)
    if not NOTE.may(actor, Action.EDIT, note):
        raise PermissionDenied
    note.save()
    record(actor=actor, verb=Verb.CREATE, part=PART, object_id=note.pk)
    return note


def edit_note(*, actor: Actor, note: TeamNote, expected: int) -> TeamNote:
    """Save what was rewritten; raises StaleRevision if a colleague did so meanwhile."""
    NOTE.check(actor, Action.EDIT, note)
    note.save_revision(expected=expected)
    record(actor=actor, verb=Verb.CHANGE, part=PART, object_id=note.pk)
    return note


@transaction.atomic
def remove_note(*, actor: Actor, note: TeamNote, now: datetime) -> TeamNote:
    """Take it away."""
    return _mark(actor, note, now, Verb.DELETE)


@transaction.atomic
def restore_note(*, actor: Actor, note: TeamNote) -> TeamNote:
    """Give it back."""
    return _mark(actor, note, None, Verb.CHANGE)


def _mark(actor: Actor, note: TeamNote, removed_at: datetime | None, verb: Verb) -> TeamNote:
    held = TeamNote.objects.select_for_update().get(pk=note.pk)
    NOTE.check(actor, Action.EDIT, held)
    if bool(held.removed_at) != bool(removed_at):
        held.removed_at = removed_at
        held.save_gesture("removed_at")
        record(actor=actor, verb=verb, part=PART, object_id=held.pk)
    return held
