"""Passkeys, without a browser: what counts as a second factor, what may be removed, what nonsense is answered.

The ceremonies themselves are walked in `tests/journeys/test_signing_in.py`, with the authenticator of Chromium.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.cast import World, client_of, make_user
from tisserand.accounts.forms.sign_in import PASSKEYS_AT_MOST
from tisserand.accounts.models import User
from tisserand.accounts.queries import members_visible_to
from tisserand.common.clock import today

PASSKEY = Authenticator.Type.WEBAUTHN
A_RESPONSE = ["clientDataJSON", "authenticatorData", "attestationObject", "signature", "userHandle"]


def only_passkeys(user: User, *names: str) -> list[Authenticator]:
    Authenticator.objects.filter(user=user).delete()
    return [Authenticator.objects.create(user=user, type=PASSKEY, data={"name": name}) for name in names]


def test_a_passkey_is_a_second_factor(world: World) -> None:
    user = world.cast.referent
    only_passkeys(user, "Clé")
    assert client_of(user).get(reverse("accounts:profile")).status_code == 200
    seen = members_visible_to(world.cast.actor("administrator"), today=today()).get(pk=user.pk)
    assert seen.has_second_factor
    Authenticator.objects.filter(user=user).delete()
    assert client_of(user).get(reverse("accounts:profile")).url == reverse("mfa_activate_totp")


def test_recovery_codes_alone_are_no_second_factor(world: World) -> None:
    only_passkeys(world.cast.referent)
    Authenticator.objects.create(user=world.cast.referent, type="recovery_codes", data={})
    assert client_of(world.cast.referent).get(reverse("accounts:profile")).status_code == 302


def test_the_last_second_factor_stays_where_one_is_required(world: World) -> None:
    user = world.cast.referent
    first, second = only_passkeys(user, "Une", "Deux")
    client = client_of(user)
    assert client.post(reverse("mfa_remove_webauthn", args=[first.pk])).status_code == 302
    page = client.post(reverse("mfa_remove_webauthn", args=[second.pk]))
    assert "dernier moyen de double vérification" in page.content.decode()
    assert Authenticator.objects.filter(pk=second.pk).exists()


def test_an_application_of_codes_makes_the_last_passkey_removable(world: World) -> None:
    user = world.cast.referent  # who has one
    passkey = Authenticator.objects.create(user=user, type=PASSKEY, data={"name": "Clé"})
    assert client_of(user).post(reverse("mfa_remove_webauthn", args=[passkey.pk])).status_code == 302
    assert not Authenticator.objects.filter(pk=passkey.pk).exists()


def test_a_passkey_makes_the_application_of_codes_removable(world: World) -> None:
    user = world.cast.referent
    Authenticator.objects.create(user=user, type=PASSKEY, data={"name": "Clé"})
    client_of(user).post(reverse("mfa_deactivate_totp"))
    assert [one.type for one in Authenticator.objects.filter(user=user)] == [PASSKEY]


def test_in_the_demonstration_the_last_may_go(world: World, settings: Any) -> None:
    world.ccas.is_demonstration = True
    world.ccas.save()
    (passkey,) = only_passkeys(world.cast.referent, "Clé")
    client = client_of(world.cast.referent)
    client.post(reverse("mfa_remove_webauthn", args=[passkey.pk]))
    assert not Authenticator.objects.filter(user=world.cast.referent).exists()


def test_nobody_renames_or_removes_the_key_of_another(world: World) -> None:
    (passkey,) = only_passkeys(world.cast.colleague, "La sienne")
    client = client_of(world.cast.referent)
    for name in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        assert client.post(reverse(name, args=[passkey.pk]), {"name": "Prise"}).status_code == 404
    passkey.refresh_from_db()
    assert passkey.data["name"] == "La sienne"


def test_a_drawer_full_of_keys_is_said(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.get_credentials", lambda user: [])
    user = world.cast.referent
    for number in range(PASSKEYS_AT_MOST):
        Authenticator.objects.create(user=user, type=PASSKEY, data={"name": str(number)})
    client = client_of(user)
    answer = client.post(reverse("mfa_add_webauthn"), {"credential": "{}"})
    assert "Retirez-en une" in answer.content.decode()


def test_the_domain_of_the_keys_is_the_one_of_the_settings(world: World, settings: Any) -> None:
    client = client_of(world.cast.referent)

    def domain() -> str:
        page = client.get(reverse("mfa_add_webauthn"))
        return str(json.loads(page.context["options"])["publicKey"]["rp"]["id"])

    assert domain() == "testserver"
    settings.PASSKEY_DOMAIN = "exemple.test"
    assert domain() == "exemple.test"


def test_the_options_say_nothing_of_the_account_before_sign_in(world: World) -> None:
    only_passkeys(world.cast.referent, "Clé")
    asked = Client().get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"}).json()
    assert asked["request_options"]["publicKey"]["allowCredentials"] == []
    assert asked["request_options"]["publicKey"]["userVerification"] == "required"


def test_signing_in_by_passkey_is_limited(world: World, settings: Any) -> None:
    cache.clear()
    settings.MFA_RATE_LIMITS = {"webauthn_login": "2/m/ip"}
    answers = [Client().post(reverse("mfa_login_webauthn"), {"credential": "{}"}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 429]


scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=20))
nonsense = st.recursive(
    scalars,
    lambda inside: st.lists(inside, max_size=3) | st.dictionaries(st.text(max_size=8), inside, max_size=3),
)
credentials = st.fixed_dictionaries(
    {},
    optional={
        "id": nonsense,
        "rawId": nonsense,
        "type": st.one_of(st.just("public-key"), nonsense),
        "clientExtensionResults": nonsense,
        "response": st.one_of(nonsense, st.dictionaries(st.sampled_from(A_RESPONSE), nonsense)),
    },
)


class Nonsense(TestCase):
    """Whatever is sent in the place of a passkey is refused, without a breakdown."""

    @settings(max_examples=60)
    @example(False)
    @example(0)
    @example({"response": {"attestationObject": []}})
    @given(st.one_of(nonsense, credentials))
    def test_at_sign_in(self, sent: Any) -> None:
        cache.clear()
        client = Client()
        client.get(reverse("mfa_login_webauthn"), headers={"Accept": "application/json"})
        answer = client.post(reverse("mfa_login_webauthn"), {"credential": json.dumps(sent)})
        assert answer.status_code == 302
        assert "_auth_user_id" not in client.session

    @settings(max_examples=60)
    @example(False)
    @example(0)
    @example({"response": {"attestationObject": []}})
    @given(st.one_of(nonsense, credentials))
    def test_when_adding(self, sent: Any) -> None:
        cache.clear()
        user = make_user("someone")
        client = client_of(user)
        client.get(reverse("mfa_add_webauthn"))
        answer = client.post(reverse("mfa_add_webauthn"), {"name": "x", "credential": json.dumps(sent)})
        assert answer.status_code == 200
        assert not Authenticator.objects.exists()
