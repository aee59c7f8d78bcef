"""Signing in: e-mail and password, the second factor, the trace it leaves, the limits, the words."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.cast import PASSWORD, World, client_of
from tisserand.accounts.models import User
from tisserand.audit.choices import Verb
from tisserand.audit.models import AccessEvent


@pytest.fixture(autouse=True)
def _no_memory_of_attempts(db: None) -> None:
    cache.clear()


def sign_in(client: Client, user: User, password: str = PASSWORD) -> Any:
    return client.post(reverse("account_login"), {"login": user.email, "password": password})


def without_second_factor(user: User) -> User:
    Authenticator.objects.filter(user=user).delete()
    return user


def code_of(secret: str) -> str:
    present = list(yield_hotp_counters_from_time())[1]
    return format_hotp_value(hotp_value(secret, present))


def activate(client: Client) -> tuple[str, Any]:
    secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
    return secret, client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})


def test_signing_in_and_out_leaves_a_trace(world: World) -> None:
    user = without_second_factor(world.cast.referent)
    client = Client()
    assert sign_in(client, user).url == "/"
    assert client.post(reverse("account_logout")).url == reverse("account_login")
    trail = AccessEvent.objects.filter(actor_id=user.pk).order_by("at")
    assert [(event.verb, event.organisation_id) for event in trail] == [
        (Verb.SIGN_IN, world.ccas.pk),
        (Verb.SIGN_OUT, world.ccas.pk),
    ]


def test_a_wrong_password_is_refused_in_french_and_noted(world: World) -> None:
    answer = sign_in(Client(), world.cast.referent, "faux")
    assert "Cette adresse et ce mot de passe ne vont pas ensemble" in answer.content.decode()
    assert AccessEvent.objects.get(actor_id=world.cast.referent.pk).verb == Verb.REFUSED


def test_an_unknown_address_gets_the_same_answer_and_no_trace(world: World) -> None:
    answer = Client().post(reverse("account_login"), {"login": "personne@exemple.test", "password": "x"})
    assert "ne vont pas ensemble" in answer.content.decode()
    assert not AccessEvent.objects.exists()


def test_five_failures_close_the_door_for_a_while_even_to_the_right_password(world: World) -> None:
    for _ in range(5):
        sign_in(Client(), world.cast.referent, "faux")
    assert "Trop d’essais" in sign_in(Client(), world.cast.referent).content.decode()
    without_second_factor(world.cast.colleague)
    assert sign_in(Client(), world.cast.colleague).status_code == 302


def test_too_many_requests_are_told_so_plainly(world: World, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    for _ in range(2):
        sign_in(Client(), world.cast.referent, "faux")
    answer = sign_in(Client(), world.cast.referent)
    assert answer.status_code == 429
    assert "Patientez quelques minutes" in answer.content.decode()


def test_a_member_without_second_factor_is_sent_to_its_activation_wherever_they_go(world: World) -> None:
    client = client_of(without_second_factor(world.cast.administrator))
    for name in ("accounts:member_list", "accounts:profile", "accounts:organisation_choose"):
        assert client.get(reverse(name)).url == reverse("mfa_activate_totp")
    fragment = client.get(reverse("accounts:member_list"), headers={"HX-Request": "true"})
    assert fragment.headers["HX-Redirect"] == reverse("mfa_activate_totp")


@pytest.mark.parametrize(
    ("demo", "invented", "asked"), [(True, True, False), (True, False, True), (False, True, True)]
)
def test_the_second_factor_is_required_outside_the_demonstration(
    world: World, settings: Any, demo: bool, invented: bool, asked: bool
) -> None:
    settings.DEMO = demo
    world.ccas.is_demonstration = invented
    world.ccas.save()
    client = client_of(without_second_factor(world.cast.referent))
    assert client.get(reverse("accounts:profile")).status_code == (302 if asked else 200)


def test_activation_follows_sign_in_and_the_code_is_then_asked_each_time(
    world: World,
) -> None:
    user = without_second_factor(world.cast.referent)
    client = Client()
    sign_in(client, user)
    secret, answer = activate(client)
    assert answer.url == reverse("mfa_view_recovery_codes")
    codes = re.findall(r"<code>(\d{8})</code>", client.get(answer.url).content.decode())
    assert len(codes) == 10
    assert secret not in str(Authenticator.objects.get(user=user, type="totp").data)

    again = Client()
    assert sign_in(again, user).url == reverse("mfa_authenticate")
    assert again.get(reverse("accounts:profile")).status_code == 302
    assert again.post(reverse("mfa_authenticate"), {"code": codes[0]}).url == "/"
    assert not AccessEvent.objects.filter(part="accounts.second_factor").exists()
    spent = Client()
    sign_in(spent, user)
    assert (
        "Ce code ne convient pas"
        in spent.post(reverse("mfa_authenticate"), {"code": codes[0]}).content.decode()
    )
    assert AccessEvent.objects.get(part="accounts.second_factor").verb == Verb.REFUSED


def test_a_wrong_first_code_activates_nothing(world: World) -> None:
    client = Client()
    sign_in(client, without_second_factor(world.cast.referent))
    client.get(reverse("mfa_activate_totp"))
    answer = client.post(reverse("mfa_activate_totp"), {"code": "abcdef"})
    assert "Ce code ne convient pas" in answer.content.decode()
    assert not Authenticator.objects.filter(user=world.cast.referent).exists()


def test_what_is_required_cannot_be_stopped(world: World) -> None:
    client = Client()
    sign_in(client, without_second_factor(world.cast.referent))
    activate(client)
    page = client.post(reverse("mfa_deactivate_totp"))
    assert "Votre structure demande la double vérification" in page.content.decode()
    assert Authenticator.objects.filter(user=world.cast.referent, type="totp").exists()


def test_changing_the_password_is_told_by_mail_and_weak_ones_are_refused(world: World) -> None:
    client = client_of(world.cast.referent)
    new = {"oldpassword": PASSWORD, "password1": "Tournesol-42x", "password2": "Tournesol-42x"}
    weak = client.post(
        reverse("account_change_password"), new | {"password1": "Referent12", "password2": "Referent12"}
    )
    assert "trop facile à deviner" in weak.content.decode()
    assert client.post(reverse("account_change_password"), new).url == reverse("accounts:profile")
    assert mail.outbox[0].subject == "Votre mot de passe a changé"
    world.cast.referent.refresh_from_db()
    assert world.cast.referent.check_password("Tournesol-42x")


def test_a_mail_server_that_is_down_stops_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise OSError

    monkeypatch.setattr("django.core.mail.message.EmailMessage.send", refuse)
    new = {"oldpassword": PASSWORD, "password1": "Tournesol-42x", "password2": "Tournesol-42x"}
    assert client_of(world.cast.referent).post(reverse("account_change_password"), new).status_code == 302


def test_a_forgotten_password_is_chosen_again_by_the_link_of_a_message(world: World) -> None:
    Client().post(reverse("account_reset_password"), {"email": world.cast.referent.email})
    link = re.search(r"http://testserver(\S+)", mail.outbox[0].body)
    assert link
    client = Client()
    page = client.get(link[1], follow=True)
    new = {"password1": "Tournesol-42x", "password2": "Tournesol-42x"}
    assert client.post(page.request["PATH_INFO"], new).url == reverse("account_reset_password_from_key_done")
    world.cast.referent.refresh_from_db()
    assert world.cast.referent.check_password("Tournesol-42x")
    assert "plus valable" in Client().get(link[1], follow=True).content.decode()


def test_an_unknown_address_receives_nothing(db: None) -> None:
    answer = Client().post(reverse("account_reset_password"), {"email": "personne@exemple.test"})
    assert answer.url == reverse("account_reset_password_done")
    assert mail.outbox == []


def test_a_silent_mail_server_does_not_tell_who_has_an_account(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(mail.EmailMessage, "send", refuse)
    for address in (world.cast.referent.email, "personne@exemple.test"):
        answer = Client().post(reverse("account_reset_password"), {"email": address})
        assert answer.url == reverse("account_reset_password_done")


def test_nobody_signs_up_alone(db: None) -> None:
    with pytest.raises(NoReverseMatch):
        reverse("account_signup")


ENGLISH = re.compile(
    r"\b(password|sign|your|please|code is|enter|forgot|email address|confirm|the)\b", re.IGNORECASE
)
OUTSIDE = [
    "account_login",
    "account_reset_password",
    "account_reset_password_done",
    "account_inactive",
    "account_reset_password_from_key_done",
]
INSIDE = [
    "account_change_password",
    "account_reauthenticate",
    "account_logout",
    "mfa_activate_totp",
    "accounts:profile",
]


def words_of(page: Any) -> str:
    """What is read on a page: neither tags nor attributes that nobody reads."""
    body = re.sub(r"(?s)<(script|style|template).*?</\1>", "", page.content.decode())
    read_aloud = " ".join(re.findall(r'(?:placeholder|aria-label|title|alt)="([^"]*)"', body))
    return re.sub(r"(?s)<[^>]+>", " ", body) + read_aloud


@pytest.mark.parametrize("name", OUTSIDE + INSIDE)
@pytest.mark.parametrize("method", ["get", "post"])
def test_no_english_is_left(world: World, name: str, method: str) -> None:
    client = Client() if name in OUTSIDE else client_of(without_second_factor(world.cast.referent))
    if name in INSIDE:
        sign_in(client := Client(), world.cast.referent)
    page = getattr(client, method)(reverse(name), follow=True)
    assert not ENGLISH.findall(words_of(page))


def test_pages_are_asked_again_and_forgotten_on_leaving(world: World) -> None:
    client = client_of(world.cast.referent)
    page = client.get(reverse("support:dossier_detail", args=[world.dossier.pk]))
    assert page.headers["Cache-Control"] == "private, no-cache"
    assert "Clear-Site-Data" not in page.headers
    left = client.post(reverse("account_logout"))
    assert left.headers["Clear-Site-Data"] == '"cache"'
    assert "Clear-Site-Data" not in client.post(reverse("account_logout")).headers
