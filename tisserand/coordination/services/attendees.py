"""Who sits at the table, when they can come, whether they were there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from tisserand.accounts.actors import Actor
from tisserand.accounts.queries import colleagues
from tisserand.audit.choices import Verb
from tisserand.common.access import Action
from tisserand.coordination.choices import ConferenceState, Presence, Says, Seat
from tisserand.coordination.models import Attendee, Availability, Conference
from tisserand.coordination.models.conference import BEFORE
from tisserand.coordination.policies.conferences import ATTENDEE
from tisserand.coordination.services.holding import MOVED, hold, trace
from tisserand.sharing.choices import MemberKind
from tisserand.sharing.models import CircleMember, Grant
from tisserand.sharing.policies import right_of
from tisserand.sharing.queries import circle_of, standing_grants
from tisserand.sharing.recipients import of_grant

AT_HEART = frozenset(
    {MemberKind.RELATIVE, MemberKind.CARER, MemberKind.VOLUNTEER, MemberKind.PEER, MemberKind.OTHER}
)
HERE = "est déjà autour de la table"
SEATED = (*BEFORE, ConferenceState.LIVE)


def seat_for(member: CircleMember) -> Seat:
    """By what someone of the circle sits there."""
    return Seat.RELATIVE if member.kind in AT_HEART else Seat.PARTNER


@transaction.atomic
def add_attendee(
    *,
    actor: Actor,
    conference: Conference,
    member: CircleMember | None = None,
    user_id: UUID | None = None,
    grant: Grant | None = None,
    wish: str = "",
    now: datetime,
) -> Attendee:
    """Someone of the circle, a colleague, or whom an opening of today names: one of the three, once."""
    held = hold(actor, conference, *SEATED)
    today = localdate(now)
    open_today = openings_to_seat(held, today)
    attendee = Attendee(conference=held, person_id=held.person_id, wish=wish.strip(), created_at=now)
    if member is not None:
        _check_in_circle(actor, held, member)
        attendee.seat, attendee.member = seat_for(member), member
        # A guest reads through what an agreement opens to them by name.
        attendee.grant = open_today.filter(to_member=member).first()
        twin = held.attendees.filter(member=member)
    elif user_id is not None:
        if not colleagues(actor, today=today).filter(pk=user_id).exists():
            raise ValidationError("Cette personne ne travaille pas ici aujourd’hui.")
        attendee.seat, attendee.user_id = Seat.COLLEAGUE, user_id
        twin = held.attendees.filter(user_id=user_id)
    elif grant is not None:
        if not open_today.filter(pk=grant.pk, to_member=None).exists():
            raise ValidationError("Cet accord n’est plus ouvert, ou la personne n’en a pas été informée.")
        attendee.seat, attendee.grant = Seat.PARTNER, grant
        twin = held.attendees.filter(grant=grant)
    else:
        raise ValidationError("Choisissez quelqu’un.")
    if known := twin.first():
        return known
    attendee.save()
    trace(actor, held, Verb.CHANGE, reason="quelqu’un de plus")
    return attendee


def openings_to_seat(conference: Conference, today: date) -> QuerySet[Grant]:
    """Those of today of which the person was told: at the table, they would learn of the others."""
    rows = standing_grants(conference.organisation_id, conference.person_id, on=today)
    return rows.filter(consent__informed_on__isnull=False)


def _check_in_circle(actor: Actor, conference: Conference, member: CircleMember) -> None:
    around = circle_of(actor, conference.person).filter(until_on=None)
    if not around.filter(pk=member.pk).exists():
        raise ValidationError("Cette personne n’est plus dans le cercle.")


def renew_openings(conference: Conference, today: date) -> None:
    """Whose opening is closed, or who had none, now sits by the one that the same agreement's next gave them."""
    standing = list(openings_to_seat(conference, today))
    if not standing:
        return
    by_recipient = {of_grant(grant).key: grant for grant in standing}
    by_member = {grant.to_member_id: grant for grant in standing if grant.to_member_id}
    taken = set(conference.attendees.filter(grant__isnull=False).values_list("grant_id", flat=True))
    seats = conference.attendees.select_related("grant__to_organisation", "grant__to_team", "grant__to_user")
    for seat in seats.exclude(seat__in=[Seat.PERSON, Seat.COLLEAGUE]):
        if seat.grant and seat.grant.is_open(today):
            continue
        found = by_recipient.get(of_grant(seat.grant).key) if seat.grant else by_member.get(seat.member_id)  # type: ignore[arg-type]
        if found is not None and found.pk not in taken:
            seat.grant = found
            seat.save_gesture("grant")


@transaction.atomic
def edit_attendee(*, actor: Actor, attendee: Attendee, expected: int, now: datetime) -> Attendee:
    """Say why they come, and who leads: one at a time."""
    held = hold(actor, attendee.conference, *SEATED)
    if attendee.leads:
        held.attendees.exclude(pk=attendee.pk).filter(leads=True).update(leads=False)
    attendee.save_revision(expected=expected)
    trace(actor, held, Verb.CHANGE, reason="autour de la table")
    return attendee


@transaction.atomic
def remove_attendee(*, actor: Actor, attendee: Attendee, now: datetime) -> None:
    """They do not come after all, and read nothing of it any more. The person always keeps their seat."""
    held = hold(actor, attendee.conference, *BEFORE)
    if attendee.seat == Seat.PERSON:
        raise ValidationError("La réunion est la sienne\u00a0: sa place reste, même sans y venir.")
    attendee.delete()
    trace(actor, held, Verb.CHANGE, reason="quelqu’un de moins")


@transaction.atomic
def note_availability(
    *, actor: Actor, attendee: Attendee, answers: Mapping[UUID, Says | str], now: datetime
) -> None:
    """When they can come, as they say it themselves through their opening, or as whoever prepares notes it."""
    ATTENDEE.check(actor, Action.EDIT, attendee)
    held = Conference.objects.select_for_update(no_key=True).get(pk=attendee.conference_id)
    if held.state not in BEFORE:
        raise ValidationError(MOVED)
    known = set(held.times.values_list("pk", flat=True))
    for time_id, says in answers.items():
        if time_id in known:
            Availability.objects.update_or_create(
                time_id=time_id,
                attendee=attendee,
                defaults={"says": says, "noted_by_id": actor.user_id, "person_id": held.person_id},
                create_defaults={
                    "says": says,
                    "noted_by_id": actor.user_id,
                    "person_id": held.person_id,
                    "created_at": now,
                },
            )
    trace(actor, held, Verb.CHANGE, reason="disponibilités", right=right_to_answer(actor, attendee))


def right_to_answer(actor: Actor, attendee: Attendee) -> str:
    """By what right one answers from elsewhere, in words for the trail; nothing for those who keep the meeting."""
    if actor.organisation_id == attendee.conference.organisation_id:
        return ""
    return right_of(attendee.grant) if attendee.grant else "invitation à une réunion"


@transaction.atomic
def note_presence(*, actor: Actor, attendee: Attendee, presence: Presence | str, now: datetime) -> Attendee:
    """Whether they are there: one gesture, taken back by another."""
    conference = hold(actor, attendee.conference, ConferenceState.LIVE, ConferenceState.MINUTES)
    if conference.minutes.exists():
        raise ValidationError("Le compte rendu est déjà donné à lire.")
    attendee.presence = presence
    attendee.save_gesture("presence")
    trace(actor, conference, Verb.CHANGE, reason="présences")
    return attendee
