"""ProConnect from end to end: signing in, showing again who one is, the locked screen, leaving, and what it refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.socialaccount.models import SocialAccount
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.cast import World
from tests.journeys.journey import Journey, each_width
from tests.oidc import Provider, running
from tisserand.accounts.models import User
from tisserand.accounts.proconnect import discovery

pytestmark = pytest.mark.django_db(transaction=True)
NADIA = {
    "given_name": "Nadia",
    "usual_name": "Zitouni",
    "email": "nadia@exemple.test",
    "siret": "21690123100011",
}


@pytest.fixture
def provider(live_server: LiveServer, settings: Any) -> Iterator[Provider]:
    """It knows Nadia, whom it has doubly verified."""
    cache.clear()
    discovery.forget()
    with running(live_server.url) as them:
        found = them["RS256"]
        settings.SOCIALACCOUNT_PROVIDERS = found.setting()
        found.has({"nadia": NADIA}, amr=["pwd", "mfa"])
        yield found
    cache.clear()


def without_password(user: User) -> User:
    user.set_unusable_password()
    user.save()
    return user


def answer_there(page: Page, who: str = "nadia") -> None:
    page.get_by_label("Qui êtes-vous ?").fill(who)
    page.get_by_role("button", name="Continuer").click()


def let_time_pass() -> None:
    """The proofs of every session are of a while ago."""
    for row in Session.objects.all():
        session = row.get_decoded()
        for one in session.get(AUTHENTICATION_METHODS_SESSION_KEY, []):
            one["at"] -= 700
        row.session_data = Session.get_session_store_class()().encode(session)
        row.save()


def test_in_out_and_who_is_there(journey: Journey, world: World, provider: Provider) -> None:
    page = journey.page
    SocialAccount.objects.create(
        user=without_password(world.cast.referent), provider=provider.issuer, uid="nadia"
    )
    page.goto(reverse("account_login"))
    journey.axe()
    page.get_by_role("button", name="S’identifier avec ProConnect").click()
    answer_there(page)
    page.wait_for_url(re.compile("://localhost:[0-9]+/$"))

    let_time_pass()
    page.goto(reverse("people:person_list") + "?tri=-nom")
    page.locator("summary", has_text="Exporter").click()
    page.get_by_role("link", name="Texte (CSV)").click()
    expect(page.get_by_role("heading", name=re.compile("C’est bien vous"))).to_be_visible()
    journey.axe()
    page.get_by_role("button", name="Passer par ProConnect").click()
    with page.expect_download() as arriving:
        answer_there(page)
    assert arriving.value.suggested_filename.startswith("personnes-")
    expect(page.get_by_role("heading", name="Merci, c’est bien vous")).to_be_visible()

    page.goto(reverse("account_logout"))
    page.get_by_role("main").get_by_role("button", name="Se déconnecter").click()
    page.get_by_role("button", name="Fermer la session").click()
    expect(page.get_by_text("Vous êtes déconnecté·e de Tisserand et de ProConnect.")).to_be_visible()
    page.get_by_role("button", name="S’identifier avec ProConnect").click()
    expect(page.get_by_label("Qui êtes-vous ?")).to_be_visible()  # signed out there as well


def test_a_locked_screen_opens_from_another_tab_and_loses_nothing(
    journey: Journey, world: World, provider: Provider
) -> None:
    page = journey.page
    user = without_password(world.cast.referent)
    SocialAccount.objects.create(user=user, provider=provider.issuer, uid="nadia")
    journey.sign_in(user)
    page.goto(reverse("accounts:profile"))
    page.get_by_label("Métier").fill("écrivaine publique")
    journey.expected_statuses.add(423)
    page.locator("summary", has_text="votre compte").click()
    with page.expect_response("**" + reverse("accounts:lock")):
        page.get_by_role("button", name="Verrouiller l’écran").click()
    expect(page.locator("#idle-lock")).to_be_visible()
    journey.axe()
    with journey.context.expect_page() as opening:
        page.get_by_role("link", name=re.compile("Montrer que c’est moi")).click()
    tab = opening.value
    expect(tab.get_by_role("heading", name=re.compile("Vous revoilà"))).to_be_visible()
    tab.get_by_role("link", name="Passer par ProConnect").click()
    tab.get_by_role("button", name="Passer par ProConnect").click()
    answer_there(tab)
    expect(tab.get_by_role("heading", name="C’est déverrouillé")).to_be_visible()
    tab.close()
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.locator("#idle-lock")).to_be_hidden()
    expect(page.get_by_label("Métier")).to_have_value("écrivaine publique")


@each_width
def test_its_pages_fit(journey: Journey, world: World, provider: Provider) -> None:
    page = journey.page
    page.goto(reverse("account_login"))
    journey.axe()
    journey.fits()
    page.get_by_role("button", name="S’identifier avec ProConnect").click()
    journey.expected_statuses.add(400)
    answer_there(page)
    expect(page.get_by_role("heading", name=re.compile("Tisserand pas encore"))).to_be_visible()
    journey.axe()
    journey.fits()
    page.get_by_role("link", name="Revenir à la page de connexion").click()

    world.ccas.siret = "26690123100012"
    world.ccas.save()
    journey.sign_in(world.cast.referent)
    page.goto(reverse("accounts:profile"))
    page.get_by_role("button", name="Lier mon identité ProConnect").click()
    expect(page.get_by_text("ProConnect ouvre désormais votre compte.")).to_be_visible()
    expect(page.get_by_text(re.compile("vous situe au SIRET")).first).to_be_visible()
    journey.axe()
    journey.fits()
    page.get_by_role("link", name=re.compile("Délier")).click()
    journey.axe()
    journey.fits()
    page.get_by_role("button", name="Délier").click()
    expect(page.get_by_role("button", name="Lier mon identité ProConnect")).to_be_visible()
