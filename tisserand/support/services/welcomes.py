"""First welcomes: noted, completed, followed up; and what turns one into a dossier without retyping."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from tisserand.accounts.actors import Actor
from tisserand.accounts.models import Team, User
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action
from tisserand.people.models import Person
from tisserand.support.choices import Channel, EntryKind, Origin
from tisserand.support.models import Dossier, FirstWelcome
from tisserand.support.policies import WELCOME, may_welcome
from tisserand.support.services.dossiers import Asked, add_request, open_dossier
from tisserand.support.services.journal import write_entry

PART = "support.welcome"
KINDS = {
    Channel.DESK: EntryKind.INTERVIEW,
    Channel.OUTREACH: EntryKind.INTERVIEW,
    Channel.PHONE: EntryKind.CALL,
    Channel.EMAIL: EntryKind.EMAIL,
    Channel.LETTER: EntryKind.MESSAGE,
}


def _trace(actor: Actor, verb: Verb, welcome: FirstWelcome) -> None:
    record(actor=actor, verb=verb, part=PART, person_id=welcome.person_id, object_id=welcome.pk)


@transaction.atomic
def note_welcome(
    *,
    actor: Actor,
    request: str,
    outcome: str,
    welcomed_at: datetime,
    now: datetime,
    channel: str = Channel.DESK,
    called: str = "",
    reach_at: str = "",
    topics: Iterable[str] = (),
    answer: str = "",
    team: Team | None = None,
    person: Person | None = None,
    is_demonstration: bool = False,
) -> FirstWelcome:
    """Note a first welcome; neither a name nor a dossier is needed."""
    if not may_welcome(actor):
        raise PermissionDenied
    welcome = FirstWelcome.objects.create(
        organisation_id=actor.organisation_id,
        welcomed_by_id=actor.user_id,
        welcomed_at=welcomed_at,
        request=request,
        outcome=outcome,
        channel=channel,
        called=called,
        reach_at=reach_at,
        topics=list(topics),
        answer=answer,
        team=team,
        person=person,
        created_at=now,
        is_demonstration=is_demonstration,
    )
    _trace(actor, Verb.CREATE, welcome)
    return welcome


@transaction.atomic
def edit_welcome(
    *, actor: Actor, welcome: FirstWelcome, expected: int, now: datetime, **changes: Any
) -> FirstWelcome:
    """Complete a first welcome (`changes` are those of `note_welcome`); raises StaleRevision on a stale page."""
    WELCOME.check(actor, Action.EDIT, welcome)
    for name, value in changes.items():
        setattr(welcome, name, value)
    welcome.save_revision(expected=expected)
    _trace(actor, Verb.CHANGE, welcome)
    return welcome


def handle_welcome(*, actor: Actor, welcome: FirstWelcome, now: datetime) -> FirstWelcome:
    """Say that the follow-up is done."""
    return _set_handled(actor, welcome, welcome.handled_at or now)


def reopen_welcome(*, actor: Actor, welcome: FirstWelcome, now: datetime) -> FirstWelcome:
    """Say that something is still to be done."""
    return _set_handled(actor, welcome, None)


@transaction.atomic
def _set_handled(actor: Actor, welcome: FirstWelcome, handled_at: datetime | None) -> FirstWelcome:
    WELCOME.check(actor, Action.EDIT, welcome)
    welcome.handled_at = handled_at
    welcome.save(update_fields=["handled_at", "updated_at"])
    _trace(actor, Verb.CHANGE, welcome)
    return welcome


def asked_in(welcome: FirstWelcome, *, origin: str = Origin.SPONTANEOUS, asked_by: str = "") -> Asked:
    """The request of a dossier, as it was said at the first welcome."""
    day = timezone.localdate(welcome.welcomed_at)
    return Asked(welcome.request, origin, asked_by, day, tuple(welcome.topics))


@transaction.atomic
def welcome_to_dossier(
    *,
    actor: Actor,
    welcome: FirstWelcome,
    person: Person,
    team: Team,
    referent: User | None,
    opened_on: date,
    now: datetime,
    origin: str = Origin.SPONTANEOUS,
    asked_by: str = "",
    **frame: Any,
) -> Dossier:
    """Open a dossier from a first welcome: it becomes the first request, the first phase and the first note."""
    WELCOME.check(actor, Action.EDIT, welcome)
    dossier = open_dossier(
        actor=actor,
        person=person,
        team=team,
        referent=referent,
        request=asked_in(welcome, origin=origin, asked_by=asked_by),
        opened_on=max(opened_on, timezone.localdate(welcome.welcomed_at)),
        welcomed_on=timezone.localdate(welcome.welcomed_at),
        now=now,
        **frame,
    )
    _hand_over(actor, welcome, dossier, now)
    return dossier


@transaction.atomic
def welcome_joins_dossier(
    *,
    actor: Actor,
    welcome: FirstWelcome,
    dossier: Dossier,
    now: datetime,
    origin: str = Origin.SPONTANEOUS,
    asked_by: str = "",
) -> Dossier:
    """Bring a first welcome to the dossier already open: one more request, one more note."""
    WELCOME.check(actor, Action.EDIT, welcome)
    asked = asked_in(welcome, origin=origin, asked_by=asked_by)
    add_request(actor=actor, dossier=dossier, request=asked, now=now)
    _hand_over(actor, welcome, dossier, now)
    return dossier


def _hand_over(actor: Actor, welcome: FirstWelcome, dossier: Dossier, now: datetime) -> None:
    write_entry(
        actor=actor,
        dossier=dossier,
        body=words_of(welcome),
        kind=KINDS.get(Channel(welcome.channel), EntryKind.OTHER),
        happened_at=welcome.welcomed_at,
        from_person=True,
        now=now,
    )
    welcome.person_id, welcome.dossier = dossier.person_id, dossier
    welcome.handled_at = welcome.handled_at or now
    welcome.save_revision(expected=welcome.revision)
    _trace(actor, Verb.CHANGE, welcome)


def words_of(welcome: FirstWelcome) -> str:
    """The first welcome told as a note."""
    by = welcome.welcomed_by.get_full_name()
    parts = [f"Premier accueil {welcome.get_channel_display()}, par {by}.", f"Demande : {welcome.request}"]
    if welcome.answer:
        parts.append(f"Réponse : {welcome.answer}")
    parts.append(f"Suite : {welcome.get_outcome_display()}.")
    return "\n\n".join(parts)
