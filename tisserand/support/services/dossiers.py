"""The life of a dossier: opened, asked again, moved from phase to phase, handed on, closed, taken up again."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from tisserand.accounts.actors import Actor
from tisserand.accounts.models import Team, User
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action
from tisserand.people.models import Household, Person
from tisserand.people.policies import PERSON
from tisserand.support.choices import ClosingReason, Origin, Phase, Priority
from tisserand.support.models import Dossier, PhaseChange, Request
from tisserand.support.policies import DOSSIER, may_open_dossier_in
from tisserand.support.services.referents import appoint

PART = "support.dossier"


class AlreadyOpenError(Exception):
    """The organisation already accompanies this person: `dossier` says where."""

    def __init__(self, dossier: Dossier) -> None:
        super().__init__(f"{dossier.person_id} already has an open dossier")
        self.dossier = dossier


@dataclass(frozen=True)
class Asked:
    """A request as it is said, and where it came from. `asked_on` is the day of writing unless said otherwise."""

    words: str
    origin: str = Origin.SPONTANEOUS
    asked_by: str = ""
    asked_on: date | None = None
    topics: Iterable[str] = field(default_factory=tuple)


def check_open(actor: Actor, dossier: Dossier) -> None:
    """Return quietly if `actor` may write in `dossier` and it is open."""
    DOSSIER.check(actor, Action.EDIT, dossier)
    if not dossier.is_open:
        raise PermissionDenied("closed dossier")


def trace(actor: Actor, verb: Verb, dossier: Dossier, *, reason: str = "") -> None:
    """One line of the trail about `dossier`."""
    record(
        actor=actor,
        verb=verb,
        part=PART,
        person_id=dossier.person_id,
        object_id=dossier.pk,
        reason=reason[:500],
    )


def open_dossier_of(actor: Actor, person: Person) -> Dossier | None:
    """The dossier that the actor's organisation has open for `person`, whoever may read it."""
    return Dossier.objects.filter(
        organisation_id=actor.organisation_id, person=person, closed_on=None
    ).first()


@transaction.atomic
def open_dossier(
    *,
    actor: Actor,
    person: Person,
    team: Team,
    referent: User | None,
    request: Asked | str,
    opened_on: date,
    now: datetime,
    household: Household | None = None,
    priority: str = Priority.ORDINARY,
    contact_every_days: int = 30,
    phase: str = Phase.REQUEST,
    welcomed_on: date | None = None,
    is_demonstration: bool = False,
) -> Dossier:
    """Open a dossier for someone the organisation knows; raises AlreadyOpenError rather than opening a second.

    `welcomed_on` is the day of the first welcome it comes from, if it comes from one: the road begins there.
    """
    PERSON.check(actor, Action.EDIT, person)
    if not may_open_dossier_in(actor, team):
        raise PermissionDenied
    _check_none_open(actor, person)
    dossier = Dossier.objects.create(
        organisation_id=team.organisation_id,
        team=team,
        person=person,
        household=household,
        priority=priority,
        phase=phase,
        opened_on=opened_on,
        contact_every_days=contact_every_days,
        created_at=now,
        is_demonstration=is_demonstration,
    )
    if welcomed_on:
        _mark_phase(actor, dossier, Phase.WELCOME, welcomed_on)
    _mark_phase(actor, dossier, phase, opened_on)
    if referent:
        appoint(dossier, referent, since_on=opened_on)
    asked = Asked(request) if isinstance(request, str) else request
    if asked.words.strip():
        _write_request(dossier, asked, asked.asked_on or opened_on, now)
    trace(actor, Verb.CREATE, dossier)
    return dossier


def _check_none_open(actor: Actor, person: Person) -> None:
    # The person's row is held, so that two people opening at the same moment meet here and not the constraint.
    Person.objects.select_for_update().get(pk=person.pk)
    if already := open_dossier_of(actor, person):
        raise AlreadyOpenError(already)


def _write_request(dossier: Dossier, asked: Asked, asked_on: date, now: datetime) -> Request:
    return Request.objects.create(
        dossier=dossier,
        person_id=dossier.person_id,
        words=asked.words,
        origin=asked.origin,
        asked_by=asked.asked_by,
        asked_on=asked_on,
        topics=list(asked.topics),
        created_at=now,
    )


def _mark_phase(actor: Actor, dossier: Dossier, phase: str, changed_on: date) -> None:
    PhaseChange.objects.create(
        dossier=dossier,
        person_id=dossier.person_id,
        phase=phase,
        changed_on=changed_on,
        changed_by_id=actor.user_id,
    )


@transaction.atomic
def add_request(*, actor: Actor, dossier: Dossier, request: Asked, now: datetime) -> Request:
    """Keep another request, as it is said."""
    check_open(actor, dossier)
    row = _write_request(dossier, request, request.asked_on or timezone.localdate(now), now)
    trace(actor, Verb.CHANGE, dossier)
    return row


@transaction.atomic
def edit_request(
    *, actor: Actor, request: Request, words: str, origin: str, asked_by: str, asked_on: date,
    topics: Iterable[str], expected: int, now: datetime,
) -> Request:  # fmt: skip
    """Correct a request; raises StaleRevision if someone else did since revision `expected`."""
    check_open(actor, request.dossier)
    request.words, request.origin, request.asked_by = words, origin, asked_by
    request.asked_on, request.topics = asked_on, list(topics)
    request.save_revision(expected=expected)
    trace(actor, Verb.CHANGE, request.dossier)
    return request


@transaction.atomic
def edit_dossier(
    *,
    actor: Actor,
    dossier: Dossier,
    household: Household | None,
    priority: str,
    contact_every_days: int,
    expected: int,
    now: datetime,
) -> Dossier:
    """Change what frames the accompaniment; raises StaleRevision on a stale page."""
    check_open(actor, dossier)
    dossier.household, dossier.priority, dossier.contact_every_days = household, priority, contact_every_days
    fields = ["household", "priority", "contact_every_days", "updated_at"]
    dossier.save_revision(expected=expected, update_fields=fields)
    trace(actor, Verb.CHANGE, dossier)
    return dossier


@transaction.atomic
def move_to_phase(
    *, actor: Actor, dossier: Dossier, phase: str, now: datetime, changed_on: date | None = None
) -> Dossier:
    """Go to a phase, forward or back (to the end: `close_dossier`). Going where one already is changes nothing."""
    check_open(actor, dossier)
    if phase == Phase.CLOSED:
        raise ValidationError("Pour finir l’accompagnement, dites pourquoi et comment.")
    dossier = Dossier.objects.select_for_update().get(pk=dossier.pk)
    if dossier.phase == phase:
        return dossier
    _go_to(actor, dossier, phase, changed_on or timezone.localdate(now))
    dossier.save(update_fields=["phase", "updated_at"])
    trace(actor, Verb.CHANGE, dossier)
    return dossier


def _go_to(actor: Actor, dossier: Dossier, phase: str, on: date) -> None:
    if on < dossier.opened_on:
        raise ValidationError("Cette date vient avant l’ouverture du dossier.")
    dossier.phase = phase
    _mark_phase(actor, dossier, phase, on)


@transaction.atomic
def close_dossier(
    *,
    actor: Actor,
    dossier: Dossier,
    reason: ClosingReason | str,
    words: str = "",
    closed_on: date,
    expected: int | None = None,
    now: datetime,
) -> Dossier:
    """End the accompaniment, saying why. The referent stays named, so that the file keeps someone to ask."""
    DOSSIER.check(actor, Action.MANAGE, dossier)
    if not dossier.is_open:
        raise ValidationError("Ce dossier est déjà clos.")
    if closed_on > timezone.localdate(now):
        raise ValidationError("La date de fin ne peut pas être à venir.")
    _go_to(actor, dossier, Phase.CLOSED, closed_on)
    dossier.closed_on, dossier.closing_reason, dossier.closing_note = closed_on, reason, words
    dossier.save_revision(expected=expected or dossier.revision)
    trace(actor, Verb.CHANGE, dossier, reason=ClosingReason(reason).label)
    return dossier


@transaction.atomic
def reopen_dossier(
    *, actor: Actor, dossier: Dossier, reason: str = "", reopened_on: date | None = None, now: datetime
) -> Dossier:
    """Take an accompaniment up again where it stood; the history keeps how it had ended."""
    DOSSIER.check(actor, Action.MANAGE, dossier)
    if dossier.is_open:
        return dossier
    _check_none_open(actor, dossier.person)
    before = dossier.phase_changes.exclude(phase=Phase.CLOSED).last()
    _go_to(actor, dossier, before.phase if before else Phase.REQUEST, reopened_on or timezone.localdate(now))
    dossier.closed_on, dossier.closing_reason, dossier.closing_note = None, "", ""
    dossier.save_revision(expected=dossier.revision)
    trace(actor, Verb.CHANGE, dossier, reason=reason)
    return dossier
