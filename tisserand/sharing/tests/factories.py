"""Agreements made in one line, for the tests of this room and of those above."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.test import Client
from django.urls import reverse

from tests.cast import TODAY, World
from tisserand.accounts.actors import Actor
from tisserand.accounts.models import Organisation, Team, User
from tisserand.common import clock
from tisserand.people.models import Person, Registration
from tisserand.sharing.choices import (
    BlockReach,
    Channel,
    ConsentState,
    Expression,
    InformedHow,
    ItemKind,
    MemberKind,
    Notice,
    ShareLevel,
    Topic,
    UnusualKind,
)
from tisserand.sharing.guest_actors import actor_of
from tisserand.sharing.models import (
    AccountBlock,
    ChosenItem,
    CircleMember,
    Consent,
    Grant,
    GuarantorChange,
    Guest,
    GuestMessage,
    PathReferent,
    Proposal,
    SamePerson,
    UnusualReading,
)
from tisserand.sharing.services.guests import invite_guest
from tisserand.sharing.visits import CODE, NUMBER

SINCE = date(2026, 3, 2)
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
SAID: dict[str, Any] = {
    "purpose": "chercher un logement ensemble",
    "level": ShareLevel.NOTES,
    "topics": [topic.value for topic in Topic],
    "informed_on": SINCE,
    "informed_how": InformedHow.EXPLAINED,
    "notice": Notice.PRINTED,
    "expression": Expression.SPOKEN,
    "witness": "Referent Essai",
}


def make_consent(
    world: World,
    *,
    person: Person | None = None,
    to: Organisation | None = None,
    team: Team | None = None,
    user: User | None = None,
    member: CircleMember | None = None,
    peer: User | None = None,
    notes: Collection[UUID] = (),
    documents: Collection[UUID] = (),
    state: ConsentState = ConsentState.GIVEN,
    **said: Any,
) -> Consent:
    """An agreement of the CCAS about the person of the open dossier, given to the association unless said."""
    is_decided = state != ConsentState.DRAFT
    fields: dict[str, Any] = SAID | {"starts_on": SINCE} | said
    if is_decided:
        fields = {"decided_on": SINCE, "noted_by": world.cast.referent} | fields
    if state == ConsentState.WITHDRAWN:
        fields = {"withdrawn_at": NOW} | fields
    consent = Consent.objects.create(
        person=person or world.person, organisation=world.ccas, state=state, **fields
    )
    if member:
        open_to_member(consent, member)
    elif peer:
        open_to_peer(consent, to or world.ccas, peer)
    else:
        open_to(consent, to or world.association, team=team, user=user)
    for kind, ids in ((ItemKind.NOTE, notes), (ItemKind.DOCUMENT, documents)):
        for pk in ids:
            ChosenItem.objects.create(consent=consent, person_id=consent.person_id, kind=kind, object_id=pk)
    return consent


def open_to(
    consent: Consent, to: Organisation, *, team: Team | None = None, user: User | None = None
) -> Grant:
    """The opening that an agreement makes, as giving it does."""
    return _opened(consent, to_organisation=to, to_team=team, to_user=user)


def open_to_member(consent: Consent, member: CircleMember) -> Grant:
    """The same, to someone of the circle who has no account."""
    return _opened(consent, to_member=member)


def open_to_peer(consent: Consent, to: Organisation, user: User) -> Grant:
    """The same, to a peer mediator, in whichever organisation."""
    return _opened(consent, to_organisation=to, to_user=user, is_peer=True)


def make_guarantor_change(
    world: World, consent: Consent, *, before: User | None, after: User, **said: Any
) -> GuarantorChange:
    """The frame of an agreement passes from one to another, by the coordinator."""
    held = {"consent": consent, "person_id": consent.person_id, "organisation_id": consent.organisation_id}
    return GuarantorChange.objects.create(
        **held, before=before, after=after, changed_by=world.cast.coordinator, **said
    )


def _opened(consent: Consent, **to: Any) -> Grant:
    is_open = consent.state in (ConsentState.GIVEN, ConsentState.WITHDRAWN)
    return Grant.objects.create(
        consent=consent,
        person_id=consent.person_id,
        organisation_id=consent.organisation_id,
        **to,
        opens_on=consent.starts_on if is_open else None,
        closes_on=consent.ends_on if is_open else None,
        cut_at=consent.withdrawn_at,
    )


def make_unusual(world: World) -> UnusualReading:
    """The colleague read of many people in one hour."""
    return UnusualReading.objects.create(
        organisation=world.ccas,
        actor_id=world.cast.colleague.pk,
        actor_name=world.cast.colleague.get_full_name(),
        day=NOW.date(),
        kind=UnusualKind.MANY,
        people=42,
        first_at=NOW,
        last_at=NOW,
    )


def make_block(world: World, topic: Topic = Topic.HOUSING, **said: Any) -> AccountBlock:
    """One block of the essential account of the person of the open dossier, shareable unless said."""
    fields: dict[str, Any] = {
        "text": "Expulsion prévue au printemps.",
        "reach": BlockReach.SHAREABLE,
        "person": world.person,
        "organisation": world.ccas,
        "written_by": world.cast.referent,
    }
    return AccountBlock.objects.create(topic=topic, **fields | said)


def make_proposal(world: World, *, grant: Grant | None = None, **said: Any) -> Proposal:
    """What the partner proposes through an opening, made if none is given."""
    grant = grant or make_consent(world).grants.get()
    fields: dict[str, Any] = {
        "topic": Topic.HOUSING,
        "text": "Le bailleur a accepté un délai.",
        "author": world.cast.partner,
    }
    return Proposal.objects.create(
        grant=grant, person_id=grant.person_id, organisation_id=grant.organisation_id, **fields | said
    )


def make_record_elsewhere(world: World, **names: Any) -> Person:
    """The record that the association keeps of the person of the open dossier."""
    said = {"first_names": "Nadia", "last_name": "Essai"} | names
    person = Person.objects.create(**said)
    Registration.objects.create(person=person, organisation=world.association)
    return person


def make_same(world: World, person: Person | None = None, **said: Any) -> SamePerson:
    """The partner said that the person of the open dossier is one of their own people."""
    held: dict[str, Any] = {
        "person": person or make_record_elsewhere(world),
        "organisation": world.association,
        "theirs": world.person,
        "their_organisation": world.ccas,
        "said_by": world.cast.partner,
    }
    return SamePerson.objects.create(**held | said)


def make_member(world: World, **said: Any) -> CircleMember:
    """Someone around the person of the open dossier, as the CCAS knows it: their doctor unless said."""
    fields: dict[str, Any] = {"kind": MemberKind.HEALTH, "name": "Dr Exemple", "since_on": SINCE}
    return CircleMember.objects.create(person=world.person, organisation=world.ccas, **(fields | said))


def make_path(world: World, member: CircleMember | None = None, **said: Any) -> PathReferent:
    """Whom the person chose to hold their path."""
    held = {"person": world.person, "organisation": world.ccas, "agreed_on": SINCE}
    return PathReferent.objects.create(member=member or make_member(world), **(held | said))


def make_guest(world: World, member: CircleMember | None = None, **said: Any) -> tuple[Guest, str, str]:
    """A link given by the referent, its number and its code: to `member`, or to the person themself."""
    moment = clock.now()
    guest, number, code = invite_guest(
        actor=world.cast.actor("referent"),
        person=world.person,
        member=member,
        link_channel=Channel.POST,
        code_channel=Channel.PHONE,
        expires_at=said.pop("expires_at", moment + timedelta(days=30)),
        now=moment,
    )
    if said:
        Guest.objects.filter(pk=guest.pk).update(**said)
        guest.refresh_from_db()
    return guest, number, code


def make_guest_message(world: World, guest: Guest, **said: Any) -> GuestMessage:
    """What a guest says to those around the dossier."""
    held = {"person_id": guest.person_id, "organisation_id": guest.organisation_id}
    return GuestMessage.objects.create(guest=guest, **held, **({"text": "Le bail est signé."} | said))


def guest_actor(guest: Guest) -> Actor:
    """On whose behalf is done what is done through this link, on the day of the cast."""
    return actor_of(guest, today=TODAY)


def guest_client(number: str, code: str) -> Client:
    """A browser in which a guest came in."""
    client = Client()
    answer = client.post(reverse("sharing:guest_enter"), {NUMBER: number, CODE: code})
    assert answer.status_code == 302, "not let in"
    return client
