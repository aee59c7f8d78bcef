"""What a list shows is exactly what the object rule allows: agreements, openings, accounts, circles, for everybody."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.cast import TODAY, World
from tisserand.accounts.actors import Actor
from tisserand.common.access import AccessTable
from tisserand.sharing.choices import Basis, ConsentState, MemberKind, Topic
from tisserand.sharing.models import (
    AccountBlock,
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
from tisserand.sharing.policies import FRAME, HELD, JOINING, OPENING, OWN, PROPOSED, SAID, SAME
from tisserand.sharing.services.codes import ask_to_join, make_code
from tisserand.sharing.tests.factories import (
    NOW,
    guest_actor,
    make_consent,
    make_guarantor_change,
    make_guest,
    make_guest_message,
    make_member,
    make_proposal,
    make_record_elsewhere,
    make_same,
)

KEPT = (Consent, AccountBlock, CircleMember, PathReferent, Proposal, SharingCode, Guest, GuestMessage)
TWINS = [
    *((HELD, model) for model in KEPT),
    (OPENING, Grant),
    (JOINING, JoinRequest),
    (PROPOSED, Proposal),
    (OWN, Consent),
    (SAID, GuestMessage),
    (SAME, SamePerson),
    (FRAME, GuarantorChange),
]
YESTERDAY, TOMORROW = TODAY - timedelta(1), TODAY + timedelta(1)


@pytest.fixture
def furnished(world: World) -> World:
    """Agreements of every state and span, to a structure, a team, someone; of the restricted person too."""
    team = world.association.teams.get()
    for state in ConsentState:
        make_consent(world, state=state)
    make_consent(world, team=team)
    make_consent(world, user=world.cast.partner)
    make_consent(world, user=world.cast.two_hats)
    with_peer = make_consent(world, peer=world.cast.peer)
    for before, after in ((None, "referent"), ("referent", "neighbour"), ("neighbour", "former")):
        told = {
            "before": getattr(world.cast, before) if before else None,
            "after": getattr(world.cast, after),
        }
        make_guarantor_change(world, with_peer, **told)
    make_consent(world, peer=world.cast.peer, ends_on=YESTERDAY)
    make_consent(world, peer=world.cast.colleague)  # who is no peer any more
    make_consent(world, starts_on=TOMORROW)
    make_consent(world, ends_on=YESTERDAY)
    make_consent(world, ends_on=TODAY)
    make_consent(world, person=world.restricted.person)
    for dossier in (world.dossier, world.restricted):
        held = {"person": dossier.person, "organisation": world.ccas}
        AccountBlock.objects.create(
            **held, topic=Topic.HOUSING, text="Expulsion prévue.", written_by=world.cast.referent
        )
        member = CircleMember.objects.create(**held, kind=MemberKind.HEALTH, name="Dr Exemple")
        PathReferent.objects.create(**held, member=member, agreed_on=date(2026, 3, 2))
        _, letters = make_code(actor=world.cast.actor("referent"), person=dossier.person, now=NOW)
        asking = {"said_code": letters, "said_name": "Nadia", "purpose": "se loger", "now": NOW}
        ask_to_join(actor=world.cast.actor("partner"), **asking)
    doctor = make_member(world)
    for member in (doctor, None):
        make_guest_message(world, make_guest(world, member)[0])
    before = make_guest(world, make_member(world, name="Mme Relais"), user=world.cast.partner)[0]
    make_guest_message(world, before)
    make_consent(world, member=doctor, ends_on=YESTERDAY)
    untold = {"basis": Basis.DANGER, "informed_on": None, "not_informed_reason": "Cela l’exposerait."}
    make_consent(world, member=make_member(world, name="Mme Juge"), **untold)
    for who in ("partner", "two_hats"):
        for theirs in (world.person, world.restricted.person, make_record_elsewhere(world)):
            for ended_at in (None, NOW):
                make_same(
                    world,
                    theirs=theirs,
                    said_by=getattr(world.cast, who),
                    ended_at=ended_at if who == "partner" else NOW,
                )
    make_same(world, world.restricted.person, theirs=make_record_elsewhere(world))  # whom they do not know
    for grant in Grant.objects.exclude(to_organisation=None).select_related("consent"):
        make_proposal(world, grant=grant)
        make_proposal(world, grant=grant, author=world.cast.two_hats)
    return world


def _actors(world: World) -> dict[str, Actor]:
    there = world.cast.actor("two_hats", world.association)
    return world.cast.actors() | {"two_hats_there": there}


@pytest.mark.django_db
@pytest.mark.parametrize(("table", "model"), TWINS, ids=lambda value: getattr(value, "__name__", ""))
def test_list_and_object_agree(table: AccessTable, model: type, furnished: World) -> None:
    rows = list(model.objects.all())
    guests = {f"guest {guest.called}": guest_actor(guest) for guest in Guest.objects.all()}
    for who, actor in (_actors(furnished) | guests).items():
        for action in table.rules:
            listed = set(table.filter(actor, action, model.objects.all()))
            assert listed == {row for row in rows if table.may(actor, action, row)}, (who, action)


@pytest.mark.django_db
def test_who_reads_through_what(furnished: World) -> None:
    team = furnished.association.teams.get()
    seen = {
        who: {
            (grant.to_team_id, grant.to_user_id, grant.closes_on, grant.person_id)
            for grant in OPENING.filter(actor, "read", Grant.objects.all())
        }
        for who, actor in _actors(furnished).items()
    }
    cast, person, other = furnished.cast, furnished.person.pk, furnished.restricted.person.pk
    for_all = {(None, None, None, person), (None, None, TODAY, person), (None, None, None, other)}
    assert seen.pop("partner") == for_all | {
        (team.pk, None, None, person),
        (None, cast.partner.pk, None, person),
    }
    assert seen.pop("two_hats_there") == for_all | {
        (team.pk, None, None, person),
        (None, cast.two_hats.pk, None, person),
    }
    assert seen.pop("peer") == {(None, cast.peer.pk, None, person)}
    assert not any(seen.values()), "nobody else, those who share included"
