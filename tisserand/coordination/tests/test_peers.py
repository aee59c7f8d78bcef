"""A peer mediator reaches a thread by the addresses meant for whoever an agreement lets in, and by no other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.cast import TODAY, World, client_of
from tisserand.common.access import Action
from tisserand.common.clock import now
from tisserand.coordination.models import Message, Thread
from tisserand.coordination.policies.threads import THREAD
from tisserand.coordination.queries.threads import inbox_of, waiting_for
from tisserand.coordination.readers import Readers
from tisserand.coordination.tests.factories import make_message, make_reading, make_thread
from tisserand.sharing.choices import BlockReach, ShareLevel, Topic
from tisserand.sharing.models import Grant
from tisserand.sharing.tests.factories import make_consent

pytestmark = pytest.mark.django_db
# Every address that names a thread, and what a peer gets there while an agreement covers it: they read, answer, follow;
# what belongs to those around the dossier is not theirs.
MEANT = {
    "coordination:thread_detail": 200,
    "coordination:thread_read": 302,
    "coordination:thread_unread": 302,
    "coordination:thread_follow": 302,
    "coordination:thread_close": 403,
    "coordination:thread_reopen": 403,
    "coordination:message_take_back": 404,  # nobody takes back what somebody else wrote
    "coordination:message_keep_note": 403,
    "coordination:message_keep_step": 403,
}
READ_ONLY = {"coordination:thread_detail"}


@pytest.fixture
def grant(world: World) -> Grant:
    """The peer of the house may read what is essential about housing; the colleague answers for the frame."""
    consent = make_consent(
        world, peer=world.cast.peer, level=ShareLevel.ACCOUNT, topics=[Topic.HOUSING], ends_on=None,
        guarantor=world.cast.colleague,
    )  # fmt: skip
    return consent.grants.get()


@pytest.fixture
def message(world: World) -> Message:
    """In a thread about housing, which may be shared."""
    return make_message(world)


def addresses() -> Iterator[str]:
    """Every name under which an address holds `thread_id`."""
    yield from _addresses(get_resolver().url_patterns, "", False)


def _addresses(patterns: list[Any], place: str, holds: bool) -> Iterator[str]:
    for pattern in patterns:
        here = holds or "thread_id" in str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            space = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from _addresses(pattern.url_patterns, place + space, here)
        elif isinstance(pattern, URLPattern) and here:
            yield f"{place}{pattern.name}"


def knock(world: World, name: str, message: Message) -> int:
    """What the peer gets, as a page would send it."""
    args: dict[str, Any] = {"thread_id": message.thread_id}
    if ":message_" in name:
        args["message_id"] = message.pk
    client = client_of(world.cast.peer)
    address = reverse(name, kwargs=args)
    return (client.get if name in READ_ONLY else client.post)(address).status_code


def test_every_address_of_a_thread_is_told_here() -> None:
    assert set(addresses()) == set(MEANT)


def test_what_is_meant_while_an_agreement_covers_it(world: World, grant: Grant, message: Message) -> None:
    assert {name: knock(world, name, message) for name in MEANT} == MEANT
    Grant.objects.update(cut_at=now())
    assert {knock(world, name, message) for name in MEANT} == {404}


@pytest.mark.parametrize(
    "said", [{"topic": Topic.MONEY}, {"topic": ""}, {"reach": BlockReach.TEAM}], ids=["other", "none", "team"]
)
def test_nothing_of_what_it_does_not_cover(said: dict[str, Any], world: World, grant: Grant) -> None:
    message = make_message(world, make_thread(world, **said))
    assert {knock(world, name, message) for name in MEANT} == {404}


def test_nothing_by_another_agreement(world: World) -> None:
    """Shallow, about someone else, with another peer, with another structure."""
    housing = {"topics": [Topic.HOUSING]}
    make_consent(world, peer=world.cast.peer, level=ShareLevel.KNOWS, **housing)
    make_consent(world, peer=world.cast.peer, person=world.restricted.person, **housing)
    make_consent(world, peer=world.cast.former, **housing)
    make_consent(world, to=world.association, **housing)
    message = make_message(world)
    assert {knock(world, name, message) for name in MEANT} == {404}


def test_the_lists_of_those_around_do_not_exist_for_them(
    world: World, grant: Grant, message: Message
) -> None:
    client = client_of(world.cast.peer)
    assert client.get(reverse("coordination:thread_list")).status_code == 404
    for name in ("person_thread_list", "thread_start"):
        address = reverse(f"coordination:{name}", args=[world.person.pk])
        assert client.get(address).status_code == 404
    assert client.get(reverse("coordination:thread_panel")).content == b""
    under = client.get(reverse("coordination:opening_thread_list", args=[grant.pk]))
    assert message.thread.title in under.content.decode()
    other = make_consent(world, topics=[Topic.HOUSING]).grants.get()  # to the association
    for name in ("opening_thread_list", "opening_thread_start"):
        assert client.get(reverse(f"coordination:{name}", args=[other.pk])).status_code == 404


def test_having_read_they_go_back_under_what_lets_them_in(
    world: World, grant: Grant, message: Message
) -> None:
    client = client_of(world.cast.peer)
    answer = client.post(reverse("coordination:thread_unread", args=[message.thread_id]))
    assert answer.url == reverse("coordination:opening_thread_list", args=[grant.pk])
    assert client.get(answer.url).status_code == 200


def test_list_and_object_agree_for_them(world: World, grant: Grant, message: Message) -> None:
    make_thread(world, topic=Topic.MONEY)
    make_thread(world, dossier=world.restricted)
    actor = world.cast.actor("peer")
    for action in THREAD.rules:
        listed = set(THREAD.filter(actor, action, Thread.objects.all()))
        assert listed == {row for row in Thread.objects.all() if THREAD.may(actor, action, row)}
    assert set(THREAD.filter(actor, Action.READ, Thread.objects.all())) == {message.thread}
    assert not waiting_for(actor, heard_until=now()).exists(), "they are told of what they follow"
    make_reading(message.thread, world.cast.peer, world.ccas, follows=True)
    assert set(inbox_of(actor)) == {message.thread}


def test_they_never_learn_which_partners_read(world: World, grant: Grant) -> None:
    make_consent(world, user=world.cast.partner, topics=[Topic.HOUSING])
    thread = make_message(world).thread
    make_reading(thread, world.cast.two_hats, world.association)
    known = {one.user_id for one in Readers(thread, TODAY).known_to(world.cast.actor("peer"))}
    assert known == {world.cast.referent.pk, world.cast.colleague.pk}
    client, address = client_of(world.cast.peer), reverse("coordination:thread_detail", args=[thread.pk])
    page = client.get(address).content.decode()
    for name in ("Partner Essai", "Association d’essai", "Head Essai"):
        assert name not in page
    sent = {"text": "Elle tient.", "called": str(world.cast.partner.pk), "_once": str(uuid4())}
    client.post(address, sent)
    assert not Message.objects.filter(mentions__user=world.cast.partner).exists()
