"""Who prepares and reads meetings: those who accompany; those of elsewhere, a part, while an opening lives."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from tisserand.accounts.actors import Actor
from tisserand.common.access import NEVER, AccessTable, Action, predicate
from tisserand.coordination.choices import Seat
from tisserand.coordination.models import Attendee, Conference
from tisserand.people.models import Person
from tisserand.sharing.keepers import keeps
from tisserand.sharing.models import Grant
from tisserand.sharing.policies import OPENING, same_organisation


def _openings(actor: Actor, path: str) -> Exists:
    return Exists(OPENING.filter(actor, Action.READ, Grant.objects.all()).filter(pk=OuterRef(path)))


@predicate(where=lambda actor: Q(invited_at__isnull=False))
def is_announced(actor: Actor, conference: Conference) -> bool:
    """Invitations were made: before that, nobody of elsewhere knows of it."""
    return conference.invited_at is not None


@predicate(
    where=lambda actor: Q(
        Exists(Attendee.objects.filter(_openings(actor, "grant_id"), conference_id=OuterRef("pk")))
    )
)
def attends_by_an_opening(actor: Actor, conference: Conference) -> bool:
    """The actor works elsewhere, sits at the table, and the opening by which they do lets them in today."""
    return any(_lets_in(actor, attendee) for attendee in conference.attendees.all())


def _lets_in(actor: Actor, attendee: Attendee) -> bool:
    return attendee.grant is not None and OPENING.may(actor, Action.READ, attendee.grant)


_THOSE_WHO_KEEP = [[same_organisation, keeps]]
# Through an opening one reads a part (see `seen`), never the whole row: the pages of those who keep are not theirs.
CONFERENCE = AccessTable(
    {
        Action.SEE: [*_THOSE_WHO_KEEP, [attends_by_an_opening, is_announced]],
        Action.READ: [*_THOSE_WHO_KEEP, [attends_by_an_opening, is_announced]],
        Action.EDIT: _THOSE_WHO_KEEP,
    }
)


@predicate(
    where=lambda actor: Q(
        Exists(
            CONFERENCE.filter(actor, Action.EDIT, Conference.objects.all()).filter(
                pk=OuterRef("conference_id")
            )
        )
    )
)
def is_kept_by_me(actor: Actor, attendee: Attendee) -> bool:
    """The actor keeps the meeting at which they sit."""
    return CONFERENCE.may(actor, Action.EDIT, attendee.conference)


@predicate(where=lambda actor: Q(_openings(actor, "grant_id")))
def sits_by_my_opening(actor: Actor, attendee: Attendee) -> bool:
    """It is by an opening to the actor, live today, that they sit there."""
    return _lets_in(actor, attendee)


@predicate(where=lambda actor: Q(conference__invited_at__isnull=False))
def is_invited(actor: Actor, attendee: Attendee) -> bool:
    """They were told of the meeting."""
    return attendee.conference.invited_at is not None


def _own_seat(actor: Actor) -> Q:
    if actor.member_id:
        return Q(member_id=actor.member_id, person_id=actor.person_id)
    return Q(seat=Seat.PERSON, person_id=actor.person_id) if actor.is_the_person else NEVER


@predicate(where=_own_seat)
def is_my_own_seat(actor: Actor, attendee: Attendee) -> bool:
    """A link let the actor in: the person in theirs, or someone of the circle."""
    if not actor.is_guest or attendee.person_id != actor.person_id:
        return False
    return attendee.seat == Seat.PERSON if actor.is_the_person else attendee.member_id == actor.member_id


# Whose answers one may give: everybody's for those who keep the meeting (« au téléphone »), else one's own.
_THOSE_WHO_ANSWER = [[is_kept_by_me], [sits_by_my_opening, is_invited], [is_my_own_seat, is_invited]]
ATTENDEE = AccessTable(dict.fromkeys((Action.SEE, Action.READ, Action.EDIT), _THOSE_WHO_ANSWER))


def may_gather_about(actor: Actor, person: Person) -> bool:
    """Whether the actor may prepare a meeting around this person."""
    held = Conference(person=person, organisation_id=actor.organisation_id)
    return CONFERENCE.may(actor, Action.EDIT, held)
