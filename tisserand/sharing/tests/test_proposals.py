"""What partners propose: through an opening that covers the topic, answered once, never without the keepers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import reverse

from tests.cast import World, client_of
from tisserand.audit.models import AccessEvent
from tisserand.common.rows import StaleRevision
from tisserand.sharing.choices import BlockReach, ProposalState, ShareLevel, Topic
from tisserand.sharing.models import AccountBlock, Proposal
from tisserand.sharing.queries import own_proposals, proposals_to_read
from tisserand.sharing.scope import of_grant
from tisserand.sharing.services.consents import withdraw_consent
from tisserand.sharing.services.proposals import create_proposal, decline_proposal, take_up_proposal
from tisserand.sharing.tests.factories import make_block, make_consent, make_proposal

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
TEXT = "Le bailleur accepte un délai."

pytestmark = pytest.mark.django_db


def _propose(world: World, grant: Any, topic: str = Topic.HOUSING, who: str = "partner") -> Proposal:
    return create_proposal(actor=world.cast.actor(who), grant=grant, topic=topic, text=TEXT, now=NOW)


def test_a_partner_proposes_and_it_is_told(world: World) -> None:
    grant = make_consent(world).grants.get()
    proposal = _propose(world, grant)
    assert (proposal.person, proposal.organisation) == (world.person, world.ccas)
    assert list(proposals_to_read(world.cast.actor("referent"), world.person)) == [proposal]
    line = AccessEvent.objects.get(part="sharing.proposal")
    assert (line.object_id, line.person_id, line.organisation_id) == (
        grant.pk,
        world.person.pk,
        world.association.pk,
    )


def test_only_on_what_the_person_agreed_to_share(world: World) -> None:
    narrow = make_consent(world, topics=["health"]).grants.get()
    with pytest.raises(ValidationError):
        _propose(world, narrow)
    knows = make_consent(world, level=ShareLevel.KNOWS).grants.get()
    with pytest.raises(Http404):
        _propose(world, knows)
    with pytest.raises(Http404):
        _propose(world, make_consent(world).grants.get(), who="referent")


def test_closed_it_proposes_no_more_and_what_was_proposed_stays(world: World) -> None:
    consent = make_consent(world)
    grant = consent.grants.get()
    mine = _propose(world, grant)
    client = client_of(world.cast.partner)
    address = reverse("sharing:proposal_create", args=[grant.pk])
    withdraw_consent(actor=world.cast.actor("colleague"), consent=consent, now=NOW)
    with pytest.raises(Http404):
        _propose(world, grant)  # from a page opened before
    assert client.get(address).status_code == 404
    assert client.post(address, {"topic": "housing", "text": TEXT}).status_code == 404
    assert not own_proposals(world.cast.actor("partner"), of_grant(grant))
    assert list(proposals_to_read(world.cast.actor("referent"), world.person)) == [mine]


def test_one_sees_one_s_own_on_what_is_still_covered(world: World) -> None:
    grant = make_consent(world).grants.get()
    mine = _propose(world, grant)
    make_proposal(world, grant=grant, author=world.cast.two_hats)
    partner = world.cast.actor("partner")
    assert list(own_proposals(partner, of_grant(grant))) == [mine]
    grant.consent.topics = ["health"]
    grant.consent.save()
    assert not own_proposals(partner, of_grant(grant))


def _take(world: World, proposal: Proposal, **said: Any) -> AccountBlock:
    return take_up_proposal(
        actor=world.cast.actor("referent"), proposal=proposal, text=said.pop("text", TEXT), now=NOW, **said
    )


def test_taken_up_where_nothing_was_told(world: World) -> None:
    proposal = make_proposal(world)
    block = _take(world, proposal, text="Délai accordé.", reach=BlockReach.SHAREABLE, answer="Merci !")
    proposal.refresh_from_db()
    assert (block.text, block.reach, block.read_over_on) == ("Délai accordé.", "shareable", None)
    assert (proposal.state, proposal.answer) == (ProposalState.ACCEPTED, "Merci !")
    assert (proposal.decided_by, proposal.decided_at) == (world.cast.referent, NOW)


def test_joined_or_put_in_the_place_of_what_is_told(world: World) -> None:
    block = make_block(world, reach=BlockReach.TEAM)
    _take(world, make_proposal(world), reach=BlockReach.SHAREABLE)
    block.refresh_from_db()
    assert block.text == f"Expulsion prévue au printemps.\n\n{TEXT}"
    assert block.reach == BlockReach.TEAM, "who reads a block is decided on the block"
    with pytest.raises(StaleRevision):
        _take(world, make_proposal(world), joins=False, expected=1)
    _take(world, make_proposal(world), joins=False, expected=2)
    block.refresh_from_db()
    assert block.text == TEXT


def test_too_long_once_joined(world: World) -> None:
    make_block(world, text="a" * 1190)
    proposal = make_proposal(world)
    with pytest.raises(ValidationError):
        _take(world, proposal)
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.PROPOSED


def test_answered_once_by_those_who_keep_the_account(world: World) -> None:
    proposal = make_proposal(world)
    for who in ("neighbour", "partner", "reception"):
        with pytest.raises(Http404):
            decline_proposal(actor=world.cast.actor(who), proposal=proposal, answer="Non", now=NOW)
    decline_proposal(actor=world.cast.actor("colleague"), proposal=proposal, answer="Déjà dit.", now=NOW)
    with pytest.raises(ValidationError):
        _take(world, proposal)
    assert not AccountBlock.objects.exists()
