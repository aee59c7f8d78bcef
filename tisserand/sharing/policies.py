"""Who prepares and reads agreements, and to whom an agreement opens."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q

from tisserand.accounts.actors import Actor
from tisserand.accounts.choices import Role
from tisserand.accounts.policies import may_administer
from tisserand.common.access import NEVER, AccessTable, Action, predicate, settled
from tisserand.people.models import Person
from tisserand.people.policies import PERSON
from tisserand.sharing.keepers import keeps
from tisserand.sharing.models import (
    Consent,
    Grant,
    GuarantorChange,
    GuestMessage,
    JoinRequest,
    Proposal,
    SamePerson,
)

ACCOMPANYING = (Role.WORKER, Role.COORDINATOR, Role.HEAD_OF_SERVICE)


@predicate(where=lambda actor: Q(organisation_id=actor.organisation_id) if actor.is_member else NEVER)
def same_organisation(actor: Actor, thing: Any) -> bool:
    """It is held by the organisation for which the actor acts."""
    return actor.is_member and thing.organisation_id == actor.organisation_id


# What an organisation holds of this room about someone: agreements, circle, essential account, proposals.
_THOSE_WHO_KEEP = [[same_organisation, keeps]]
HELD = AccessTable(dict.fromkeys((Action.SEE, Action.READ, Action.EDIT), _THOSE_WHO_KEEP))


def may_share_of(actor: Actor, person: Person) -> bool:
    """Whether the actor may prepare an agreement with this person, and keep their circle and their account."""
    held = Consent(person=person, organisation_id=actor.organisation_id)
    return HELD.may(actor, Action.EDIT, held)


@predicate(
    where=lambda actor: Q(before_id=actor.user_id) | Q(after_id=actor.user_id) if actor.user_id else NEVER
)
def names_me(actor: Actor, change: GuarantorChange) -> bool:
    """The frame passed to the actor, or from them."""
    return actor.user_id is not None and actor.user_id in (change.before_id, change.after_id)


# Who answered for the frame: those who keep the dossier, and both to whom it must be told, who may have left it.
_BOTH = [[same_organisation, names_me]]
FRAME = AccessTable(
    {
        Action.SEE: [*_THOSE_WHO_KEEP, *_BOTH],
        Action.READ: [*_THOSE_WHO_KEEP, *_BOTH],
        Action.EDIT: _BOTH,  # say that one has read it
    }
)


@predicate(where=lambda actor: settled(actor.is_accompanying))
def accompanies(actor: Actor, thing: Any) -> bool:
    """The actor's work is to accompany people."""
    return actor.is_accompanying


@predicate(
    where=lambda actor: (
        Q(cut_at=None, opens_on__lte=actor.today) & (Q(closes_on=None) | Q(closes_on__gte=actor.today))
        if actor.today
        else NEVER
    )
)
def is_open_today(actor: Actor, grant: Grant) -> bool:
    """It has begun, it has not ended, nobody cut it."""
    return actor.today is not None and grant.is_open(actor.today)


@predicate(where=lambda actor: Q(to_organisation_id=actor.organisation_id) if actor.is_member else NEVER)
def comes_here(actor: Actor, grant: Grant) -> bool:
    """It opens to the organisation for which the actor acts."""
    return actor.is_member and grant.to_organisation_id == actor.organisation_id


@predicate(where=lambda actor: Q(to_team=None, to_user=None))
def is_for_all_there(actor: Actor, grant: Grant) -> bool:
    """Whoever accompanies there may read."""
    return grant.to_team_id is None and grant.to_user_id is None


@predicate(
    where=lambda actor: (
        Q(to_team_id__in=actor.teams_as(*ACCOMPANYING)) if actor.teams_as(*ACCOMPANYING) else NEVER
    )
)
def is_for_my_team(actor: Actor, grant: Grant) -> bool:
    """It opens to a team in which the actor accompanies."""
    return grant.to_team_id is not None and grant.to_team_id in actor.teams_as(*ACCOMPANYING)


@predicate(where=lambda actor: Q(to_user_id=actor.user_id, is_peer=False) if actor.user_id else NEVER)
def is_for_me(actor: Actor, grant: Grant) -> bool:
    """It names the actor, for what they do there as a professional."""
    return actor.user_id is not None and grant.to_user_id == actor.user_id and not grant.is_peer


@predicate(
    where=lambda actor: (
        Q(to_member_id=actor.member_id, person_id=actor.person_id) if actor.member_id else NEVER
    )
)
def is_for_this_guest(actor: Actor, grant: Grant) -> bool:
    """It opens to the one of the circle whom a link let in."""
    return (
        actor.member_id is not None
        and grant.to_member_id == actor.member_id
        and grant.person_id == actor.person_id
    )


@predicate(where=lambda actor: Q(to_user_id=actor.user_id, is_peer=True) if actor.is_peer else NEVER)
def is_for_me_as_a_peer(actor: Actor, grant: Grant) -> bool:
    """It names the actor as a peer mediator, which they are today."""
    return actor.is_peer and grant.is_peer and grant.to_user_id == actor.user_id


_THOSE_IT_OPENS_TO = [
    [comes_here, is_open_today, is_for_me_as_a_peer],
    [is_open_today, is_for_this_guest],
    [comes_here, is_open_today, accompanies, is_for_all_there],
    [comes_here, is_open_today, accompanies, is_for_my_team],
    [comes_here, is_open_today, accompanies, is_for_me],
]

# What comes from elsewhere: a closed opening does not exist any more for those who read through it.
OPENING = AccessTable(dict.fromkeys((Action.SEE, Action.READ), _THOSE_IT_OPENS_TO))


@predicate(where=lambda actor: Q(from_organisation_id=actor.organisation_id) if actor.is_member else NEVER)
def asked_from_here(actor: Actor, request: JoinRequest) -> bool:
    """It was made for the organisation for which the actor acts."""
    return actor.is_member and request.from_organisation_id == actor.organisation_id


@predicate(where=lambda actor: Q(from_user_id=actor.user_id) if actor.user_id else NEVER)
def asked_by_me(actor: Actor, request: JoinRequest) -> bool:
    """The actor made it."""
    return actor.user_id is not None and request.from_user_id == actor.user_id


# Whoever asks follows their own requests; whoever keeps the dossier answers them.
JOINING = AccessTable(
    {
        Action.SEE: [*_THOSE_WHO_KEEP, [asked_from_here, asked_by_me]],
        Action.READ: [*_THOSE_WHO_KEEP, [asked_from_here, asked_by_me]],
        Action.EDIT: _THOSE_WHO_KEEP,
    }
)


@predicate(
    where=lambda actor: Q(
        Exists(PERSON.filter(actor, Action.READ, Person.objects.all()).filter(pk=OuterRef("person_id")))
    )
)
def reads_our_record(actor: Actor, same: SamePerson) -> bool:
    """The actor reads the record that their own organisation keeps."""
    return PERSON.may(actor, Action.READ, same.person)


def _what_they_open(actor: Actor) -> Q:
    opened = OPENING.filter(actor, Action.READ, Grant.objects.all()).filter(
        to_organisation_id=OuterRef("organisation_id"),
        person_id=OuterRef("theirs_id"),
        organisation_id=OuterRef("their_organisation_id"),
    )
    return Q(Exists(opened))


@predicate(where=_what_they_open)
def they_let_me_in(actor: Actor, same: SamePerson) -> bool:
    """The other organisation shares something of that person with the actor today."""
    held = Grant.objects.filter(
        to_organisation_id=same.organisation_id,
        person_id=same.theirs_id,
        organisation_id=same.their_organisation_id,
    )
    return OPENING.filter(actor, Action.READ, held).exists()


@predicate(where=lambda actor: Q(ended_at=None))
def still_stands(actor: Actor, same: SamePerson) -> bool:
    """Nobody said since that they are two people."""
    return same.ended_at is None


@predicate(where=lambda actor: Q(said_by_id=actor.user_id) if actor.user_id else NEVER)
def said_by_me(actor: Actor, same: SamePerson) -> bool:
    """The actor said so, while asking with a code: what they said themself tells them nothing."""
    return actor.user_id is not None and same.said_by_id == actor.user_id


# That two records are of one person tells something to those who may read of both, and to nobody else.
_WHO_READS_BOTH = [
    [same_organisation, accompanies, reads_our_record, still_stands, they_let_me_in],
    [same_organisation, accompanies, reads_our_record, still_stands, said_by_me],
]
SAME = AccessTable(dict.fromkeys((Action.SEE, Action.READ, Action.EDIT), _WHO_READS_BOTH))


@predicate(where=lambda actor: settled(may_administer(actor)))
def administers(actor: Actor, thing: Any) -> bool:
    """The actor administers the organisation, or leads it."""
    return may_administer(actor)


# Who read a great deal, or at night: never of whom. Those who administer do not read what is told of people.
_THOSE_WHO_ADMINISTER = [[same_organisation, administers]]
UNUSUAL = AccessTable(dict.fromkeys((Action.SEE, Action.READ, Action.EDIT), _THOSE_WHO_ADMINISTER))


def may_receive(actor: Actor) -> bool:
    """Whoever accompanies may be let in by an agreement; a peer mediator, by one that names them."""
    return actor.is_accompanying or actor.is_peer


def may_ask_to_join(actor: Actor) -> bool:
    """Whoever accompanies may ask with the code that someone gave them: their organisation answers for it."""
    return actor.is_accompanying


def right_of(grant: Grant) -> str:
    """By what right it is read, in words for the trail."""
    return f"accord de partage : {grant.consent.get_basis_display()}"[:80]


BY_LATEST = (F("opens_on").desc(), F("pk").desc())


@predicate(where=lambda actor: Q(author_id=actor.user_id) if actor.user_id else NEVER)
def is_from_me(actor: Actor, proposal: Proposal) -> bool:
    """The actor wrote it."""
    return actor.user_id is not None and proposal.author_id == actor.user_id


def _through_an_opening(actor: Actor) -> Q:
    return Q(Exists(OPENING.filter(actor, Action.READ, Grant.objects.all()).filter(pk=OuterRef("grant_id"))))


@predicate(where=_through_an_opening)
def still_lets_me_in(actor: Actor, proposal: Proposal) -> bool:
    """The opening through which it was proposed lets the actor in today."""
    return OPENING.may(actor, Action.READ, proposal.grant)


# What a partner proposed, for whoever wrote it: once the opening is closed, only those who keep the account read it.
_WHO_PROPOSED = [[is_from_me, still_lets_me_in]]
PROPOSED = AccessTable(dict.fromkeys((Action.SEE, Action.READ), _WHO_PROPOSED))


@predicate(where=lambda actor: Q(person_id=actor.person_id) if actor.is_the_person else NEVER)
def is_about_me(actor: Actor, consent: Consent) -> bool:
    """The actor is the person it is about, let in by their own link."""
    return actor.is_the_person and consent.person_id == actor.person_id


@predicate(where=lambda actor: Q(informed_on__isnull=False))
def was_told(actor: Actor, consent: Consent) -> bool:
    """The person was told of it: what protects someone without their knowing is not learnt from a link."""
    return consent.informed_on is not None


# What the person reads, and takes back, by their own link.
_THE_PERSON = [[is_about_me, was_told]]
OWN = AccessTable(dict.fromkeys((Action.SEE, Action.READ, Action.EDIT), _THE_PERSON))


@predicate(where=lambda actor: Q(guest_id=actor.guest_id) if actor.guest_id else NEVER)
def through_my_link(actor: Actor, message: GuestMessage) -> bool:
    """It was said through the link that let the actor in, or in answer to it."""
    return actor.guest_id is not None and message.guest_id == actor.guest_id


@predicate(where=lambda actor: Q(guest__user_id=actor.user_id) if actor.user_id else NEVER)
def through_my_former_link(actor: Actor, message: GuestMessage) -> bool:
    """It was said by the actor when they had no account, or in answer to them."""
    return actor.user_id is not None and message.guest.user_id == actor.user_id


def _what_is_open(actor: Actor) -> Q:
    opened = OPENING.filter(actor, Action.READ, Grant.objects.all())
    return Q(
        Exists(opened.filter(person_id=OuterRef("person_id"), organisation_id=OuterRef("organisation_id")))
    )


@predicate(where=_what_is_open)
def is_still_open(actor: Actor, message: GuestMessage) -> bool:
    """Those to whom it was said still share something of the same person with the actor."""
    held = Grant.objects.filter(person_id=message.person_id, organisation_id=message.organisation_id)
    return OPENING.filter(actor, Action.READ, held).exists()


# What is said through a link: by whoever holds it, and by those who keep the dossier (`HELD`).
_BY_A_LINK = [[through_my_link], [through_my_former_link, is_still_open]]
SAID = AccessTable(dict.fromkeys((Action.SEE, Action.READ), _BY_A_LINK))
