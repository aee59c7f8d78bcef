"""What a peer mediator adds to the journal in their own voice: through an opening, and as long as it lives."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from tisserand.accounts.actors import Actor
from tisserand.accounts.models import User
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action
from tisserand.sharing.models import Consent, Grant
from tisserand.sharing.policies import OPENING, right_of
from tisserand.support.choices import EntryKind, Visibility
from tisserand.support.mentions import colleagues_reading
from tisserand.support.models import Entry, EntryVersion
from tisserand.support.policies import VOICE
from tisserand.support.queries.voices import dossier_of_peer

PART = "support.voice"


@transaction.atomic
def write_voice(*, actor: Actor, grant: Grant, body: str, happened_at: datetime, now: datetime) -> Entry:
    """Write a note that the team reads. Who answers for the frame is called to it on *Aujourd’hui*."""
    grant = _let_in(actor, grant)
    dossier = dossier_of_peer(grant)
    if dossier is None:
        raise ValidationError("L’accompagnement est terminé : parlez-en avec qui garantit le cadre.")
    entry = Entry.objects.create(
        dossier=dossier,
        person_id=grant.person_id,
        author_id=actor.user_id,
        kind=EntryKind.OTHER,
        visibility=Visibility.TEAM,
        body=body.strip(),
        happened_at=happened_at,
        created_at=now,
        voice=grant,
    )
    entry.mentions.set(_called(entry, grant, now))
    _trace(actor, Verb.CREATE, grant)
    return entry


@transaction.atomic
def correct_voice(
    *, actor: Actor, entry: Entry, body: str, happened_at: datetime, expected: int, now: datetime
) -> Entry:
    """Correct one's own; what it said before is kept. Raises StaleRevision on a stale page."""
    if entry.voice is None:
        raise Http404
    grant = _let_in(actor, entry.voice)
    VOICE.check(actor, Action.EDIT, entry)
    before = Entry.objects.get(pk=entry.pk)
    entry.body, entry.happened_at = body.strip(), happened_at
    entry.save_revision(expected=expected)
    if (before.body, before.happened_at) != (entry.body, entry.happened_at):
        EntryVersion.objects.create(
            entry=entry,
            person_id=entry.person_id,
            body=before.body,
            kind=before.kind,
            visibility=before.visibility,
            happened_at=before.happened_at,
            replaced_by_id=actor.user_id,
            created_at=now,
        )
    _trace(actor, Verb.CHANGE, grant)
    return entry


def _let_in(actor: Actor, grant: Grant) -> Grant:
    """The opening as it stands: whoever takes it back at this very moment waits, or has done so already."""
    Consent.objects.select_for_update(no_key=True).get(pk=grant.consent_id)
    held = Grant.objects.select_related("person", "organisation", "consent__guarantor").get(pk=grant.pk)
    if not actor.is_peer or not held.is_peer:
        raise Http404
    OPENING.check(actor, Action.READ, held)
    return held


def _called(entry: Entry, grant: Grant, now: datetime) -> list[User]:
    """Who answers for the frame; when they do not read the dossier any more, who holds its thread."""
    held = entry.dossier.referent
    told = [one for one in (grant.consent.guarantor, held.user if held else None) if one]
    readers = colleagues_reading(entry.dossier, today=timezone.localdate(now), users=[one.pk for one in told])
    return [one for one in told if one.pk in readers][:1]


def _trace(actor: Actor, verb: Verb, grant: Grant) -> None:
    record(
        actor=actor,
        verb=verb,
        part=PART,
        person_id=grant.person_id,
        object_id=grant.pk,
        right=right_of(grant),
    )
