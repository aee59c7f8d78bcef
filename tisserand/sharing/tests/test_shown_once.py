"""What is shown once is shown again to a form sent twice, and to nobody else: links, codes."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import World, client_of
from tisserand.accounts.models import Submission
from tisserand.accounts.once import ALREADY, SHOWN_FOR, forget_shown
from tisserand.common.clock import now, today
from tisserand.sharing.models import Guest, SharingCode
from tisserand.sharing.services.guests import renew_guest, revoke_guest
from tisserand.sharing.tests.factories import make_guest, make_member

pytestmark = pytest.mark.django_db
LETTERS = re.compile(r"share-code-letters[^>]*>([0-9A-Z-]+)<")


@pytest.fixture
def asked(world: World) -> tuple[Client, str, dict[str, Any]]:
    """The referent, the page where a link is given, and what they send there."""
    member = make_member(world)
    said = {
        "who": str(member.pk), "link_channel": "post", "code_channel": "phone",
        "until_on": (today() + timedelta(30)).isoformat(), "_once": str(uuid4()),
    }  # fmt: skip
    address = reverse("sharing:guest_invite", args=[world.person.pk])
    return client_of(world.cast.referent), address, said


def shown(answer: Any) -> list[str]:
    """The secrets on the page."""
    assert answer.status_code == 200
    return LETTERS.findall(answer.content.decode())


def is_led_to_renew(client: Client, answer: Any) -> bool:
    """They are told that it is done, where another one is asked for."""
    guest = Guest.objects.get()
    page = client.get(answer.url).content.decode()
    return answer.url == reverse("sharing:guest_renew", args=[guest.person_id, guest.pk]) and ALREADY in page


def test_a_link_asked_twice_is_one_link_shown_twice(asked: Any) -> None:
    client, address, said = asked
    first = shown(client.post(address, said))
    assert len(first) == 2
    assert shown(client.post(address, said)) == first
    assert Guest.objects.count() == 1


def test_neither_secret_can_be_read_in_what_is_kept(asked: Any) -> None:
    client, address, said = asked
    secrets = shown(client.post(address, said))
    kept = Submission.objects.get().shown
    assert kept
    assert not any(secret in kept for secret in secrets)


def test_not_to_another_session_nor_to_somebody_else(world: World, asked: Any) -> None:
    client, address, said = asked
    secrets = shown(client.post(address, said))
    elsewhere = client_of(world.cast.referent)
    assert is_led_to_renew(elsewhere, elsewhere.post(address, said))
    answer = client_of(world.cast.colleague).post(address, said)
    assert answer.status_code == 400
    assert not any(secret in answer.content.decode() for secret in secrets)


def test_not_after_a_few_minutes(asked: Any) -> None:
    client, address, said = asked
    client.post(address, said)
    Submission.objects.update(created_at=now() - SHOWN_FOR)
    assert is_led_to_renew(client, client.post(address, said))
    forget_shown()
    assert Submission.objects.get().shown == ""


def test_not_once_it_was_renewed_or_taken_back(world: World, asked: Any) -> None:
    client, address, said = asked
    client.post(address, said)
    actor, guest = world.cast.actor("colleague"), Guest.objects.get()
    until = now() + timedelta(days=10)
    renew_guest(actor=actor, guest=guest, with_link=False, expires_at=until, now=now())
    assert is_led_to_renew(client, client.post(address, said))
    revoke_guest(actor=actor, guest=guest, now=now())
    assert client.post(address, said).status_code == 302


def test_a_code_renewed_twice_is_renewed_once(world: World) -> None:
    guest, _, _ = make_guest(world, make_member(world))
    client = client_of(world.cast.referent)
    address = reverse("sharing:guest_renew", args=[guest.person_id, guest.pk])
    until = (today() + timedelta(30)).isoformat()
    said = {"what": "code", "until_on": until, "_once": str(uuid4())}
    (code,) = shown(client.post(address, said))
    digest = Guest.objects.get().code_digest
    assert shown(client.post(address, said)) == [code]
    assert Guest.objects.get().code_digest == digest
    assert shown(client.post(address, said | {"_once": str(uuid4())})) != [code], "another form, another code"


def test_a_refused_form_is_sent_again(asked: Any) -> None:
    client, address, said = asked
    assert client.post(address, said | {"code_channel": "post"}).status_code == 422
    assert len(shown(client.post(address, said))) == 2


def test_a_sharing_code_asked_twice_is_one_code(world: World) -> None:
    client = client_of(world.cast.referent)
    page = client.get(reverse("sharing:code_detail", args=[world.person.pk])).content.decode()
    (key,) = re.findall(r'name="_once" value="([0-9a-f-]+)"', page)
    address = reverse("sharing:code_make", args=[world.person.pk])
    first = shown(client.post(address, {"_once": key}))
    assert shown(client.post(address, {"_once": key})) == first
    assert SharingCode.objects.count() == 1
    client.post(reverse("sharing:code_end", args=[world.person.pk]))
    answer = client.post(address, {"_once": key})
    assert answer.url == reverse("sharing:code_detail", args=[world.person.pk])
    assert ALREADY in client.get(answer.url).content.decode()
