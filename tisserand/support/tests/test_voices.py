"""A peer mediator reads what the person chose to show, says something in their own voice, and nothing else."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404
from django.urls import reverse

from tests.cast import TODAY, World, client_of
from tisserand.common.access import Action
from tisserand.common.clock import now, today
from tisserand.people.models import Person
from tisserand.people.policies import PERSON
from tisserand.sharing.choices import ConsentState, ShareLevel, Topic
from tisserand.sharing.models import AccountBlock, Consent, Grant
from tisserand.sharing.recipients import Recipient, recipients_found, recipients_of_keys
from tisserand.sharing.services import consents as sharing
from tisserand.sharing.tests.factories import make_consent
from tisserand.support.choices import Visibility
from tisserand.support.models import Dossier, Entry, EntryVersion
from tisserand.support.policies import DOSSIER, ENTRY, VOICE
from tisserand.support.queries.voices import voices_of
from tisserand.support.services.voices import correct_voice, write_voice

pytestmark = pytest.mark.django_db


@pytest.fixture
def grant(world: World) -> Grant:
    """The person lets the peer of the house read what is essential about housing; the referent answers for it."""
    AccountBlock.objects.create(
        person=world.person, organisation=world.ccas, topic=Topic.HOUSING, text="Audience le 3 décembre.",
        reach="shareable", written_by=world.cast.referent,
    )  # fmt: skip
    consent = make_consent(
        world, peer=world.cast.peer, level=ShareLevel.ACCOUNT, topics=[Topic.HOUSING], ends_on=None,
        guarantor=world.cast.referent,
    )  # fmt: skip
    return consent.grants.get()


def said(world: World, grant: Grant, body: str = "Elle m’a dit qu’elle tient.") -> Entry:
    return write_voice(actor=world.cast.actor("peer"), grant=grant, body=body, happened_at=now(), now=now())


def test_a_peer_reads_nothing_by_their_role(world: World, grant: Grant) -> None:
    actor = world.cast.actor("peer")
    assert not actor.is_accompanying
    for table, model in ((PERSON, Person), (DOSSIER, Dossier), (ENTRY, Entry)):
        for action in table.rules:
            assert not table.filter(actor, action, model.objects.all()).exists()


def test_they_read_through_the_partners_door(world: World, grant: Grant) -> None:
    client = client_of(world.cast.peer)
    assert client.get("/").url == reverse("sharing:opening_list")
    assert "Nadia" in client.get(reverse("sharing:opening_list")).content.decode()
    page = client.get(reverse("sharing:opening_detail", args=[grant.pk])).content.decode()
    for words in (
        "Audience le 3 décembre.",
        "Qui garantit le cadre",
        "Referent Essai",
        world.cast.referent.email,
    ):
        assert words in page
    assert client.get(reverse("people:person_detail", args=[world.person.pk])).status_code == 404
    Grant.objects.update(cut_at=now())
    assert client.get(reverse("sharing:opening_detail", args=[grant.pk])).status_code == 404


def test_an_agreement_here_opens_to_a_named_peer_and_to_nobody_else(world: World) -> None:
    actor = world.cast.actor("referent")
    peer = Recipient(world.ccas, user=world.cast.peer, is_peer=True)
    assert recipients_found(actor, "peer essai") == [peer]
    assert recipients_of_keys(actor, [peer.key]) == [peer]
    neighbour = Recipient(world.ccas, user=world.cast.neighbour, is_peer=True)
    assert recipients_found(actor, "neighbour") == recipients_of_keys(actor, [neighbour.key]) == []
    consent = make_consent(world, state=ConsentState.DRAFT)
    with pytest.raises(ValidationError):
        sharing.choose_recipients(
            actor=actor,
            consent=consent,
            recipients=[Recipient(world.ccas, user=world.cast.neighbour)],
            now=now(),
        )
    for broken in ({"to_user": world.cast.neighbour}, {"is_peer": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Grant.objects.create(
                consent=consent,
                person=world.person,
                organisation=world.ccas,
                to_organisation=world.ccas,
                **broken,
            )


@pytest.mark.parametrize("named", [None, "colleague"])
def test_the_frame_has_a_guarantor(world: World, named: str | None) -> None:
    actor = world.cast.actor("referent")
    consent = make_consent(world, state=ConsentState.DRAFT, peer=world.cast.peer, starts_on=None)
    consent.guarantor = getattr(world.cast, named) if named else None
    sharing.give_consent(actor=actor, consent=consent, decided_on=TODAY, expected=consent.revision, now=now())
    assert Consent.objects.get(pk=consent.pk).guarantor == getattr(world.cast, named or "referent")


def test_what_they_say_is_in_the_journal_as_their_own_voice(world: World, grant: Grant) -> None:
    entry = said(world, grant)
    assert (entry.author, entry.visibility, entry.voice) == (world.cast.peer, Visibility.TEAM, grant)
    assert list(entry.mentions.all()) == [world.cast.referent]
    journal = client_of(world.cast.colleague).get(reverse("support:journal_detail", args=[world.dossier.pk]))
    assert "Parole de pair·e" in journal.content.decode()
    told = client_of(world.cast.referent).get(reverse("support:today")).content.decode()
    assert "Peer Essai, à propos de" in told
    assert not ENTRY.may(world.cast.actor("colleague"), Action.EDIT, entry)


def test_they_read_it_again_and_correct_it_while_they_are_let_in(world: World, grant: Grant) -> None:
    entry, actor = said(world, grant), world.cast.actor("peer")
    assert list(voices_of(actor, grant)) == [entry]
    correct_voice(
        actor=actor, entry=entry, body="Elle tient bon.", happened_at=entry.happened_at,
        expected=entry.revision, now=now(),
    )  # fmt: skip
    assert EntryVersion.objects.get().body == "Elle m’a dit qu’elle tient."
    Grant.objects.update(cut_at=now())
    entry.refresh_from_db()
    assert not VOICE.may(actor, Action.EDIT, entry)
    assert not voices_of(actor, grant).exists()
    with pytest.raises(Http404):
        said(world, grant)
    assert ENTRY.may(world.cast.actor("colleague"), Action.READ, entry), "the team keeps it"


def test_they_are_the_only_ones_to_speak_through_it(world: World, grant: Grant) -> None:
    for who in ("referent", "partner", "head"):
        with pytest.raises(Http404):
            write_voice(actor=world.cast.actor(who), grant=grant, body="…", happened_at=now(), now=now())
    Dossier.objects.filter(pk=world.dossier.pk).update(
        closed_on=today(), phase="closed", closing_reason="moved"
    )
    with pytest.raises(ValidationError):
        said(world, grant)


def test_list_and_object_agree(world: World, grant: Grant) -> None:
    said(world, grant)
    other = make_consent(world, peer=world.cast.peer, ends_on=None).grants.get()
    said(world, other)
    Grant.objects.filter(pk=other.pk).update(cut_at=now())
    rows = list(Entry.objects.all())
    for name, actor in world.cast.actors().items():
        for action in VOICE.rules:
            listed = set(VOICE.filter(actor, action, Entry.objects.all()))
            assert listed == {row for row in rows if VOICE.may(actor, action, row)}, (name, action)
            assert len(listed) == (1 if name == "peer" else 0)
