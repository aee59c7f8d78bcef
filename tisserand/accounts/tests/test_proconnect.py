"""Signing in through a real provider, with both kinds of signature: who gets in, who is told why not, and leaving."""

from __future__ import annotations

from collections.abc import Iterator
from time import time
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.socialaccount.models import SocialAccount
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.cast import World, client_of, give_second_factor, prove_identity
from tests.oidc import Provider, Visitor, running
from tisserand.accounts import idle, provider_session
from tisserand.accounts.choices import Role
from tisserand.accounts.models import Invitation, User
from tisserand.accounts.proconnect import discovery, tokens
from tisserand.accounts.services.invitations import Invited, send_invitation
from tisserand.audit.models import AccessEvent
from tisserand.common.clock import now

SIRET, OTHER_SIRET = "21690123100011", "26690123100012"
NADIA = {
    "given_name": "Nadia",
    "usual_name": "Zitouni",
    "email": "nadia@exemple.test",
    "email_verified": True,
    "siret": SIRET,
    "idp_id": "idp-1",
}
EXPORT = "/personnes/exporter/?format=csv"


@pytest.fixture(scope="module")
def providers() -> Iterator[dict[str, Provider]]:
    with running("http://testserver") as them:
        yield them


@pytest.fixture(params=["RS256", "HS256"])
def provider(request: Any, providers: dict[str, Provider], settings: Any, db: None) -> Provider:
    found = providers[request.param]
    settings.SOCIALACCOUNT_PROVIDERS = found.setting()
    found.has({"nadia": NADIA})
    discovery.forget()
    cache.clear()
    return found


@pytest.fixture
def only_rs256(providers: dict[str, Provider], settings: Any, db: None) -> Provider:
    """Where the signature changes nothing to what is tried."""
    found = providers["RS256"]
    settings.SOCIALACCOUNT_PROVIDERS = found.setting()
    found.has({"nadia": NADIA})
    discovery.forget()
    cache.clear()
    return found


def visitor(client: Client | None = None) -> Visitor:
    return Visitor(client or Client())


def link(provider: Provider, user: User, sub: str = "nadia", **kept: str) -> SocialAccount:
    """As if it had been linked long ago."""
    return SocialAccount.objects.create(user=user, provider=provider.issuer, uid=sub, extra_data=kept)


def without_password(user: User) -> User:
    user.set_unusable_password()
    user.save()
    return user


def without_second_factor(user: User) -> User:
    Authenticator.objects.filter(user=user).delete()
    return user


def invite(world: World, email: str = "nadia@exemple.test") -> tuple[Invitation, str]:
    """An invitation and the address of its mail."""
    sent = []

    def address_of(key: str) -> str:
        sent.append(key)
        return f"http://testserver/invitation/{key}/"

    invitation = send_invitation(
        actor=world.cast.actor("administrator"),
        invited=Invited(email, Role.RECEPTION),
        address_of=address_of,
        now=now(),
    )
    return invitation, sent[0]


def user_of(client: Client) -> str:
    return str(client.session.get("_auth_user_id", ""))


# --- signing in


def test_a_linked_identity_opens_its_account(world: World, provider: Provider) -> None:
    link(provider, without_second_factor(world.cast.referent))
    there = visitor()
    assert there.sign_in("nadia").url == "/"
    assert user_of(there.client) == str(world.cast.referent.pk)
    kept = SocialAccount.objects.get()
    assert kept.extra_data == {"email": "nadia@exemple.test", "siret": SIRET, "idp_id": "idp-1"}
    assert AccessEvent.objects.filter(part="accounts.sign_in").count() == 1


def test_one_goes_on_to_where_one_was_going_and_nowhere_else(world: World, only_rs256: Provider) -> None:
    link(only_rs256, without_second_factor(world.cast.referent))
    assert visitor().sign_in("nadia", next="/travaux/?page=2").url == "/travaux/?page=2"
    assert visitor().sign_in("nadia", next="https://ailleurs.test/").url == "/"


def test_the_same_subject_of_another_issuer_is_somebody_else(world: World, provider: Provider) -> None:
    SocialAccount.objects.create(user=world.cast.referent, provider="https://ailleurs.test", uid="nadia")
    there = visitor()
    assert "Tisserand pas encore" in there.sign_in("nadia").content.decode()
    assert user_of(there.client) == ""


def test_an_address_alone_opens_nothing(world: World, provider: Provider) -> None:
    """Even verified: an account of that address and no invitation."""
    provider.has({"nadia": NADIA | {"email": world.cast.referent.email}})
    there = visitor()
    answer = there.sign_in("nadia")
    assert answer.status_code == 400
    assert "liez" in answer.content.decode()
    assert user_of(there.client) == ""
    assert not SocialAccount.objects.exists()


def test_the_second_factor_is_asked_unless_the_provider_did(world: World, only_rs256: Provider) -> None:
    link(only_rs256, world.cast.referent)
    there = visitor()
    assert there.sign_in("nadia").url == reverse("mfa_authenticate")
    assert user_of(there.client) == ""
    assert "access_token" not in str(dict(there.client.session))

    only_rs256.has({"nadia": NADIA}, amr=["pwd", "mfa"])
    there = visitor()
    assert there.sign_in("nadia").url == "/"
    assert user_of(there.client) == str(world.cast.referent.pk)


def test_after_the_second_factor_all_is_as_if_it_had_not_been_asked(
    world: World, only_rs256: Provider
) -> None:
    user = without_second_factor(world.cast.referent)
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    link(only_rs256, user)
    there = visitor()
    assert there.sign_in("nadia", next="/travaux/").url == reverse("mfa_authenticate")
    code = format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))
    assert there.client.post(reverse("mfa_authenticate"), {"code": code}).url == "/travaux/"
    assert user_of(there.client) == str(user.pk)
    page = there.client.post(reverse("account_logout"))
    assert "id_token_hint" in page.context["address"]


def test_whoever_was_doubly_verified_there_need_not_be_here(world: World, only_rs256: Provider) -> None:
    link(only_rs256, without_second_factor(world.cast.referent))
    there = visitor()
    there.sign_in("nadia")
    assert there.client.get("/").url == reverse("mfa_activate_totp")
    only_rs256.has({"nadia": NADIA}, amr=["mfa"])
    there = visitor()
    there.sign_in("nadia")
    assert there.client.get("/").status_code == 200


def test_the_level_asked_for_is_demanded(world: World, provider: Provider, settings: Any) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = provider.setting(acr=["eidas2"])
    link(provider, without_second_factor(world.cast.referent))
    there = visitor()
    asked = parse_qs(urlsplit(there.leave(reverse("proconnect_login"))).query)
    if provider.algorithm == "RS256":
        assert '"acr": {"essential": true, "values": ["eidas2"]}' in asked["claims"][0]
        assert "acr_values" not in asked
    else:
        assert asked["acr_values"] == ["eidas2"]
    provider.has({"nadia": NADIA}, acr="eidas2")
    assert there.sign_in("nadia").url == "/"


def test_a_lower_level_is_refused(world: World, providers: dict[str, Provider], settings: Any) -> None:
    provider = providers["HS256"]  # whose `acr_values` are a wish, which it may not grant
    settings.SOCIALACCOUNT_PROVIDERS = provider.setting(acr=["eidas2"])
    discovery.forget()
    provider.has({"nadia": NADIA}, acr="eidas1")
    link(provider, world.cast.referent)
    there = visitor()
    assert "pas assez vérifiée" in there.sign_in("nadia").content.decode()
    assert user_of(there.client) == ""


def test_what_is_asked_of_the_provider(world: World, provider: Provider) -> None:
    asked = parse_qs(urlsplit(visitor().leave(reverse("proconnect_login"))).query)
    assert len(asked["state"][0]) >= 32
    assert len(asked["nonce"][0]) >= 32
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == ["http://testserver/compte/proconnect/retour/"]
    assert set(asked["scope"][0].split()) == {
        "openid",
        "given_name",
        "usual_name",
        "email",
        "siret",
        "idp_id",
    }
    assert "prompt" not in asked


def test_a_closed_account_stays_closed(world: World, only_rs256: Provider) -> None:
    link(only_rs256, world.cast.referent)
    User.objects.filter(pk=world.cast.referent.pk).update(is_active=False)
    there = visitor()
    assert there.sign_in("nadia").url == reverse("account_inactive")
    assert user_of(there.client) == ""


# --- joining by an invitation


def test_a_verified_address_meets_its_invitation(
    world: World, provider: Provider, django_capture_on_commit_callbacks: Any
) -> None:
    invite(world)
    there = visitor()
    with django_capture_on_commit_callbacks(execute=True):
        there.sign_in("nadia")
    user = User.objects.get(email="nadia@exemple.test")
    assert user_of(there.client) == str(user.pk)
    assert (user.get_full_name(), user.has_usable_password()) == ("Nadia Zitouni", False)
    assert user.memberships.get().role == Role.RECEPTION
    assert SocialAccount.objects.get().user == user
    assert AccessEvent.objects.filter(part="accounts.identity_linked", actor_id=user.pk).exists()
    assert mail.outbox[-1].subject == "ProConnect ouvre désormais votre compte Tisserand"
    assert visitor().sign_in("nadia").url != reverse("account_login")
    assert User.objects.filter(email="nadia@exemple.test").count() == 1


@pytest.mark.parametrize("lacks", ["verified", "pending", "same"])
def test_without_a_safe_match_nobody_joins(world: World, only_rs256: Provider, lacks: str) -> None:
    invitation, _ = invite(world)
    claims = dict(NADIA)
    if lacks == "verified":
        claims["email_verified"] = False
    elif lacks == "same":
        claims["email"] = "autre@exemple.test"
    else:
        Invitation.objects.filter(pk=invitation.pk).update(withdrawn_at=now())
    only_rs256.has({"nadia": claims})
    assert "Tisserand pas encore" in visitor().sign_in("nadia").content.decode()
    assert not SocialAccount.objects.exists()
    assert not User.objects.filter(email__in=("nadia@exemple.test", "autre@exemple.test")).exists()


def test_whoever_holds_the_link_joins_with_an_address_nobody_verified(
    world: World, only_rs256: Provider
) -> None:
    _, key = invite(world)
    only_rs256.has({"nadia": NADIA | {"email_verified": False}})
    there = visitor()
    page = there.client.get(f"/invitation/{key}/").content.decode()
    assert "Rejoindre avec ProConnect" in page
    assert there.sign_in("nadia", invitation=key).url == "/"
    assert user_of(there.client) == str(User.objects.get(email="nadia@exemple.test").pk)


def test_the_link_of_somebody_else_opens_nothing(world: World, only_rs256: Provider) -> None:
    _, key = invite(world, "malik@exemple.test")
    there = visitor()
    assert "autre adresse" in there.sign_in("nadia", invitation=key).content.decode()
    assert not SocialAccount.objects.exists()
    assert Invitation.objects.get().accepted_at is None


def test_a_link_and_an_unverified_address_do_not_open_an_account_that_exists(
    world: World, only_rs256: Provider
) -> None:
    _, key = invite(world, world.cast.partner.email)
    only_rs256.has({"nadia": NADIA | {"email": world.cast.partner.email, "email_verified": False}})
    there = visitor()
    assert there.sign_in("nadia", invitation=key).status_code == 400
    assert not SocialAccount.objects.exists()


def test_an_existing_account_invited_elsewhere_keeps_its_own_second_factor(
    world: World, only_rs256: Provider
) -> None:
    invite(world, world.cast.partner.email)
    only_rs256.has({"nadia": NADIA | {"email": world.cast.partner.email}}, amr=["mfa"])
    there = visitor()
    assert there.sign_in("nadia").url == reverse("mfa_authenticate")
    assert SocialAccount.objects.get().user == world.cast.partner


def test_another_siret_than_that_of_the_invitation_is_said(world: World, only_rs256: Provider) -> None:
    world.ccas.siret = OTHER_SIRET
    world.ccas.save()
    invite(world)
    page = visitor().sign_in("nadia").content.decode()
    assert "216\u00a0901\u00a0231\u00a000011" in page
    assert "266\u00a0901\u00a0231\u00a000012" in page
    assert not User.objects.filter(email="nadia@exemple.test").exists()


# --- linking, unlinking, another place of work


def test_one_links_an_identity_from_one_s_account(
    world: World, provider: Provider, django_capture_on_commit_callbacks: Any
) -> None:
    there = visitor(client_of(world.cast.referent))
    with django_capture_on_commit_callbacks(execute=True):
        assert there.sign_in_at("proconnect_link", "nadia").url == reverse("accounts:profile")
    assert SocialAccount.objects.get().user == world.cast.referent
    page = there.client.get(reverse("accounts:profile")).content.decode()
    assert "nadia@exemple.test" in page
    assert mail.outbox[-1].to == [world.cast.referent.email]


def test_an_identity_opens_one_account_only(world: World, only_rs256: Provider) -> None:
    link(only_rs256, world.cast.colleague)
    there = visitor(client_of(world.cast.referent))
    assert "déjà un autre compte" in there.sign_in_at("proconnect_link", "nadia").content.decode()
    assert SocialAccount.objects.get().user == world.cast.colleague
    assert user_of(there.client) == str(world.cast.referent.pk)


def test_linking_asks_who_is_at_the_keyboard(world: World, only_rs256: Provider) -> None:
    client = client_of(world.cast.referent)
    prove_identity(client, world.cast.referent, seconds_ago=700)
    asked = client.post(reverse("proconnect_link"))
    assert asked.url.startswith(reverse("account_reauthenticate"))


def test_the_last_way_in_is_not_unlinked(world: World, only_rs256: Provider) -> None:
    user = without_password(world.cast.referent)
    address = reverse("proconnect_unlink", args=[link(only_rs256, user).pk])
    client = client_of(user)
    assert "seul moyen" in client.post(address).content.decode()
    assert SocialAccount.objects.count() == 1
    user.set_password("une phrase longue pour essayer")
    user.save()
    client = client_of(user)
    assert client.post(address).url == reverse("accounts:profile")
    assert not SocialAccount.objects.exists()


def test_another_place_of_work_is_said_once_and_shown_after(world: World, only_rs256: Provider) -> None:
    world.ccas.siret = OTHER_SIRET
    world.ccas.save()
    link(only_rs256, without_second_factor(world.cast.referent), siret=OTHER_SIRET)
    only_rs256.has({"nadia": NADIA}, amr=["mfa"])
    there = visitor()
    there.sign_in("nadia")
    assert "216\u00a0901\u00a0231\u00a000011" in there.client.get("/").content.decode()
    there = visitor()
    there.sign_in("nadia")
    assert "vous situe au SIRET" not in there.client.get("/").content.decode()
    assert "vous situe au SIRET" in there.client.get(reverse("accounts:profile")).content.decode()
    member = reverse("accounts:member_detail", args=[world.cast.referent.pk])
    page = client_of(world.cast.administrator).get(member).content.decode()
    assert "pas celui de votre structure" in page


# --- showing again who one is


def came_back(world: World, provider: Provider, *, minutes_ago: float = 11) -> Visitor:
    """The referent, who has no password (nor second factor, where the provider tells of one), after a while."""
    user = without_password(without_second_factor(world.cast.referent))
    if not SocialAccount.objects.exists():
        link(provider, user)
    provider.has({"nadia": NADIA}, amr=["mfa"])
    there = visitor()
    there.sign_in("nadia")
    if provider.algorithm == "HS256":  # which does not tell how one authenticated
        give_second_factor(user)
    session = there.client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "socialaccount", "at": time() - minutes_ago * 60, "reauthenticated": True}
    ]
    session.save()
    return there


def test_an_account_without_password_is_asked_and_able_to_answer(world: World, provider: Provider) -> None:
    there = came_back(world, provider)
    asked = there.client.get(EXPORT)
    assert asked.url.startswith(reverse("proconnect_reauthenticate"))
    page = there.client.get(asked.url)
    assert "Passer par ProConnect" in page.content.decode()

    following = parse_qs(urlsplit(asked.url).query)["next"][0]
    address = there.leave(reverse("proconnect_reauthenticate"), next=following)
    query = parse_qs(urlsplit(address).query)
    assert query["prompt"] == ["login"]
    assert ("max_age" in query) == (provider.algorithm == "HS256")
    back = there.client.get(there.walk(address, "nadia"))
    resumed = there.client.get(back.url)
    assert resumed.url == following
    assert there.client.get(resumed.url).context["waiting"]["address"] == EXPORT
    assert there.client.get(EXPORT).headers["Content-Disposition"]


def test_the_other_pages_of_one_s_account_ask_too(world: World, only_rs256: Provider) -> None:
    there = came_back(world, only_rs256)
    asked = there.client.get(reverse("mfa_add_webauthn"))
    assert asked.url.startswith(reverse("proconnect_reauthenticate"))
    assert there.client.get(reverse("account_set_password")).url.startswith(asked.url.partition("?")[0])


def test_an_old_authentication_proves_nothing(world: World, only_rs256: Provider) -> None:
    there = came_back(world, only_rs256)
    only_rs256.has({"nadia": NADIA}, minutes_ago=5)
    address = there.leave(reverse("proconnect_reauthenticate"), next="/")
    assert "pas vérifié de nouveau" in there.client.get(there.walk(address, "nadia")).content.decode()
    assert there.client.get(EXPORT).status_code == 302


def test_a_sign_in_from_this_morning_s_session_is_no_proof(world: World, only_rs256: Provider) -> None:
    user = without_password(without_second_factor(world.cast.referent))
    link(only_rs256, user)
    only_rs256.has({"nadia": NADIA}, amr=["mfa"], minutes_ago=30)
    there = visitor()
    there.sign_in("nadia")
    assert there.client.get(EXPORT).status_code == 302
    only_rs256.has({"nadia": NADIA}, amr=["mfa"], minutes_ago=2)
    there = visitor()
    there.sign_in("nadia")
    assert there.client.get(EXPORT).status_code == 200


def test_somebody_else_s_identity_proves_nothing(world: World, only_rs256: Provider) -> None:
    there = came_back(world, only_rs256)
    only_rs256.has({"nadia": NADIA, "malik": NADIA | {"email": "malik@exemple.test"}})
    there.http.cookies.clear()
    address = there.leave(reverse("proconnect_reauthenticate"), next="/")
    assert "Ce n’est pas l’identité" in there.client.get(there.walk(address, "malik")).content.decode()
    assert there.client.get(EXPORT).status_code == 302
    assert user_of(there.client) == str(world.cast.referent.pk)


def test_the_lock_opens_through_the_provider_and_what_was_sent_arrives(
    world: World, provider: Provider
) -> None:
    there = came_back(world, provider, minutes_ago=0)
    session = there.client.session
    session[idle.SEEN] = time() - 21 * 60
    session.save()
    sent = {"first_name": "Anne", "last_name": "Essai", "job_title": "écrivaine", "phone": ""}
    locked = there.client.post(reverse("accounts:profile"), sent)
    assert locked.status_code == 423
    assert "Passer par ProConnect" in locked.content.decode()
    assert 'type="password"' not in locked.content.decode()
    way = locked.context["ways"][0]

    page = there.client.get(way["url"])
    assert page.status_code == 200
    assert world.cast.referent.get_full_name() not in page.content.decode(), "the frame of nobody"
    following = parse_qs(urlsplit(way["url"]).query)["next"][0]
    address = there.leave(reverse("proconnect_reauthenticate"), next=following)
    back = there.client.get(there.walk(address, "nadia"))
    resumed = there.client.get(there.client.get(back.url).url)
    assert there.client.post(resumed.context["waiting"]["address"], dict(resumed.context["fields"])).url
    assert User.objects.get(pk=world.cast.referent.pk).first_name == "Anne"


def test_what_was_proved_before_the_lock_does_not_open_it(world: World, only_rs256: Provider) -> None:
    there = came_back(world, only_rs256, minutes_ago=0)
    there.client.post(reverse("accounts:lock"), headers={"X-Requested-With": "fetch"})
    assert there.client.get(reverse("accounts:profile")).status_code == 423
    page = there.client.get(reverse("proconnect_reauthenticate") + "?next=/compte/")
    assert page.status_code == 200, "it asks, rather than going on"
    assert there.client.get(reverse("accounts:profile")).status_code == 423


def test_whoever_leaves_a_locked_screen_is_asked_anew(world: World, only_rs256: Provider) -> None:
    """Otherwise the provider's own session would open again what the lock has closed."""
    there, provider = came_back(world, only_rs256, minutes_ago=0), only_rs256
    there.client.post(reverse("accounts:lock"), headers={"X-Requested-With": "fetch"})
    there.client.post(reverse("account_logout"))  # and the way to sign out there is not followed
    address = there.leave(reverse("proconnect_login"))
    assert parse_qs(urlsplit(address).query)["prompt"] == ["login"]
    provider.has({"nadia": NADIA}, amr=["mfa"], minutes_ago=5)
    assert "pas vérifié de nouveau" in there.client.get(there.walk(address, "nadia")).content.decode()
    assert user_of(there.client) == ""

    provider.has({"nadia": NADIA}, amr=["mfa"])
    there.sign_in("nadia")
    there.client.post(reverse("account_logout"))
    assert "prompt" not in parse_qs(urlsplit(there.leave(reverse("proconnect_login"))).query)


def test_nothing_is_linked_behind_the_lock(world: World, only_rs256: Provider) -> None:
    there = visitor(client_of(world.cast.referent))
    address = there.leave(reverse("proconnect_link"))
    there.client.post(reverse("accounts:lock"), headers={"X-Requested-With": "fetch"})
    assert there.client.get(there.walk(address, "nadia")).status_code == 423
    assert not SocialAccount.objects.exists()


# --- leaving


def test_one_signs_out_here_then_there_and_comes_back(world: World, provider: Provider) -> None:
    link(provider, without_second_factor(world.cast.referent))
    there = visitor()
    there.sign_in("nadia")
    session = there.client.session
    assert "eyJ" not in str(dict(session)), "the id token is sealed"
    page = there.client.post(reverse("account_logout"))
    assert user_of(there.client) == ""
    assert provider_session.KEY not in there.client.session
    query = parse_qs(urlsplit(page.context["address"]).query)
    assert query["id_token_hint"][0].startswith("eyJ")
    assert len(query["state"][0]) >= 32
    back = there.walk(page.context["address"])
    assert there.client.get(back).url == reverse("account_login")
    assert (
        "déconnecté·e de Tisserand et de ProConnect"
        in there.client.get("/compte/connexion/").content.decode()
    )
    assert "déconnecté" not in there.client.get(there.client.get(back).url).content.decode(), "once"


def test_when_the_provider_is_down_one_leaves_all_the_same(world: World, only_rs256: Provider) -> None:
    link(only_rs256, without_second_factor(world.cast.referent))
    there = visitor()
    there.sign_in("nadia")
    discovery.forget()
    only_rs256.has({}, fault="down")
    assert there.client.post(reverse("account_logout")).url == reverse("account_login")
    assert user_of(there.client) == ""
    assert "fermez le navigateur" in there.client.get(reverse("account_login")).content.decode()


def test_whoever_signed_in_otherwise_does_not_pass_there(world: World, only_rs256: Provider) -> None:
    assert client_of(world.cast.referent).post(reverse("account_logout")).url == reverse("account_login")


def test_the_id_token_of_one_person_never_serves_another(world: World, only_rs256: Provider) -> None:
    link(only_rs256, world.cast.referent)
    there = visitor()
    there.sign_in("nadia")  # waits for the second factor, and is given up
    there.client.force_login(world.cast.colleague)
    assert there.client.post(reverse("account_logout")).status_code == 302


# --- what goes wrong


@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        ("spoiled userinfo", 502, "pas pu être vérifiée"),
        ("spoiled id token", 502, "pas pu être vérifiée"),
        ("unsigned", 502, "pas pu être vérifiée"),
        ("token down", 503, "ne répond pas"),
        ("down", 503, "ne répond pas"),
    ],
)
def test_troubles_of_the_provider_are_told(
    world: World, provider: Provider, fault: str, status: int, words: str
) -> None:
    link(provider, world.cast.referent)
    there = visitor()
    address = there.walk(there.leave(reverse("proconnect_login")), "nadia")
    provider.has({"nadia": NADIA}, fault=fault)
    answer = there.client.get(address)
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert "Revenir à la page de connexion" in answer.content.decode()
    assert user_of(there.client) == ""


def test_a_provider_down_at_the_start_is_told(only_rs256: Provider) -> None:
    only_rs256.has({}, fault="down")
    assert Client().post(reverse("proconnect_login")).status_code == 503


def test_a_refusal_there_is_told(only_rs256: Provider) -> None:
    there = visitor()
    back = there.walk(there.leave(reverse("proconnect_login")), refuse=True)
    assert "s’est arrêté" in there.client.get(back).content.decode()


def test_a_way_back_serves_once_and_in_its_own_browser(world: World, only_rs256: Provider) -> None:
    link(only_rs256, without_second_factor(world.cast.referent))
    there = visitor()
    back = there.walk(there.leave(reverse("proconnect_login")), "nadia")
    stranger = Client()
    assert "n’est plus valable" in stranger.get(back).content.decode()
    assert there.client.get(back).url == "/"
    assert "n’est plus valable" in there.client.get(back).content.decode()
    assert user_of(stranger) == ""


def test_a_code_that_has_served_is_refused(world: World, only_rs256: Provider) -> None:
    link(only_rs256, without_second_factor(world.cast.referent))
    there = visitor()
    used = there.walk(there.leave(reverse("proconnect_login")), "nadia")
    there.client.get(used)
    code = parse_qs(urlsplit(used).query)["code"][0]
    other = visitor()
    state = parse_qs(urlsplit(other.leave(reverse("proconnect_login"))).query)["state"][0]
    query = {"code": code, "state": state, "iss": only_rs256.issuer}
    answer = other.client.get(reverse("proconnect_callback"), query)
    assert "n’est plus valable" in answer.content.decode()


def test_the_answer_of_another_provider_is_refused(world: World, only_rs256: Provider) -> None:
    link(only_rs256, world.cast.referent)
    there = visitor()
    back = there.walk(there.leave(reverse("proconnect_login")), "nadia")
    said = parse_qs(urlsplit(back).query)
    for issuer in ({"iss": "https://ailleurs.test"}, {}):
        answer = there.client.get(
            reverse("proconnect_callback"),
            {"code": said["code"][0], "state": said["state"][0]} | issuer,
        )
        assert answer.status_code in (400, 502)
    assert user_of(there.client) == ""


def test_whoever_works_nowhere_is_told_all_the_same(world: World, only_rs256: Provider) -> None:
    link(only_rs256, world.cast.colleague)
    there = visitor(client_of(world.cast.stranger))
    assert "déjà un autre compte" in there.sign_in_at("proconnect_link", "nadia").content.decode()


def test_clocks_that_disagree_are_told(world: World, only_rs256: Provider, monkeypatch: Any) -> None:
    link(only_rs256, world.cast.referent)
    monkeypatch.setattr(tokens, "LEEWAY", -100_000)
    assert "horloge" in visitor().sign_in("nadia").content.decode()


def test_no_name_nor_address_goes_to_the_log(world: World, only_rs256: Provider, caplog: Any) -> None:
    visitor().sign_in("nadia")
    said = caplog.text
    assert "no account" in said
    assert "nadia" not in said.lower()


def test_an_address_cannot_ask_for_more(world: World, only_rs256: Provider) -> None:
    answer = Client().post(reverse("proconnect_login") + "?scope=chorusdt&auth_params=prompt%3Dnone")
    query = parse_qs(urlsplit(answer.context["address"]).query)
    assert "chorusdt" not in query["scope"][0]
    assert "prompt" not in query


def test_without_a_provider_nothing_shows(world: World) -> None:
    assert "ProConnect" not in Client().get(reverse("account_login")).content.decode()
    assert (
        "ProConnect" not in client_of(world.cast.referent).get(reverse("accounts:profile")).content.decode()
    )
