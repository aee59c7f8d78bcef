"""Opening in an emergency what one could not read; closing it, telling what one saw, looking at it afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.utils.timezone import localdate

from tisserand.accounts.actors import Actor
from tisserand.accounts.models import User
from tisserand.accounts.policies import may_administer
from tisserand.accounts.queries import actors_in
from tisserand.accounts.walled import showing
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action
from tisserand.people.choices import EMERGENCY_LASTS, Danger
from tisserand.people.emergencies import RIGHT, is_closed
from tisserand.people.exactly import SaidIdentity, person_said
from tisserand.people.models import EmergencyOpening, Person, Registration
from tisserand.people.policies import EMERGENCY, PERSON, may_open_in_emergency
from tisserand.people.threads import thread_holders_of
from tisserand.people.walls import IN_DANGER

PART = "people.emergency"
AT_ONCE = 3  # people whom one reads in an emergency at the same time


class NothingClosed(Exception):
    """The actor may read already: there is nothing to open."""


@dataclass(frozen=True)
class Why:
    """What the danger is, and what is happening, in the words of whoever opens."""

    danger: str
    reason: str

    @property
    def in_words(self) -> str:
        """For the trail."""
        return f"{Danger(self.danger).label} : {self.reason}"[:500]


@transaction.atomic
def open_in_emergency(*, actor: Actor, person: Person, why: Why, now: datetime) -> EmergencyOpening:
    """Read, for a few hours, someone of whom the actor knows and whose dossier is closed to them. Raises NothingClosed.

    Twice at once, it is the same opening.
    """
    if not may_open_in_emergency(actor):
        raise PermissionDenied
    PERSON.check(actor, Action.SEE, person)
    return _open(actor, person, why, now)


@transaction.atomic
def find_in_emergency(
    *, actor: Actor, said: SaidIdentity, why: Why, now: datetime
) -> tuple[Person | None, EmergencyOpening | None]:
    """Open someone whom no search shows, named without a mistake: the person, and what was opened (nothing, when the
    actor may read them already). When it is nobody, or might be two people, the attempt is kept and told all the same.
    """
    if not may_open_in_emergency(actor):
        raise PermissionDenied
    person = person_said(actor.organisation_id, said)
    record(actor=actor, verb=Verb.SEARCH, part=PART, reason=why.in_words)
    if person is None:
        return None, _keep_attempt(actor, why, now)
    try:
        # Until it is opened, the database shows them only to who says why.
        with showing(IN_DANGER):
            return person, _open(actor, person, why, now)
    except NothingClosed:
        return person, None


def _open(actor: Actor, person: Person, why: Why, now: datetime) -> EmergencyOpening:
    # One at a time: of two sendings, the second finds what the first opened.
    User.objects.select_for_update().get(pk=actor.user_id)
    here = Registration.objects.filter(person=person, organisation_id=actor.organisation_id, is_merged=False)
    if not here.exists():
        raise Http404
    mine = EmergencyOpening.objects.filter(
        opened_by_id=actor.user_id, organisation_id=actor.organisation_id, ended_at=None, person__isnull=False
    )
    going_on = [one for one in mine if not _ended_by_itself(one, now)]
    if already := next((one for one in going_on if one.person_id == person.pk), None):
        return already
    if not is_closed(actor, person):
        raise NothingClosed
    if len(going_on) >= AT_ONCE:
        raise ValidationError(f"{AT_ONCE} dossiers sont déjà ouverts en urgence : refermez-en un d’abord.")
    opening = _made(person=person, until=now + EMERGENCY_LASTS, **_facts(actor, why, now))
    record(
        actor=actor,
        verb=Verb.OPEN,
        part=PART,
        person_id=person.pk,
        object_id=opening.pk,
        right=RIGHT,
        reason=why.in_words,
    )
    return opening


def _ended_by_itself(opening: EmergencyOpening, now: datetime) -> bool:
    """Say when it ended, if its hour has come."""
    if opening.until > now:
        return False
    opening.ended_at = opening.until
    opening.save_gesture("ended_at")
    return True


def _keep_attempt(actor: Actor, why: Why, now: datetime) -> EmergencyOpening:
    """Without the names that were typed: they may be anybody's."""
    return _made(until=now, ended_at=now, **_facts(actor, why, now))


def _made(**facts: object) -> EmergencyOpening:
    opening = EmergencyOpening.objects.create(**facts)
    opening.is_new = True
    return opening


def _facts(actor: Actor, why: Why, now: datetime) -> dict[str, object]:
    return {
        "organisation_id": actor.organisation_id,
        "opened_by_id": actor.user_id,
        "danger": why.danger,
        "reason": why.reason,
        "opened_at": now,
        "created_at": now,
    }


@transaction.atomic
def end_emergency(*, actor: Actor, opening: EmergencyOpening, now: datetime) -> EmergencyOpening:
    """Read no more, before the hour: whoever opened, or whoever answers for the organisation."""
    if not EMERGENCY.may(actor, Action.EDIT, opening):
        EMERGENCY.check(actor, Action.MANAGE, opening)
    held = _held(opening)
    if held.ended_at is None:
        held.ended_at = min(now, held.until)
        held.save_gesture("ended_at")
        _trace(actor, held, "refermée")
    return held


@transaction.atomic
def tell_emergency(
    *, actor: Actor, opening: EmergencyOpening, account: str, now: datetime
) -> EmergencyOpening:
    """Say what one saw and did, which closes what is still open. It is written once, and kept."""
    EMERGENCY.check(actor, Action.EDIT, opening)
    held = _held(opening)
    if held.told_at is not None or held.person_id is None:
        raise ValidationError("C’est déjà écrit : rien n’a changé.")
    if not account.strip():
        raise ValidationError({"account": "Dites ce que vous avez vu et fait, même en une phrase."})
    held.account, held.told_at = account.strip(), now
    held.ended_at = held.ended_at or min(now, held.until)
    held.save_gesture("account", "told_at", "ended_at")
    _trace(actor, held, "racontée")
    return held


@transaction.atomic
def review_emergency(
    *, actor: Actor, opening: EmergencyOpening, expected: int, now: datetime
) -> EmergencyOpening:
    """Say what is thought of it, and whether the person knows: by someone else than who opened, once it is over.

    Raises StaleRevision when somebody else said so since revision `expected`.
    """
    EMERGENCY.check(actor, Action.MANAGE, opening)
    if opening.is_open(now):
        raise ValidationError("Ce dossier est encore ouvert : refermez-le d’abord, ou attendez son heure.")
    opening.reviewed_by_id, opening.reviewed_at = actor.user_id, now
    opening.save_revision(expected=expected)
    _trace(actor, opening, "relue")
    return opening


def told_of(opening: EmergencyOpening, now: datetime) -> Iterator[User]:
    """Who is told at once: those who hold the thread, those who lead or administer; never who opened."""
    day = localdate(now)
    here = actors_in(opening.organisation_id, today=day)
    holders = set(thread_holders_of(opening.organisation_id, opening.person_id))
    told = {actor.user_id for actor in here if may_administer(actor) or actor.user_id in holders}
    yield from User.objects.filter(pk__in=told - {opening.opened_by_id})


def _held(opening: EmergencyOpening) -> EmergencyOpening:
    return EmergencyOpening.objects.select_for_update().get(pk=opening.pk)


def _trace(actor: Actor, opening: EmergencyOpening, what: str) -> None:
    verb = Verb.CHANGE if opening.person_id else Verb.ADMINISTER
    record(actor=actor, verb=verb, part=PART, person_id=opening.person_id, object_id=opening.pk, reason=what)
