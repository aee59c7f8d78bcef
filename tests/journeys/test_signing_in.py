"""Signing in as it is done today: with a passkey held by the browser, alone or after the password."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import CDPSession, Page, expect

from tests.cast import PASSWORD, World
from tests.journeys.journey import Journey, each_width
from tisserand.accounts.models import User

pytestmark = pytest.mark.django_db(transaction=True)
HOME = re.compile(r"://[^/]+/$")


class Keyring:
    """The authenticator of the machine, simulated by Chromium: it holds keys and recognises its owner, or not."""

    def __init__(self, page: Page) -> None:
        self.cdp: CDPSession = page.context.new_cdp_session(page)
        self.cdp.send("WebAuthn.enable")
        self.id = self.cdp.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "internal",
                    "hasResidentKey": True,
                    "hasUserVerification": True,
                    "isUserVerified": True,
                    "automaticPresenceSimulation": True,
                }
            },
        )["authenticatorId"]

    def recognise_owner(self, does: bool) -> None:
        """Whether the finger is the right one."""
        self.cdp.send("WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": does})

    def count(self) -> int:
        """How many keys are held."""
        held = self.cdp.send("WebAuthn.getCredentials", {"authenticatorId": self.id})
        return len(held["credentials"])


@pytest.fixture(autouse=True)
def _no_memory_of_attempts(db: None) -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def keyring(journey: Journey) -> Keyring:
    return Keyring(journey.page)


def without_second_factor(user: User) -> User:
    Authenticator.objects.filter(user=user).delete()
    return user


def give_password(page: Page, user: User) -> None:
    page.goto(reverse("account_login"))
    page.get_by_label("Adresse électronique").fill(user.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter", exact=True).click()


def sign_out(page: Page) -> None:
    page.goto(reverse("account_logout"))
    page.get_by_role("main").get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_role("heading", name="Se connecter")).to_be_visible()


def add_passkey(page: Page, name: str) -> None:
    page.get_by_label("Nom de la clé").fill(name)
    page.get_by_role("button", name="Créer la clé").click()


def test_a_passkey_is_added_opens_alone_and_is_removed(
    journey: Journey, world: World, keyring: Keyring
) -> None:
    page = journey.page
    user = without_second_factor(world.cast.referent)
    give_password(page, user)
    # A second factor is required here; a passkey is one.
    page.get_by_role("link", name=re.compile("Préférer une clé d’accès")).click()
    expect(page.get_by_label("Nom de la clé")).to_have_value("Chrome sur Linux")
    journey.axe()
    add_passkey(page, "Mon téléphone")
    expect(page.get_by_role("heading", name="Vos codes de secours")).to_be_visible()
    assert keyring.count() == 1
    assert [message.subject for message in mail.outbox] == ["Une clé d’accès ajoutée à votre compte"]

    sign_out(page)
    journey.axe()
    page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    page.wait_for_url(HOME)
    page.goto(reverse("accounts:profile"))
    expect(page.get_by_text("Mon téléphone")).to_be_visible()
    # The last second factor stays where one is required.
    expect(page.get_by_role("link", name="Retirer la clé Mon téléphone")).to_have_count(0)

    page.get_by_role("link", name="Renommer la clé Mon téléphone").click()
    journey.axe()
    page.get_by_label("Nom de la clé").fill("Clé bleue")
    page.get_by_role("button", name="Enregistrer").click()
    expect(page.get_by_text("Clé bleue")).to_be_visible()
    journey.axe()

    other = Authenticator.objects.create(user=user, type="webauthn", data={"name": "Vieux téléphone"})
    page.goto(reverse("mfa_remove_webauthn", args=[other.pk]))
    journey.axe()
    page.get_by_role("button", name="Retirer").click()
    expect(page.get_by_text("La clé d’accès est retirée.")).to_be_visible()
    last = Authenticator.objects.get(user=user, type="webauthn")
    page.goto(reverse("mfa_remove_webauthn", args=[last.pk]))
    expect(page.get_by_text("C’est votre dernier moyen")).to_be_visible()


def test_after_the_password_a_passkey_or_a_code(journey: Journey, world: World, keyring: Keyring) -> None:
    page = journey.page
    user = without_second_factor(world.cast.referent)
    journey.sign_in(user)
    page.goto(reverse("mfa_add_webauthn"))
    add_passkey(page, "Clé")
    expect(page.get_by_role("heading", name="Vos codes de secours")).to_be_visible()
    sign_out(page)
    give_password(page, user)
    expect(page.get_by_role("heading", name="Double vérification")).to_be_visible()
    expect(page.get_by_label(re.compile("Code de l’application"))).to_be_hidden()
    journey.axe()
    page.get_by_role("button", name="Montrer ma clé").click()
    page.wait_for_url(HOME)
    sign_out(page)

    TOTP.activate(user, generate_totp_secret())
    give_password(page, user)
    expect(page.get_by_label(re.compile("Code de l’application"))).to_be_visible()
    journey.axe()


def test_what_goes_wrong_is_told_in_french(journey: Journey, world: World, keyring: Keyring) -> None:
    page = journey.page
    user = without_second_factor(world.cast.referent)
    journey.sign_in(user)
    page.goto(reverse("mfa_add_webauthn"))
    keyring.recognise_owner(False)
    add_passkey(page, "Clé")
    expect(page.get_by_text("Rien n’a été confirmé")).to_be_visible()
    journey.axe()
    keyring.recognise_owner(True)
    page.get_by_role("button", name="Créer la clé").click()
    expect(page.get_by_role("heading", name="Vos codes de secours")).to_be_visible()
    page.goto(reverse("mfa_add_webauthn"))
    page.get_by_role("button", name="Créer la clé").click()
    expect(page.get_by_text("Cette clé est déjà sur votre compte.")).to_be_visible()

    sign_out(page)
    keyring.recognise_owner(False)
    page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    expect(page.get_by_text("Rien n’a été confirmé")).to_be_visible()
    keyring.recognise_owner(True)
    Authenticator.objects.filter(user=user).delete()
    page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    expect(page.get_by_text("Cette clé n’ouvre aucun compte ici.")).to_be_visible()


def test_a_browser_without_passkeys_is_told(journey: Journey, world: World) -> None:
    page = journey.page
    page.add_init_script("delete window.PublicKeyCredential")
    page.goto(reverse("account_login"))
    expect(page.get_by_text("Ce navigateur ne connaît pas les clés d’accès.")).to_be_visible()
    expect(page.get_by_role("button", name="Se connecter avec une clé d’accès")).to_be_disabled()
    journey.axe()


def test_a_passkey_proves_who_is_there_before_an_export(
    journey: Journey, world: World, keyring: Keyring
) -> None:
    page = journey.page
    user = without_second_factor(world.cast.referent)
    journey.sign_in(user)
    page.goto(reverse("mfa_add_webauthn"))
    add_passkey(page, "Clé")
    expect(page.get_by_role("heading", name="Vos codes de secours")).to_be_visible()
    journey.sign_in(user, minutes_ago=11)
    page.goto(reverse("people:person_list"))
    page.goto(reverse("people:person_list") + "?tri=-nom")
    page.locator("summary", has_text="Exporter").click()
    page.get_by_role("link", name="Texte (CSV)").click()
    expect(page.get_by_role("heading", name=re.compile("C’est bien vous"))).to_be_visible()
    journey.axe()
    page.get_by_role("link", name="Montrer plutôt ma clé d’accès").click()
    journey.axe()
    with page.expect_download() as arriving:
        page.get_by_role("button", name="Montrer ma clé").click()
    assert arriving.value.suggested_filename.startswith("personnes-")
    expect(page.get_by_role("heading", name="Merci, c’est bien vous")).to_be_visible()
    journey.axe()
    page.get_by_role("link", name="Revenir à la page").click()
    expect(page).to_have_url(re.compile(r"\?tri=-nom$"))


@each_width
def test_the_pages_of_one_s_account_fit(journey: Journey, world: World) -> None:
    user = world.cast.referent
    journey.sign_in(user)
    journey.page.goto(reverse("mfa_add_webauthn"))
    journey.axe()
    journey.fits()
    for data in ("Téléphone de secours, dans le tiroir du bureau de la permanence", "Clé bleue"):
        Authenticator.objects.create(user=user, type="webauthn", data={"name": data})
    for name in ("accounts:profile", "accounts:session_list"):
        journey.page.goto(reverse(name))
        journey.axe()
        journey.fits()
