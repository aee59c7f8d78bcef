"""Who prepares, reads and answers referrals: those who accompany, those who receive, and the person by a link."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q

from tisserand.accounts.actors import Actor
from tisserand.common.access import NEVER, AccessTable, Action, predicate
from tisserand.coordination.models import Referral
from tisserand.coordination.models.referral import READ_AFTER, UNREADABLE
from tisserand.coordination.referral_choices import ReferralState
from tisserand.people.models import Person
from tisserand.sharing.keepers import keeps
from tisserand.sharing.models import Grant
from tisserand.sharing.policies import OPENING, accompanies, same_organisation


@predicate(where=lambda actor: Q(to_organisation_id=actor.organisation_id) if actor.is_member else NEVER)
def comes_to_us(actor: Actor, referral: Referral) -> bool:
    """It was made to the organisation for which the actor acts."""
    return actor.is_member and referral.to_organisation_id == actor.organisation_id


@predicate(
    where=lambda actor: Q(member_id=actor.member_id, person_id=actor.person_id) if actor.member_id else NEVER
)
def answered_by_this_guest(actor: Actor, referral: Referral) -> bool:
    """A link let the actor in, as the one who answers for it."""
    mine = (actor.member_id, actor.person_id)
    return actor.member_id is not None and (referral.member_id, referral.person_id) == mine


@predicate(
    where=lambda actor: (
        Q(sent_at__isnull=False)
        & ~Q(state__in=UNREADABLE)
        & (Q(closed_on=None) | Q(closed_on__gte=actor.today - READ_AFTER))
        if actor.today
        else NEVER
    )
)
def is_readable_there(actor: Actor, referral: Referral) -> bool:
    """It was sent, it was not taken back, it is not over since long."""
    return actor.today is not None and referral.is_readable_there(actor.today)


def _still_open(actor: Actor) -> Q:
    opened = OPENING.filter(actor, Action.READ, Grant.objects.all()).filter(consent_id=OuterRef("consent_id"))
    return Q(consent=None) | Q(Exists(opened))


@predicate(where=_still_open)
def is_still_given(actor: Actor, referral: Referral) -> bool:
    """The person agreed to this one by itself, or the agreement it rests on lets the actor in today."""
    if referral.consent_id is None:
        return True
    return OPENING.filter(actor, Action.READ, Grant.objects.filter(consent_id=referral.consent_id)).exists()


@predicate(where=lambda actor: Q(person_id=actor.person_id) if actor.is_the_person else NEVER)
def is_about_me(actor: Actor, referral: Referral) -> bool:
    """The actor is the person, let in by their own link."""
    return actor.is_the_person and referral.person_id == actor.person_id


@predicate(
    where=lambda actor: (
        ~Q(state=ReferralState.PREPARING) & (Q(consent=None) | Q(consent__informed_on__isnull=False))
    )
)
def was_told(actor: Actor, referral: Referral) -> bool:
    """It left, and the person knows of what it rests on."""
    if referral.state == ReferralState.PREPARING:
        return False
    return referral.consent is None or referral.consent.informed_on is not None


_THOSE_WHO_KEEP = [[same_organisation, keeps]]
_THOSE_WHO_RECEIVE = [
    [comes_to_us, accompanies, is_readable_there, is_still_given],
    [answered_by_this_guest, is_readable_there, is_still_given],
]
# Editing and taking back are for those who keep the dossier; answering (`MANAGE`), for those who receive too.
REFERRAL = AccessTable(
    {
        Action.SEE: [*_THOSE_WHO_KEEP, *_THOSE_WHO_RECEIVE, [is_about_me, was_told]],
        Action.READ: [*_THOSE_WHO_KEEP, *_THOSE_WHO_RECEIVE, [is_about_me, was_told]],
        Action.EDIT: _THOSE_WHO_KEEP,
        Action.MANAGE: [*_THOSE_WHO_KEEP, *_THOSE_WHO_RECEIVE],
    }
)
RECEIVED = AccessTable(dict.fromkeys((Action.SEE, Action.READ, Action.EDIT), _THOSE_WHO_RECEIVE))


def may_refer(actor: Actor, person: Person) -> bool:
    """Whether the actor may send this person somewhere."""
    held: Any = Referral(person=person, organisation_id=actor.organisation_id)
    return REFERRAL.may(actor, Action.EDIT, held)


def may_have_referrals(actor: Actor) -> bool:
    """Whoever accompanies may send, and receive."""
    return actor.is_accompanying
