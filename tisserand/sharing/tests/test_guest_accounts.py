"""A guest who signs in: what the link opened opens to their account, what was said stays theirs, the link ends."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from django.test import Client
from django.urls import reverse

from tests.cast import World, client_of
from tisserand.accounts.once import FIELD
from tisserand.common.clock import now
from tisserand.sharing.choices import GuestWord
from tisserand.sharing.models import Grant, Guest, GuestMessage
from tisserand.sharing.queries import guests_to_be, openings_visible_to
from tisserand.sharing.services import withdraw_consent
from tisserand.sharing.services.guest_accounts import attach_guest
from tisserand.sharing.services.guest_words import answer_guest
from tisserand.sharing.services.guests import let_in, revoke_guest
from tisserand.sharing.tests.factories import (
    guest_client,
    make_consent,
    make_guest,
    make_guest_message,
    make_member,
    open_to,
)
from tisserand.sharing.visits import COOKIE

pytestmark = pytest.mark.django_db
ATTACH = "/partages/rattacher/"


@pytest.fixture
def doctor(world: World) -> tuple[Guest, str, str]:
    """Someone of the circle to whom an agreement is open, and their link."""
    member = make_member(world)
    make_consent(world, member=member)
    return make_guest(world, member)


def both(world: World, doctor: tuple[Guest, str, str], who: str = "partner") -> Client:
    """A browser in which someone is signed in and came in by the link."""
    client = client_of(getattr(world.cast, who))
    client.cookies[COOKIE] = guest_client(*doctor[1:]).cookies[COOKIE].value
    return client


def test_what_was_open_opens_to_the_account(world: World, doctor: tuple[Guest, str, str]) -> None:
    guest, number, code = doctor
    make_guest_message(world, guest, text="Je la vois jeudi.")
    client = both(world, doctor)
    assert client.post("/invite/compte/").status_code == 302
    assert "Dr Exemple" in client.get(ATTACH).content.decode()
    answer = client.post(ATTACH, follow=True)
    assert "Je la vois jeudi." in answer.content.decode()
    partner = world.cast.actor("partner")
    grant = openings_visible_to(partner).get()
    assert (grant.to_user_id, grant.to_member_id) == (partner.user_id, None)
    assert let_in(number=number, code=code, now=now()) is None
    told = client_of(world.cast.referent).get(reverse("sharing:guest_panel")).content.decode()
    assert GuestWord.ATTACHED.label in told
    assert not guests_to_be(world.cast.actor("referent"), world.person).exists()
    withdraw_consent(actor=world.cast.actor("referent"), consent=grant.consent, now=now())
    assert client.get(reverse("sharing:opening_detail", args=[grant.pk])).status_code == 404


def test_what_was_being_said_goes_on_by_the_account(world: World, doctor: tuple[Guest, str, str]) -> None:
    guest = doctor[0]
    make_guest_message(world, guest, text="Je la vois jeudi.")
    attach_guest(actor=world.cast.actor("partner"), guest=guest, now=now())
    grant = Grant.objects.get()
    client, referent = client_of(world.cast.partner), client_of(world.cast.referent)
    write = reverse("sharing:opening_write", args=[grant.pk])
    assert write in client.get(reverse("sharing:opening_detail", args=[grant.pk])).content.decode()
    assert "Je la vois jeudi." in client.get(write).content.decode()
    said = {FIELD: str(uuid4()), "text": "Elle est venue."}
    for _ in range(2):  # sent twice, said once
        assert client.post(write, said).status_code == 302
    assert client.post(write, {"text": " "}).status_code == 200
    assert [one.text for one in GuestMessage.objects.filter(kind=GuestWord.MESSAGE)] == [
        "Je la vois jeudi.",
        "Elle est venue.",
    ]
    link = reverse("sharing:guest_detail", args=[world.person.pk, guest.pk])
    assert "Elle est venue." in referent.get(link).content.decode()
    assert referent.post(link, {"text": "Merci beaucoup."}).status_code == 302
    assert "Merci beaucoup." in client.get(write).content.decode()
    # Opened to their whole structure, it is theirs to read as well.
    Grant.objects.update(to_user=None)
    assert "Répondre" in referent.get(link).content.decode()
    Grant.objects.update(to_user=world.cast.partner)
    # Somebody else of the same structure never reads nor writes there.
    open_to(grant.consent, world.association)
    there = client_of(world.cast.two_hats)
    assert there.get(write).status_code in (302, 404)
    withdraw_consent(actor=world.cast.actor("referent"), consent=grant.consent, now=now())
    assert client.post(write, {"text": "Encore."}).status_code == 404
    answer = referent.post(link, {"text": "Dans le vide."})
    assert "Cet échange est fini" in answer.content.decode()
    assert "Répondre" not in referent.get(link).content.decode()
    assert not GuestMessage.objects.filter(text__in=["Encore.", "Dans le vide."]).exists()


def test_a_link_that_was_taken_back_is_not_answered(world: World, doctor: tuple[Guest, str, str]) -> None:
    revoke_guest(actor=world.cast.actor("referent"), guest=doctor[0], now=now())
    guest = Guest.objects.get()
    with pytest.raises(ValidationError):
        answer_guest(actor=world.cast.actor("referent"), guest=guest, text="Trop tard.", now=now())


def test_without_having_come_in_there_is_nothing_to_attach(
    world: World, doctor: tuple[Guest, str, str]
) -> None:
    client = client_of(world.cast.partner)
    assert "Dr Exemple" not in client.get(ATTACH).content.decode()
    client.post(ATTACH)
    client.cookies["ticket"] = f"{doctor[0].pk} 1"  # nobody sealed it
    client.post(ATTACH)
    assert Grant.objects.get().to_user_id is None


def test_a_ticket_ends_with_the_link(world: World, doctor: tuple[Guest, str, str]) -> None:
    client = both(world, doctor)
    client.post("/invite/compte/")
    revoke_guest(actor=world.cast.actor("referent"), guest=doctor[0], now=now())
    client.post(ATTACH)
    assert Grant.objects.get().to_user_id is None


def test_the_same_agreement_is_not_opened_twice(world: World, doctor: tuple[Guest, str, str]) -> None:
    grant = Grant.objects.get()
    already = open_to(grant.consent, world.association, user=world.cast.partner)
    attach_guest(actor=world.cast.actor("partner"), guest=doctor[0], now=now())
    grant.refresh_from_db()
    assert grant.cut_at is not None
    assert list(openings_visible_to(world.cast.actor("partner"))) == [already]


def test_neither_those_who_share_nor_who_does_not_accompany(
    world: World, doctor: tuple[Guest, str, str]
) -> None:
    with pytest.raises(ValidationError):
        attach_guest(actor=world.cast.actor("colleague"), guest=doctor[0], now=now())
    with pytest.raises(Http404):
        attach_guest(actor=world.cast.actor("reception"), guest=doctor[0], now=now())
