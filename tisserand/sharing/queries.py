"""Agreements of someone, what is open to someone, the circle, the essential account: only what the actor may see."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Exists, OuterRef, Q, QuerySet, Subquery, Value

from tisserand.accounts.actors import Actor
from tisserand.accounts.models import Membership
from tisserand.common.access import Action
from tisserand.common.questions import known_in_advance, question
from tisserand.people.models import Person
from tisserand.sharing.choices import BlockReach, ConsentState, GuestEnd, ProposalState, ShareLevel
from tisserand.sharing.models import (
    AccountBlock,
    ChosenItem,
    CircleMember,
    Consent,
    Grant,
    Guest,
    GuestMessage,
    JoinRequest,
    PathReferent,
    Proposal,
    SamePerson,
    SharingCode,
    UnusualReading,
)
from tisserand.sharing.policies import (
    ACCOMPANYING,
    BY_LATEST,
    HELD,
    JOINING,
    OPENING,
    OWN,
    PROPOSED,
    SAID,
    SAME,
    UNUSUAL,
    is_open_today,
)
from tisserand.sharing.scope import Scope

RECIPIENT = ("to_organisation", "to_team", "to_user", "to_member")  # what the words of an opening need
TO_WHOM = tuple(f"grants__{name}" for name in RECIPIENT)


def consents_visible_to(actor: Actor, action: Action = Action.SEE) -> QuerySet[Consent]:
    """The agreements that the actor's organisation holds, of those whom they accompany."""
    return HELD.filter(actor, action, Consent.objects.all())


def consents_of(actor: Actor, person: Person) -> QuerySet[Consent]:
    """Those about one person, latest first, with whom they open to."""
    rows = consents_visible_to(actor).filter(person=person).select_related("noted_by")
    return rows.prefetch_related(*TO_WHOM)


def openings_visible_to(actor: Actor) -> QuerySet[Grant]:
    """What is open to the actor today, latest first."""
    return OPENING.filter(actor, Action.READ, Grant.objects.all()).order_by(*BY_LATEST)


def opened_people(actor: Actor) -> QuerySet[Grant]:
    """The same, with whom it is about and from whom: for a list."""
    return openings_visible_to(actor).select_related("person", "organisation", "consent")


def named(rows: QuerySet[Grant], words: list[str]) -> QuerySet[Any]:
    """Those about someone whose names hold words that begin so (folded).

    The names are looked at opening by opening: among a million people, those who bear a name are many more than the
    people of whom something is open to someone. And they are looked at where they are kept: whether one may know of
    someone, which is longer to tell, is then asked of those who bear them.
    """
    if not words:
        return rows
    bearing = Person.objects.filter(pk=OuterRef("person_id")).order_by()
    for word in words:
        bearing = bearing.filter(search_names__contains=f" {word}")  # words begin by a space
    said = bearing.values(said=Value(value=True, output_field=BooleanField()))
    return rows.alias(is_named=Subquery(said, output_field=BooleanField())).filter(is_named=True)


def open_grant(actor: Actor, grant_id: UUID) -> Grant | None:
    """An opening, if it lets the actor in at this moment."""
    grant = _opening.first(actor, grant_id)
    if grant is not None:
        known_in_advance(grant.consent, "chosen", _chosen(None, grant.consent_id))
    return grant


@question
def _opening(actor: Actor, grant_id: UUID) -> QuerySet[Grant]:
    rows = openings_visible_to(actor).filter(pk=grant_id)
    return rows.select_related(
        "person", "organisation", "consent__person", "consent__organisation", "consent__guarantor"
    )


@question
def _chosen(_: None, consent_id: UUID) -> QuerySet[ChosenItem]:
    return ChosenItem.objects.filter(consent_id=consent_id)


def grants_from(organisation_id: UUID | None, person_id: UUID) -> QuerySet[Grant]:
    """Every opening, past ones too, that an organisation made of someone."""
    return Grant.objects.filter(organisation_id=organisation_id, person_id=person_id)


_doors: list[type[Any]] = []


def register_door(model: type[Any]) -> None:
    """Say that others read something of someone by these rows (`person_id`, `organisation_id`): the trail of those who
    keep the dossier then tells of it. Called from the `AppConfig.ready` of a room above; its `walls` says it too."""
    _doors.append(model)


def doors_to(organisation_id: UUID | None, person_id: UUID) -> QuerySet[Any]:
    """The ids of what others went through, or knocked at, towards what an organisation keeps of someone: its openings,
    its links and the requests made to it. What they did there is theirs to know."""
    held = {"organisation_id": organisation_id, "person_id": person_id}
    models: tuple[Any, ...] = (JoinRequest, Guest, *_doors)
    doors = [model._default_manager.filter(**held).order_by().values("pk") for model in models]
    return grants_from(organisation_id, person_id).order_by().values("pk").union(*doors)


def standing_grants(organisation_id: UUID | None, person_id: UUID, *, on: date) -> QuerySet[Grant]:
    """What an organisation opened of someone, and is open on that day."""
    rows = grants_from(organisation_id, person_id).filter(cut_at=None, opens_on__lte=on)
    rows = rows.filter(Q(closes_on=None) | Q(closes_on__gte=on))
    return rows.select_related(*RECIPIENT).order_by("opens_on", "pk")


def blocks_visible_to(actor: Actor, action: Action = Action.SEE) -> QuerySet[AccountBlock]:
    """The blocks of essential accounts that the actor keeps."""
    return HELD.filter(actor, action, AccountBlock.objects.all())


def covered_blocks(scope: Scope) -> list[AccountBlock]:
    """The blocks of the essential account that an agreement lets see."""
    if not scope.goes_to(ShareLevel.ACCOUNT):
        return []
    blocks = _shareable_blocks(None, scope.person.pk, scope.organisation.pk)
    return [block for block in blocks if block.topic in scope.topics]


@question
def _shareable_blocks(_: None, person_id: UUID, organisation_id: UUID) -> QuerySet[AccountBlock]:
    rows = AccountBlock.objects.filter(person_id=person_id, organisation_id=organisation_id)
    return rows.filter(reach=BlockReach.SHAREABLE)


def account_grants_of(actor: Actor, person: Person) -> QuerySet[Grant]:
    """The openings of the actor's organisation that let someone read the account today."""
    rows = grants_from(actor.organisation_id, person.pk).filter(is_open_today.where(actor))
    rows = rows.filter(consent__level__gte=ShareLevel.ACCOUNT)
    return rows.select_related("consent", *RECIPIENT)


def proposals_kept(actor: Actor) -> QuerySet[Proposal]:
    """What partners proposed to those whose accounts the actor keeps, latest first."""
    rows = HELD.filter(actor, Action.READ, Proposal.objects.all())
    return rows.select_related("author", "grant__to_organisation", "decided_by")


def proposals_to_read(actor: Actor, person: Person) -> QuerySet[Proposal]:
    """What partners propose about someone's account, still to be answered."""
    return proposals_kept(actor).filter(person=person, state=ProposalState.PROPOSED)


def proposals_waiting(actor: Actor) -> QuerySet[Proposal]:
    """The same of everyone, those who have waited longest first."""
    rows = proposals_kept(actor).filter(state=ProposalState.PROPOSED)
    return rows.select_related("person").order_by("created_at", "pk")


def own_proposals(actor: Actor, scope: Scope) -> list[Proposal]:
    """What the actor proposed through an opening, on what it still covers, latest first."""
    if scope.grant is None:
        return []
    return [row for row in _own_proposals(actor, scope.grant.pk) if row.topic in scope.topics]


@question
def _own_proposals(actor: Actor, grant_id: UUID) -> QuerySet[Proposal]:
    return PROPOSED.filter(actor, Action.READ, Proposal.objects.filter(grant_id=grant_id))


def circle_of(actor: Actor, person: Person) -> QuerySet[CircleMember]:
    """Everyone around someone, those who left too, as the actor's organisation knows them."""
    rows = HELD.filter(actor, Action.READ, CircleMember.objects.all()).filter(person=person)
    return rows.select_related("user", "relation")


def path_referents_of(actor: Actor, person: Person) -> QuerySet[PathReferent]:
    """Who held the whole path, latest first."""
    rows = HELD.filter(actor, Action.READ, PathReferent.objects.all()).filter(person=person)
    return rows.select_related("member")


def consents_to_review(actor: Actor, *, by: object) -> QuerySet[Consent]:
    """Given ones whose day to be spoken of again has come."""
    rows = consents_visible_to(actor).filter(state=ConsentState.GIVEN, review_on__lte=by)
    return (
        rows.filter(Q(ends_on=None) | Q(ends_on__gte=by)).select_related("person").order_by("review_on", "pk")
    )


def code_of(actor: Actor, person: Person) -> SharingCode | None:
    """The code that the person holds from the actor's organisation, even once out of date."""
    rows = HELD.filter(actor, Action.READ, SharingCode.objects.all())
    return rows.filter(person=person, ended_at=None).select_related("made_by").first()


def requests_visible_to(actor: Actor, action: Action = Action.SEE) -> QuerySet[JoinRequest]:
    """Requests made with a code: those one made, those one may answer."""
    return JOINING.filter(actor, action, JoinRequest.objects.all())


def requests_to_answer(actor: Actor, person: Person) -> QuerySet[JoinRequest]:
    """Those about someone, made to the actor's organisation, latest first."""
    rows = requests_visible_to(actor, Action.EDIT).filter(person=person)
    return rows.select_related("from_organisation", "from_user")


def requests_made(actor: Actor) -> QuerySet[JoinRequest]:
    """Those that the actor made, latest first."""
    rows = requests_visible_to(actor).filter(
        from_user_id=actor.user_id, from_organisation_id=actor.organisation_id
    )
    return rows.select_related("organisation")


# The same person, known here and shared by others


def same_visible_to(actor: Actor, action: Action = Action.SEE) -> QuerySet[SamePerson]:
    """What the actor's organisation said of its own records: these are of people whom others share with the actor."""
    return SAME.filter(actor, action, SamePerson.objects.all())


def our_record_of(actor: Actor, grant: Grant) -> SamePerson | None:
    """Which of our own people an opening is about, as it was said here."""
    return _said_of.first(actor, grant.person_id, grant.organisation_id)


@question
def _said_of(actor: Actor, theirs_id: UUID, organisation_id: UUID) -> QuerySet[SamePerson]:
    rows = same_visible_to(actor, Action.READ).filter(
        theirs_id=theirs_id, their_organisation_id=organisation_id
    )
    return rows.select_related("person")


def openings_about(actor: Actor, person: Person) -> QuerySet[Grant]:
    """What others share with the actor today of one of our own people, latest first."""
    said = same_visible_to(actor, Action.READ).filter(
        person=person, theirs_id=OuterRef("person_id"), their_organisation_id=OuterRef("organisation_id")
    )
    return opened_people(actor).filter(Exists(said))


def said_with_requests(actor: Actor, requests: Iterable[JoinRequest]) -> dict[UUID | None, SamePerson]:
    """By request, which of our own people the actor said it is about."""
    rows = same_visible_to(actor, Action.READ).filter(request__in=[asked.pk for asked in requests])
    return {same.request_id: same for same in rows.select_related("person")}


def kept_there_too(consent: Consent) -> set[UUID | None]:
    """Of those to whom an agreement opened, the organisations that said they keep a record of the person as well."""
    grants = consent.grants.filter(opens_on__isnull=False).values("to_organisation_id")
    rows = SamePerson.objects.filter(
        theirs_id=consent.person_id, their_organisation_id=consent.organisation_id, ended_at=None
    )
    return set(rows.filter(organisation_id__in=grants).values_list("organisation_id", flat=True))


def unusual_visible_to(actor: Actor, action: Action = Action.SEE) -> QuerySet[UnusualReading]:
    """The readings that deserve a question, in the actor's organisation."""
    return UNUSUAL.filter(actor, action, UnusualReading.objects.all())


# Guests


def guests_to_be(actor: Actor, person: Person) -> QuerySet[CircleMember]:
    """Those around someone who have no account: an agreement may open to them by a link."""
    return circle_of(actor, person).filter(user=None, until_on=None)


def guests_of(actor: Actor, person: Person) -> QuerySet[Guest]:
    """The links given about someone, latest first, as those who keep the dossier know them."""
    rows = HELD.filter(actor, Action.READ, Guest.objects.all()).filter(person=person)
    return rows.select_related("member", "invited_by", "ended_by", "user")


def standing_guest(guest_id: UUID) -> Guest | None:
    """A link, with all that the page of whoever holds it needs; the caller asks whether it stands."""
    rows = Guest.objects.select_related("member", "person", "organisation")
    return rows.filter(pk=guest_id).first()


def openings_of_guest(actor: Actor) -> QuerySet[Grant]:
    """What is open today to whom a link let in, latest first, ready to be shown."""
    rows = openings_visible_to(actor) if actor.member_id else Grant.objects.none()
    return rows.select_related(
        "person", "organisation", "consent__person", "consent__organisation", "to_member"
    )


def own_consents(actor: Actor, organisation_id: UUID) -> QuerySet[Consent]:
    """What the person answered to one organisation, latest first: what they read by their own link."""
    rows = OWN.filter(actor, Action.READ, Consent.objects.filter(organisation_id=organisation_id))
    answered = rows.exclude(state=ConsentState.DRAFT).prefetch_related(*TO_WHOM)
    return answered.order_by("-decided_on", "-pk")


def said_by_guest(actor: Actor) -> QuerySet[GuestMessage]:
    """What was said through the link that let the actor in, oldest first."""
    return SAID.filter(actor, Action.READ, GuestMessage.objects.all()).select_related("author")


def said_before_account(actor: Actor, grant: Grant) -> list[GuestMessage]:
    """What the actor said to those who share, and was answered, when they came in by a link; oldest first."""
    return _said_before(actor, grant.person_id, grant.organisation_id)


@question
def _said_before(actor: Actor, person_id: UUID, organisation_id: UUID) -> QuerySet[GuestMessage]:
    rows = said_by_guest(actor).filter(person_id=person_id, organisation_id=organisation_id)
    return rows.filter(guest__user_id=actor.user_id)


def former_link(actor: Actor, grant: Grant) -> Guest | None:
    """The link by which the actor came in before they had an account, given by those who share with them now."""
    return _former_links.first(actor, grant.person_id, grant.organisation_id)


@question
def _former_links(actor: Actor, person_id: UUID, organisation_id: UUID) -> QuerySet[Guest]:
    links = Guest.objects.filter(person_id=person_id, organisation_id=organisation_id)
    ended = links.filter(user__isnull=False, user_id=actor.user_id, ended_why=GuestEnd.ATTACHED)
    return ended.select_related("organisation").order_by("-ended_at", "-pk")


def what_reads(guest: Guest, *, on: date) -> list[Grant]:
    """What is open that day to whoever holds this link, or to the account it was attached to."""
    if guest.member_id is None:
        return []
    rows = standing_grants(guest.organisation_id, guest.person_id, on=on).select_related("consent")
    return list(rows.filter(_to_account(guest, on) if guest.has_account else Q(to_member_id=guest.member_id)))


def _to_account(guest: Guest, on: date) -> Q:
    """By name, or where they accompany that day."""
    there = Membership.objects.current(on).filter(user_id=guest.user_id, role__in=ACCOMPANYING)
    place = Q(to_user=None, to_team=None, to_organisation_id__in=there.values("organisation_id"))
    return Q(to_user_id=guest.user_id) | place | Q(to_team_id__in=there.values("team_id"))


def guest_messages_kept(actor: Actor, action: Action = Action.READ) -> QuerySet[GuestMessage]:
    """What guests said to those who keep the dossier, and what was answered, oldest first."""
    rows = HELD.filter(actor, action, GuestMessage.objects.all())
    return rows.select_related("author", "guest__member", "consent")


def guest_messages_to_read(actor: Actor) -> QuerySet[GuestMessage]:
    """What nobody around the dossier has read yet, those who have waited longest first."""
    rows = guest_messages_kept(actor).filter(seen_at=None, author=None)
    return rows.select_related("person").order_by("created_at", "pk")
