"""The life of a meeting: prepared with the person, announced, fixed, held, called off, taken up again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404
from django.utils import timezone

from tisserand.accounts.actors import Actor
from tisserand.audit.choices import Verb
from tisserand.coordination.choices import ConferenceState, Seat, Stance
from tisserand.coordination.models import Attendee, Conference, ProposedTime
from tisserand.coordination.models.conference import BEFORE
from tisserand.coordination.policies.conferences import may_gather_about
from tisserand.coordination.services.attendees import renew_openings
from tisserand.coordination.services.holding import MOVED, hold, trace
from tisserand.people.models import Person

MOST_TIMES = 12
State = ConferenceState


@transaction.atomic
def prepare_conference(*, actor: Actor, person: Person, conference: Conference, now: datetime) -> Conference:
    """Begin a meeting. The person sits there first; whoever prepares it leads it until another is chosen."""
    if not may_gather_about(actor, person):
        raise Http404
    conference.person, conference.organisation_id = person, actor.organisation_id
    conference.prepared_by_id = actor.user_id
    conference.created_at = now
    conference.save()
    seats = {"conference": conference, "person": person}
    Attendee.objects.create(**seats, seat=Seat.PERSON, created_at=now)
    Attendee.objects.create(**seats, seat=Seat.COLLEAGUE, user_id=actor.user_id, leads=True, created_at=now)
    trace(actor, conference, Verb.CREATE)
    return conference


@transaction.atomic
def edit_conference(*, actor: Actor, conference: Conference, expected: int, now: datetime) -> Conference:
    """Change what it is, what for, where, how long; raises StaleRevision on a stale page."""
    hold(actor, conference, *BEFORE, State.LIVE, expected=expected)
    conference.save_revision(expected=expected)
    trace(actor, conference, Verb.CHANGE)
    return conference


@transaction.atomic
def note_stance(*, actor: Actor, conference: Conference, expected: int, now: datetime) -> Conference:
    """What the person says of the meeting itself, in their words; without their agreement, why it takes place."""
    held = hold(actor, conference, *BEFORE, expected=expected)
    if conference.stance_on and conference.stance_on > timezone.localdate(now):
        raise ValidationError({"stance_on": "Ce jour n’est pas encore venu."})
    if conference.stance == Stance.NOT_ASKED and held.state != State.PREPARING:
        raise ValidationError(
            {"stance": "Des invitations sont faites\u00a0: dites ce qu’en dit la personne."}
        )
    _check_stance(conference, asks=held.state != State.PREPARING)
    if conference.has_agreement:
        conference.without_reason = conference.told = ""
    conference.save_revision(expected=expected)
    trace(actor, conference, Verb.CHANGE, reason="ce qu’en dit la personne")
    return conference


def _check_stance(conference: Conference, *, asks: bool) -> None:
    if conference.has_agreement or (conference.stance == Stance.NOT_ASKED and not asks):
        return
    missing = {}
    if not conference.without_reason.strip():
        missing["without_reason"] = "Dites pourquoi la réunion a lieu sans son accord."
    if not conference.told.strip():
        missing["told"] = "Dites qui est prévenu qu’elle a lieu sans son accord."
    if missing:
        raise ValidationError(missing)


# When


@transaction.atomic
def propose_time(*, actor: Actor, conference: Conference, starts_at: datetime, now: datetime) -> ProposedTime:
    """One more time at which those invited may say that they can come. The same time again changes nothing."""
    held = hold(actor, conference, *BEFORE)
    if starts_at <= now:
        raise ValidationError({"day": "Ce moment est déjà passé."})
    if held.times.count() >= MOST_TIMES:
        raise ValidationError("Douze moments au plus\u00a0: au-delà, plus personne ne répond.")
    time, _ = ProposedTime.objects.get_or_create(
        conference=held, starts_at=starts_at, defaults={"person_id": held.person_id, "created_at": now}
    )
    trace(actor, held, Verb.CHANGE, reason="un moment proposé")
    return time


@transaction.atomic
def withdraw_time(*, actor: Actor, conference: Conference, time_id: UUID, now: datetime) -> None:
    """This time is not proposed any more; what was said of it goes with it."""
    held = hold(actor, conference, *BEFORE)
    if held.times.filter(pk=time_id).delete()[0]:
        trace(actor, held, Verb.CHANGE, reason="un moment retiré")


# Announced, fixed, held


def missing_of(conference: Conference) -> list[str]:
    """What lacks before anyone may be invited, in words."""
    missing = []
    if conference.stance == Stance.NOT_ASKED:
        missing.append("demander à la personne ce qu’elle en dit")
    elif not conference.has_agreement and not conference.without_reason:
        missing.append("dire pourquoi la réunion a lieu sans son accord")
    if conference.attendees.count() < 2:
        missing.append("au moins une autre personne autour de la table")
    if not conference.items.exists():
        missing.append("au moins un point à l’ordre du jour")
    if not conference.times.exists() and conference.fixed_at is None:
        missing.append("au moins un moment")
    return missing


@transaction.atomic
def invite_conference(*, actor: Actor, conference: Conference, now: datetime) -> Conference:
    """Those who read through an opening now know of it; the others are told as they are told anything. Once."""
    held = hold(actor, conference)
    if held.state in (State.INVITED, State.FIXED):
        return held
    if held.state != State.PREPARING:
        raise ValidationError(MOVED)
    if missing := missing_of(held):
        raise ValidationError(f"Il manque encore\u00a0: {', '.join(missing)}.")
    held.state, held.invited_at = State.INVITED, now
    held.save_gesture("state", "invited_at")
    renew_openings(held, timezone.localdate(now))
    trace(actor, held, Verb.CHANGE, reason="invitations")
    return held


@transaction.atomic
def fix_conference(
    *, actor: Actor, conference: Conference, starts_at: datetime, place: str, expected: int, now: datetime
) -> Conference:
    """Choose the day, the hour and the place; chosen again, the last choice holds."""
    held = hold(actor, conference, State.INVITED, State.FIXED, expected=expected)
    held.state, held.fixed_at, held.place = State.FIXED, starts_at, place.strip()
    held.save_gesture("state", "fixed_at", "place")
    renew_openings(held, timezone.localdate(now))
    trace(actor, held, Verb.CHANGE, reason="date fixée")
    return held


@transaction.atomic
def open_conference(*, actor: Actor, conference: Conference, now: datetime) -> Conference:
    """It begins. Twice changes nothing."""
    held = hold(actor, conference)
    if held.state == State.LIVE:
        return held
    if held.state != State.FIXED:
        raise ValidationError(MOVED)
    held.state, held.opened_at = State.LIVE, now
    held.save_gesture("state", "opened_at")
    renew_openings(held, timezone.localdate(now))
    trace(actor, held, Verb.CHANGE, reason="commence")
    return held


@transaction.atomic
def end_conference(*, actor: Actor, conference: Conference, now: datetime) -> Conference:
    """It is over: what was said is read again, then given to read. Twice changes nothing."""
    held = hold(actor, conference)
    if held.state == State.MINUTES:
        return held
    if held.state != State.LIVE:
        raise ValidationError(MOVED)
    held.state, held.ended_at = State.MINUTES, now
    held.save_gesture("state", "ended_at")
    trace(actor, held, Verb.CHANGE, reason="finit")
    return held


@transaction.atomic
def resume_conference(*, actor: Actor, conference: Conference, now: datetime) -> Conference:
    """It was not over: only while nothing was given to read."""
    held = hold(actor, conference, State.MINUTES)
    if held.minutes.exists():
        raise ValidationError(
            "Le compte rendu est déjà donné à lire\u00a0: la réunion ne peut plus reprendre."
        )
    held.state, held.ended_at = State.LIVE, None
    held.save_gesture("state", "ended_at")
    trace(actor, held, Verb.CHANGE, reason="reprend")
    return held


@transaction.atomic
def call_off_conference(*, actor: Actor, conference: Conference, reason: str, now: datetime) -> Conference:
    """It does not take place, and why. Those who were told of it read that it is off; it can be taken up again."""
    held = hold(actor, conference)
    if held.state == State.CALLED_OFF:
        return held
    if held.state not in BEFORE:
        raise ValidationError(MOVED)
    held.state, held.called_off_reason = State.CALLED_OFF, reason.strip()
    held.save_gesture("state", "called_off_reason")
    trace(actor, held, Verb.CHANGE, reason="annulée")
    return held


@transaction.atomic
def restore_conference(*, actor: Actor, conference: Conference, now: datetime) -> Conference:
    """It takes place after all, from where it stood."""
    held = hold(actor, conference)
    if held.state != State.CALLED_OFF:
        return held
    held.state = _stood(held)
    held.called_off_reason = ""
    held.save_gesture("state", "called_off_reason")
    trace(actor, held, Verb.CHANGE, reason="reprise")
    return held


def _stood(conference: Conference) -> ConferenceState:
    if conference.invited_at is None:
        return State.PREPARING
    return State.FIXED if conference.fixed_at else State.INVITED
