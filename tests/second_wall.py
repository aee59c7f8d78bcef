"""What the second wall promises, table by table, read in Python from the access tables: an independent reading of it.

For each guarded table: does this row exist for this actor, as it stands? And in the history of such rows?
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from functools import lru_cache
from typing import Any

from django.db.models import Model

from tests.cast import TODAY
from tisserand.accounts.actors import Actor
from tisserand.audit.models import AccessEvent
from tisserand.common.access import Action
from tisserand.common.clock import now
from tisserand.coordination.choices import Seat
from tisserand.coordination.models import (
    AgendaItem,
    Attendee,
    Availability,
    Conference,
    Decision,
    KeptAs,
    ListeningTurn,
    Mention,
    Message,
    Minutes,
    ProposedPoint,
    ProposedTime,
    Referral,
    ReferralMove,
    Thread,
    ThreadReading,
)
from tisserand.coordination.policies.conferences import CONFERENCE
from tisserand.coordination.policies.referrals import REFERRAL
from tisserand.coordination.policies.threads import THREAD
from tisserand.coordination.seen import eyes_of, point_of
from tisserand.people.models import (
    CirclePicture,
    ContactPoint,
    DuplicatePair,
    EmergencyOpening,
    HouseholdMember,
    Merge,
    NotDuplicate,
    Person,
    Registration,
    Relation,
)
from tisserand.people.policies import EMERGENCY, PERSON, REGISTRATION
from tisserand.sharing.guest_trail import own_trail
from tisserand.sharing.models import (
    AccountBlock,
    ChosenItem,
    CircleMember,
    Consent,
    Grant,
    GuarantorChange,
    Guest,
    GuestMessage,
    JoinRequest,
    PathReferent,
    Proposal,
    SamePerson,
    SharingCode,
)
from tisserand.sharing.policies import FRAME, HELD, JOINING, OPENING, OWN, PROPOSED, SAID
from tisserand.sharing.queries import covered_blocks
from tisserand.sharing.scope import Scope, of_grant
from tisserand.support import models as support
from tisserand.support.choices import HandoverState
from tisserand.support.policies import (
    DEADLINE,
    DOCUMENT,
    DOSSIER,
    ENTRY,
    HANDOVER,
    IMPORT,
    VICTORY,
    VOICE,
    WELCOME,
)
from tisserand.support.queries.shared import covered_documents, covered_entries, covered_goals

remembered = lru_cache(maxsize=4096)  # rows are compared by id: what was said of one holds for the module
Reading = Callable[[Actor, Any], bool]


@remembered
def knows(actor: Actor, person: Person | None) -> bool:
    """Known here; a record brought into another one, as that one is."""
    if person is None:
        return False
    if PERSON.may(actor, Action.READ, person):
        return True
    here = person.registrations.filter(organisation_id=actor.organisation_id, is_merged=True)
    return person.merged_into is not None and here.exists() and knows(actor, person.merged_into)


@remembered
def reads(actor: Actor, dossier: support.Dossier) -> bool:
    """Around the dossier, or left to read on."""
    return DOSSIER.may(actor, Action.READ, dossier)


def reads_of(actor: Actor, row: Any) -> bool:
    """The same, of whichever dossier the organisation of the row has of its person."""
    dossiers = support.Dossier.objects.filter(person_id=row.person_id, organisation_id=row.organisation_id)
    return any(reads(actor, dossier) for dossier in dossiers)


def held(actor: Actor, row: Any) -> bool:
    """Kept by those around the dossier."""
    return HELD.may(actor, Action.READ, row)


def accompanies_here(actor: Actor, row: Any) -> bool:
    """Of the organisation, for those who accompany there."""
    return actor.is_accompanying and row.organisation_id == actor.organisation_id


def of_dossier(actor: Actor, row: Any) -> bool:
    """What a dossier holds."""
    return reads(actor, row.dossier)


def sees_dossier(actor: Actor, row: Any) -> bool:
    """What one knows with the dossier."""
    return DOSSIER.may(actor, Action.SEE, row.dossier)


def holds(actor: Actor, row: support.Referent) -> bool:
    """One's own, in whichever organisation one holds it."""
    return actor.is_accompanying and row.user_id == actor.user_id and row.until_on is None


def _as_it_was_proposed(actor: Actor, row: support.Handover) -> support.Handover:
    """What someone declined, they find as when it was proposed to them."""
    found = copy(row)
    if row.state == HandoverState.DECLINED and row.receiver_id == actor.user_id:
        found.state = HandoverState.PROPOSED
    return found


def told_here(actor: Actor, event: AccessEvent) -> bool:
    """One's own gestures; those made here, of someone only by who may know of them; those of partners, of one's own."""
    if event.actor_id is not None and event.actor_id == actor.user_id:
        return True
    if actor.is_member and event.organisation_id == actor.organisation_id:
        person = Person.objects.filter(pk=event.person_id).first()
        if event.person_id is None or knows(actor, person):
            return True
    doors = [
        *Grant.objects.filter(pk=event.object_id),
        *JoinRequest.objects.filter(pk=event.object_id),
        *Guest.objects.filter(pk=event.object_id),
        *Referral.objects.filter(pk=event.object_id),
    ]
    return any(reads_of(actor, door) for door in doors)


# --- what an agreement opens


def link(actor: Actor) -> Guest | None:
    """The link that let the actor in, while it stands."""
    guest = Guest.objects.filter(pk=actor.guest_id).first() if actor.guest_id else None
    return guest if guest and guest.is_standing(now()) else None


def is_theirs(actor: Actor, row: Any) -> bool:
    """It is about the person whom their own link let in, and held by who gave them the link."""
    guest = link(actor)
    return guest is not None and actor.is_the_person and (row.person_id, row.organisation_id) == (
        guest.person_id, guest.organisation_id,
    )  # fmt: skip


def either(*readings: Reading) -> Reading:
    """One or the other."""
    return lambda actor, row: any(reading(actor, row) for reading in readings)


@remembered
def scopes(actor: Actor) -> list[Scope]:
    """All that is open to the actor today."""
    return [of_grant(grant) for grant in OPENING.filter(actor, Action.READ, Grant.objects.all())]


def opened(of_scope: Callable[[Scope], Any]) -> Reading:
    """Among what one of them covers."""

    @remembered
    def covered(actor: Actor) -> set[Any]:
        return {row for scope in scopes(actor) for row in of_scope(scope)}

    return lambda actor, row: row in covered(actor)


def opened_there(row: SamePerson) -> bool:
    """The other organisation opened something of that person, one day, to the one which keeps a record too."""
    there = {"organisation": row.their_organisation, "to_organisation": row.organisation}
    return Grant.objects.filter(person=row.theirs, opens_on__isnull=False, **there).exists()


def reads_theirs(actor: Actor, row: SamePerson) -> bool:
    """Around the dossier of the one who opened."""
    theirs = support.Dossier.objects.filter(person=row.theirs, organisation=row.their_organisation)
    return any(reads(actor, dossier) for dossier in theirs)


# --- meetings


@remembered
def gathers(actor: Actor, conference: Conference) -> bool:
    """Kept by those around the dossier."""
    return CONFERENCE.may(actor, Action.EDIT, conference)


@remembered
def seats(actor: Actor) -> set[Attendee]:
    """The actor's own at announced meetings: by an opening of today; by a link, of those who gave it."""
    mine = {scope.grant for scope in scopes(actor)}
    guest, announced = link(actor), Attendee.objects.filter(conference__invited_at__isnull=False)
    found = {seat for seat in announced.select_related("conference", "grant") if seat.grant in mine}
    if guest is not None:
        who = {"member": guest.member} if guest.member else {"seat": Seat.PERSON}
        found |= set(
            announced.filter(person=guest.person, conference__organisation=guest.organisation, **who)
        )
    return found


def tables(actor: Actor) -> set[Any]:
    """The meetings at which they sit."""
    return {seat.conference_id for seat in seats(actor)}


def sees_point(actor: Actor, item: AgendaItem) -> bool:
    """A point that may be seen from one of those seats."""
    return any(
        seat.conference_id == item.conference_id and eyes_of(seat, TODAY)(point_of(item))
        for seat in seats(actor)
    )


def sits_with(actor: Actor, **who: Any) -> bool:
    """Someone at a table where the actor sits."""
    return Attendee.objects.filter(conference_id__in=tables(actor), **who).exists()


# --- referrals


@remembered
def receives(actor: Actor, referral: Referral) -> bool:
    """Those to whom it was made, while they may read it; by their own link, the person it is about."""
    return REFERRAL.may(actor, Action.READ, referral) and (
        not actor.is_the_person or is_theirs(actor, referral)
    )


def goals(scope: Scope) -> list[support.Goal]:
    """Those that are covered (the tests give each person one dossier: the one that is shown)."""
    return covered_goals(scope)


def _dossiers(scope: Scope) -> list[support.Dossier]:
    return list(support.Dossier.objects.filter(person=scope.person, organisation=scope.organisation))


OPENED: dict[type[Model], Reading] = {
    Person: either(opened(lambda scope: [scope.person]), lambda actor, row: actor.person_id == row.pk),
    Grant: either(
        opened(lambda scope: [scope.grant]),
        lambda actor, row: is_theirs(actor, row) and row.consent.informed_on is not None,
        lambda actor, row: sits_with(actor, grant_id=row.pk),
    ),
    Guest: lambda actor, row: (
        actor.guest_id == row.pk
        or (
            actor.user_id is not None
            and row.user_id == actor.user_id
            and any(
                (scope.person.pk, scope.organisation.pk) == (row.person_id, row.organisation_id)
                for scope in scopes(actor)
            )
        )
    ),
    GuestMessage: lambda actor, row: SAID.may(actor, Action.READ, row),
    CircleMember: either(
        lambda actor, row: actor.member_id == row.pk,
        lambda actor, row: sits_with(actor, member_id=row.pk),
    ),
    Referral: receives,
    ReferralMove: lambda actor, row: receives(actor, row.referral),
    Conference: lambda actor, row: row.pk in tables(actor),
    **dict.fromkeys(
        (ProposedTime, Attendee, ListeningTurn, Minutes),
        lambda actor, row: row.conference_id in tables(actor),
    ),
    AgendaItem: sees_point,
    Availability: lambda actor, row: row.attendee in seats(actor),
    ProposedPoint: lambda actor, row: row.attendee in seats(actor),
    AccessEvent: lambda actor, row: (
        (guest := link(actor)) is not None
        and actor.is_the_person
        and own_trail(guest).filter(pk=row.pk).exists()
    ),
    Consent: either(
        opened(lambda scope: [scope.grant.consent] if scope.grant else []),
        lambda actor, row: OWN.may(actor, Action.READ, row) and is_theirs(actor, row),
    ),
    ChosenItem: opened(lambda scope: scope.grant.consent.chosen.all() if scope.grant else []),
    GuarantorChange: opened(lambda scope: scope.grant.consent.guarantor_changes.all() if scope.grant else []),
    AccountBlock: opened(covered_blocks),
    Proposal: lambda actor, row: PROPOSED.may(actor, Action.READ, row),
    JoinRequest: lambda actor, row: JOINING.may(actor, Action.SEE, row),
    SamePerson: lambda actor, row: opened_there(row) and reads_theirs(actor, row),
    support.Dossier: opened(_dossiers),
    support.Referent: opened(lambda scope: support.Referent.objects.filter(dossier__in=_dossiers(scope))),
    support.Plan: opened(
        lambda scope: support.Plan.objects.filter(dossier__in=_dossiers(scope)) if scope.level >= 30 else []
    ),
    support.Goal: opened(goals),
    support.Step: opened(lambda scope: [step for goal in goals(scope) for step in goal.steps.all()]),
    support.StepReport: lambda actor, row: actor.is_guest and row.guest_id == actor.guest_id,
    support.MapItem: opened(lambda scope: [item for goal in goals(scope) for item in goal.answers.all()]),
    support.Entry: either(opened(covered_entries), lambda actor, row: VOICE.may(actor, Action.READ, row)),
    support.Document: opened(covered_documents),
    support.DocumentVersion: opened(
        lambda scope: [version for one in covered_documents(scope) for version in one.versions.all()]
    ),
    # Before it is known for which organisation they act, whoever signed in finds their own.
    EmergencyOpening: lambda actor, row: row.opened_by_id == actor.user_id and actor.organisation_id is None,
    Thread: lambda actor, row: THREAD.may(actor, Action.READ, row),
    HouseholdMember: lambda actor, row: any(
        knows(actor, mate.person) for mate in row.household.members.all()
    ),
}

# --- what everyone's own organisation lets them see: of histories too

KNOWN: dict[type[Model], Reading] = {
    AccessEvent: told_here,
    Person: knows,
    Registration: lambda actor, row: (
        REGISTRATION.may(actor, Action.SEE, row)
        # Of a record brought into another one; of someone opened in an emergency, who is in no list all the same.
        or (row.organisation_id == actor.organisation_id and knows(actor, row.person))
    ),
    ContactPoint: lambda actor, row: knows(actor, row.person),
    Relation: lambda actor, row: knows(actor, row.person),
    CirclePicture: lambda actor, row: knows(actor, row.person),
    HouseholdMember: lambda actor, row: knows(actor, row.person),
    Merge: lambda actor, row: accompanies_here(actor, row) and knows(actor, row.kept),
    EmergencyOpening: lambda actor, row: EMERGENCY.may(actor, Action.READ, row),
    DuplicatePair: accompanies_here,
    NotDuplicate: lambda actor, row: knows(actor, row.first) and knows(actor, row.second),
    Consent: held,
    Grant: reads_of,
    ChosenItem: lambda actor, row: held(actor, row.consent),
    GuarantorChange: lambda actor, row: FRAME.may(actor, Action.READ, row),
    AccountBlock: held,
    Proposal: held,
    SharingCode: held,
    JoinRequest: held,
    SamePerson: lambda actor, row: (
        accompanies_here(actor, row)
        and knows(actor, row.person)
        and (
            row.said_by_id == actor.user_id
            or any(
                (scope.person, scope.organisation) == (row.theirs, row.their_organisation)
                for scope in scopes(actor)
            )
        )
    ),
    Guest: held,
    GuestMessage: held,
    CircleMember: held,
    PathReferent: held,
    support.Dossier: lambda actor, row: DOSSIER.may(actor, Action.SEE, row),
    support.Referent: lambda actor, row: sees_dossier(actor, row) or holds(actor, row),
    support.PhaseChange: sees_dossier,
    support.Request: of_dossier,
    support.Plan: of_dossier,
    support.SituationMap: of_dossier,
    support.Victory: lambda actor, row: VICTORY.may(actor, Action.READ, row),
    support.Deadline: lambda actor, row: DEADLINE.may(actor, Action.READ, row),
    support.Goal: lambda actor, row: reads(actor, row.plan.dossier),
    support.Step: lambda actor, row: reads(actor, row.goal.plan.dossier),
    support.StepReport: lambda actor, row: reads(actor, row.step.goal.plan.dossier),
    support.PlanAgreement: lambda actor, row: reads(actor, row.plan.dossier),
    support.PlanRefusal: lambda actor, row: reads(actor, row.plan.dossier),
    support.Review: lambda actor, row: reads(actor, row.plan.dossier),
    support.ReviewedGoal: lambda actor, row: reads(actor, row.review.plan.dossier),
    support.MapItem: lambda actor, row: reads(actor, row.map.dossier),
    support.MapLink: lambda actor, row: reads(actor, row.map.dossier),
    support.MapSnapshot: lambda actor, row: reads(actor, row.map.dossier),
    support.PutOff: lambda actor, row: row.user_id == actor.user_id and reads(actor, row.dossier),
    support.Entry: lambda actor, row: ENTRY.may(actor, Action.READ, row),
    support.EntryVersion: lambda actor, row: ENTRY.may(actor, Action.READ, row.entry),
    support.Document: lambda actor, row: DOCUMENT.may(actor, Action.READ, row),
    support.DocumentVersion: lambda actor, row: DOCUMENT.may(actor, Action.READ, row.document),
    support.Handover: lambda actor, row: HANDOVER.may(actor, Action.READ, _as_it_was_proposed(actor, row)),
    support.FirstWelcome: lambda actor, row: WELCOME.may(actor, Action.READ, row),
    support.ImportRow: lambda actor, row: IMPORT.may(actor, Action.READ, row.caseload_import),
    Thread: of_dossier,
    Message: lambda actor, row: THREAD.may(actor, Action.READ, row.thread),
    ThreadReading: lambda actor, row: THREAD.may(actor, Action.READ, row.thread),
    Mention: lambda actor, row: THREAD.may(actor, Action.READ, row.message.thread),
    KeptAs: lambda actor, row: reads(actor, row.message.thread.dossier),
    Referral: lambda actor, row: REFERRAL.may(actor, Action.EDIT, row),
    ReferralMove: lambda actor, row: REFERRAL.may(actor, Action.EDIT, row.referral),
    Conference: gathers,
    Availability: lambda actor, row: gathers(actor, row.attendee.conference),
    **dict.fromkeys(
        (ProposedTime, ProposedPoint, Attendee, AgendaItem, Decision, ListeningTurn, Minutes),
        lambda actor, row: gathers(actor, row.conference),
    ),
}


def exists_for(actor: Actor, row: Model) -> bool:
    """Whether the row exists for the actor; for a link that stands no more, nothing does."""
    model = type(row)
    if actor.is_guest and link(actor) is None:
        return False
    return KNOWN[model](actor, row) or (model in OPENED and OPENED[model](actor, row))


def was_for(actor: Actor, event: Any, model: type[Model]) -> bool:
    """Whether the actor finds this line of the history of `model`: as the row stood, and never through an agreement."""
    if actor.is_guest and link(actor) is None:
        return False
    names = {field.attname for field in event._meta.concrete_fields}
    held_then = {
        field.attname: getattr(event, field.attname)
        for field in model._meta.concrete_fields
        if field.attname in names
    }
    return KNOWN[model](actor, model(**held_then | {model._meta.pk.attname: event.pgh_obj_id}))
