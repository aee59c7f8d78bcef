"""Entering as someone of the demonstration: there in one click, and nowhere else."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import World
from tisserand.accounts.models import Invitation, Membership, OutboxMessage
from tisserand.audit.models import AccessEvent
from tisserand.common.clock import now


@pytest.fixture
def referent(world: World) -> Membership:
    """The referent, made one of the invented people of a demonstration."""
    world.ccas.is_demonstration = world.cast.referent.is_demonstration = True
    world.ccas.save()
    world.cast.referent.save()
    return world.cast.referent.memberships.get()


def enter(client: Client, membership: Membership) -> Any:
    return client.post(reverse("accounts:demo_entry"), {"as": str(membership.pk)})


def test_one_press_enters_for_the_organisation_shown(referent: Membership) -> None:
    client = Client()
    page = client.get(reverse("accounts:demo_entry")).content.decode()
    assert "Referent Essai" in page
    assert "Colleague" not in page
    assert page.count('name="as"') == 1
    assert enter(client, referent).url == "/"
    assert (
        client.get(reverse("accounts:job_list")).wsgi_request.actor.organisation_id
        == referent.organisation_id
    )
    assert AccessEvent.objects.filter(actor_id=referent.user_id, verb="sign_in").exists()


def test_one_changes_places_without_leaving(referent: Membership) -> None:
    client = Client()
    enter(client, referent)
    assert enter(client, referent).url == "/"


def test_outside_the_demonstration_the_page_does_not_exist(referent: Membership, settings: Any) -> None:
    settings.DEMO = False
    client = Client()
    assert client.get(reverse("accounts:demo_entry")).status_code == 404
    assert enter(client, referent).status_code == 404
    assert client.get(reverse("accounts:outbox")).status_code == 404
    assert "_auth_user_id" not in client.session
    assert reverse("accounts:demo_entry") not in client.get(reverse("account_login")).content.decode()


def test_nobody_real_is_entered(world: World, referent: Membership) -> None:
    client = Client()
    for real in (world.cast.colleague, world.cast.partner):
        assert enter(client, real.memberships.get()).status_code == 404
    assert client.post(reverse("accounts:demo_entry"), {"as": "n’importe quoi"}).status_code == 404
    assert "_auth_user_id" not in client.session


def test_the_mail_of_real_people_is_not_in_the_outbox(world: World, referent: Membership) -> None:
    Invitation.objects.create(
        organisation=world.association, role="reception", email="invitee@exemple.test",
        invited_by=world.cast.partner, key_digest="x", expires_at=now(),
    )  # fmt: skip
    for to in (
        world.cast.partner.email,
        world.cast.referent.email,
        "invitee@exemple.test",
        "new@exemple.test",
    ):
        OutboxMessage.objects.create(to=to, subject="Votre lien", body="secret")
    page = Client().get(reverse("accounts:outbox"))
    shown = {message.to for message in page.context["page"]}
    assert shown == {world.cast.referent.email, "new@exemple.test"}
