"""An invitation from its sending to the first page of the newcomer."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from tests.cast import World, client_of
from tisserand.accounts.choices import Role
from tisserand.accounts.models import Invitation, OutboxMessage, User
from tisserand.accounts.services.invitations import NotPending, digest
from tisserand.audit.models import AccessEvent
from tisserand.common.clock import now

NEW = {"email": "Nora.Neuve@Exemple.test", "first_name": "Nora", "last_name": "Neuve", "role": "worker"}
ME = {"first_name": "Nora", "last_name": "Neuve", "job_title": "", "password": "Tournesol-42x"}


def invite(world: World, **said: Any) -> str:
    """Send an invitation; the path that the mail leads to."""
    data = NEW | {"team": str(world.north.pk)} | said
    answer = client_of(world.cast.administrator).post(reverse("accounts:invitation_send"), data)
    assert answer.status_code == 302, answer.context["form"].errors
    return link()


def link() -> str:
    found = re.search(r"http://testserver(/invitation/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def test_someone_new_opens_an_account_joins_and_sets_up_the_second_factor(world: World) -> None:
    path = invite(world)
    assert mail.outbox[0].to == ["nora.neuve@exemple.test"]
    assert "intervenant·e (Nord)" in mail.outbox[0].body
    client = Client()
    page = client.get(path).content.decode()
    assert "CCAS d’essai" in page
    assert 'value="Nora"' in page
    assert "trop facile" in client.post(path, ME | {"password": "NoraNeuve"}).content.decode()
    assert client.post(path, ME).url == "/"
    user = User.objects.get(email="nora.neuve@exemple.test")
    assert user.memberships.get().team == world.north
    assert client.get(reverse("accounts:profile")).url == reverse("mfa_activate_totp")
    assert client.get(reverse("mfa_activate_totp")).status_code == 200, "the password was just given"
    accepted = AccessEvent.objects.get(part="accounts.invitation_accepted")
    assert (accepted.actor_id, accepted.organisation_id) == (user.pk, world.ccas.pk)


def test_only_a_digest_of_the_key_is_kept_and_it_opens_once(world: World) -> None:
    path = invite(world)
    key = path.split("/")[2]
    invitation = Invitation.objects.get()
    assert invitation.key_digest == digest(key) != key
    Client().post(path, ME)
    again = Client().get(path)
    assert again.status_code == 410
    assert "a déjà servi" in again.content.decode()


def test_of_two_clicks_at_once_the_second_is_told_that_the_first_was_served(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = invite(world)
    # Both read the invitation while it waits; the row lock lets one through, the other hears NotPending.
    monkeypatch.setattr("tisserand.accounts.views.invitations.services.accept_invitation", _too_late)
    assert Client().post(path, ME | {"_once": str(uuid4())}).status_code == 410


def _too_late(**_: Any) -> None:
    raise NotPending


@pytest.mark.parametrize("change", [{"expires_at": now() - timedelta(days=1)}, {"withdrawn_at": now()}])
def test_an_expired_or_withdrawn_link_says_so(world: World, change: dict[str, Any]) -> None:
    path = invite(world)
    Invitation.objects.update(**change)
    answer = Client().post(path, ME)
    assert answer.status_code == 410
    assert not User.objects.filter(email="nora.neuve@exemple.test").exists()


def test_sending_again_gives_a_new_link_and_ends_the_first(world: World) -> None:
    first = invite(world)
    invitation = Invitation.objects.get()
    client = client_of(world.cast.administrator)
    client.post(reverse("accounts:invitation_withdraw", args=[invitation.pk]))
    client.post(reverse("accounts:invitation_resend", args=[invitation.pk]))
    assert Client().get(first).status_code == 410
    assert Client().get(link()).status_code == 200


def test_an_account_that_exists_signs_in_and_joins(world: World) -> None:
    path = invite(world, email=world.cast.partner.email)
    assert "connectez-vous" in Client().get(path).content.decode()
    other = client_of(world.cast.colleague)
    assert "un autre compte" in other.get(path).content.decode()
    other.post(path)
    assert Invitation.objects.get().accepted_at is None
    client = client_of(world.cast.partner)
    client.post(path)
    assert world.cast.partner.memberships.filter(organisation=world.ccas, role=Role.WORKER).exists()
    assert client.get(reverse("accounts:job_list")).wsgi_request.actor.organisation_id == world.ccas.pk


def test_neither_a_colleague_nor_someone_already_invited_is_invited(world: World) -> None:
    invite(world)
    client = client_of(world.cast.administrator)
    data = NEW | {"team": str(world.north.pk)}
    again = client.post(reverse("accounts:invitation_send"), data)
    assert "attend déjà" in again.content.decode()
    here = client.post(reverse("accounts:invitation_send"), data | {"email": world.cast.referent.email})
    assert "travaille déjà ici" in here.content.decode()


def test_a_mail_that_does_not_leave_leaves_no_invitation(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("tisserand.accounts.mail.send_mail", refuse)
    data = NEW | {"team": str(world.north.pk)}
    answer = client_of(world.cast.administrator).post(reverse("accounts:invitation_send"), data)
    assert "n’a pas pu partir" in answer.content.decode()
    assert not Invitation.objects.exists()


def test_in_the_demonstration_the_mail_is_read_on_a_page(world: World, settings: Any) -> None:
    world.ccas.is_demonstration = True
    world.ccas.save()
    settings.EMAIL_BACKEND = "tisserand.accounts.mail.OutboxBackend"
    data = NEW | {"team": str(world.north.pk)}
    client_of(world.cast.administrator).post(reverse("accounts:invitation_send"), data)
    assert OutboxMessage.objects.get().to == "nora.neuve@exemple.test"
    page = Client().get(reverse("accounts:outbox")).content.decode()
    assert re.search(r'href="http://testserver/invitation/[\w-]+/"', page)
    settings.DEMO = False
    assert Client().get(reverse("accounts:outbox")).status_code == 404
