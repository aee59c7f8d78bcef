"""Writing in the journal, correcting what one wrote, and keeping the date of the last contact true."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max, Q
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone

from tisserand.accounts.actors import Actor
from tisserand.accounts.models import User
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action
from tisserand.support.choices import EntryKind, Visibility
from tisserand.support.mentions import colleagues_reading
from tisserand.support.models import Dossier, Entry, EntryVersion, Goal, Step
from tisserand.support.policies import ENTRY
from tisserand.support.services.dossiers import check_open

PART = "support.journal"
# Kinds that mean, unless said otherwise, that the person was heard from.
CONTACTS = (EntryKind.INTERVIEW, EntryKind.CALL, EntryKind.VISIT, EntryKind.MESSAGE, EntryKind.GROUP)
HEARD_FROM = Q(person_present=True) | Q(from_person=True)


class CannotReadError(Exception):
    """Some of the colleagues named may not read this note; `users` says who."""

    def __init__(self, users: Collection[User]) -> None:
        super().__init__(f"{len(users)} mentioned colleagues may not read the note")
        self.users = users


class AlreadySharedError(Exception):
    """A note that the team could read does not become its author's alone."""


class NotInThisDossierError(Exception):
    """A goal or a step that belongs to another dossier."""


@transaction.atomic
def write_entry(
    *,
    actor: Actor,
    dossier: Dossier,
    body: str,
    kind: str,
    visibility: str = Visibility.TEAM,
    happened_at: datetime,
    now: datetime,
    person_present: bool | None = None,
    from_person: bool = False,
    present: str = "",
    goals: Iterable[Goal] = (),
    steps: Iterable[Step] = (),
    mentions: Iterable[User] = (),
) -> Entry:
    """Write a note. Unless said, the person was there when the kind is one of `CONTACTS`."""
    check_open(actor, dossier)
    entry = Entry.objects.create(
        dossier=dossier,
        person_id=dossier.person_id,
        author_id=actor.user_id,
        kind=kind,
        visibility=visibility,
        body=body,
        happened_at=happened_at,
        created_at=now,
        person_present=kind in CONTACTS if person_present is None else person_present,
        from_person=from_person,
        present=present,
    )
    _link(entry, goals=goals, steps=steps, mentions=mentions, today=timezone.localdate(now))
    _note_contact(entry)
    _record(actor, Verb.CREATE, entry)
    return entry


@transaction.atomic
def correct_entry(*, actor: Actor, entry: Entry, expected: int, now: datetime, **changes: Any) -> Entry:
    """Correct one's own note; what it said before is kept. Raises StaleRevision on a stale page.

    `changes` are those of `write_entry`; goals, steps and mentions left out stay as they are.
    """
    ENTRY.check(actor, Action.EDIT, entry)
    before = Entry.objects.get(pk=entry.pk)
    if changes.get("visibility") == Visibility.AUTHOR and before.visibility != Visibility.AUTHOR:
        raise AlreadySharedError
    links = {name: changes.pop(name) for name in ("goals", "steps", "mentions") if name in changes}
    for name, value in changes.items():
        setattr(entry, name, value)
    entry.save_revision(expected=expected)
    _link(entry, today=timezone.localdate(now), **links)
    _keep_version(before, entry, actor, now)
    _correct_contact(before, entry)
    _record(actor, Verb.CHANGE, entry)
    return entry


def _link(entry: Entry, *, today: date, **links: Iterable[Any]) -> None:
    """Tie goals, steps and colleagues, each of whom must have their place here."""
    mentions = list(links.get("mentions", ()))
    if mentions:
        readers = colleagues_reading(entry.dossier, today=today, users=[user.pk for user in mentions])
        deaf = [user for user in mentions if user.pk not in readers or entry.visibility == Visibility.AUTHOR]
        if deaf:
            raise CannotReadError(deaf)
    for name, rows in links.items():
        tied = list(rows)
        if any(_dossier_of(row) != entry.dossier_id for row in tied if not isinstance(row, User)):
            raise NotInThisDossierError
        getattr(entry, name).set(tied)


def _dossier_of(row: Goal | Step) -> UUID:
    goal = row.goal if isinstance(row, Step) else row
    return goal.plan.dossier_id


def _keep_version(before: Entry, after: Entry, actor: Actor, now: datetime) -> None:
    kept = ("body", "kind", "visibility", "happened_at")
    if all(getattr(before, name) == getattr(after, name) for name in kept):
        return
    EntryVersion.objects.create(
        entry=after,
        person_id=after.person_id,
        replaced_by_id=actor.user_id,
        created_at=now,
        **{name: getattr(before, name) for name in kept},
    )


def _tells_of_contact(entry: Entry) -> bool:
    """Whether the person was heard from. What nobody else may read changes nothing that others see."""
    return entry.visibility != Visibility.AUTHOR and (entry.person_present or entry.from_person)


def _note_contact(entry: Entry) -> None:
    if not _tells_of_contact(entry):
        return
    day = timezone.localdate(entry.happened_at)
    Dossier.objects.filter(pk=entry.dossier_id).update(
        last_contact_on=Greatest(Coalesce(F("last_contact_on"), day), day)
    )


def _correct_contact(before: Entry, after: Entry) -> None:
    """Move the last contact back if the corrected note was the one that told of it."""
    said = timezone.localdate(before.happened_at)
    if _tells_of_contact(before):
        told = Entry.objects.filter(HEARD_FROM, dossier=after.dossier_id).exclude(
            visibility=Visibility.AUTHOR
        )
        latest = told.aggregate(latest=Max("happened_at"))["latest"]
        Dossier.objects.filter(pk=after.dossier_id, last_contact_on=said).update(
            last_contact_on=timezone.localdate(latest) if latest else None
        )
    _note_contact(after)


def _record(actor: Actor, verb: Verb, entry: Entry) -> None:
    """Trace the writing. Of an author-only note others may not even learn that it exists: no person, no note."""
    alone = entry.visibility == Visibility.AUTHOR
    record(
        actor=actor,
        verb=verb,
        part=PART,
        person_id=None if alone else entry.person_id,
        object_id=None if alone else entry.pk,
    )
