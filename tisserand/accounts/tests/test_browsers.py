"""A browser never seen is told by mail, and « ce n’est pas moi » closes the account to whoever was there."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core import mail, signing
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from tests.cast import PASSWORD, World
from tisserand.accounts import browsers
from tisserand.accounts.browsers import in_words
from tisserand.accounts.models import User
from tisserand.accounts.services import disowning
from tisserand.accounts.tests.test_sessions import FIREFOX, IPHONE
from tisserand.audit.models import AccessEvent
from tisserand.common.clock import now

AGENTS = {
    FIREFOX: "Firefox sur Windows",
    IPHONE: "Safari sur iPhone",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 "
    "Safari/537.36 Edg/138.0.0.0": "Edge sur Windows",
    "Mozilla/5.0 (Linux; Android 14; SM-T500) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 "
    "Chrome/130.0.0.0 Safari/537.36": "Samsung Internet sur Android",
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 "
    "Safari/605.1.15": "Safari sur Mac",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 "
    "Safari/537.36": "Chrome sur Linux",
    "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 "
    "Safari/537.36": "Chrome sur ChromeOS",
    "curl/8.5.0": "Navigateur inconnu",
    "": "Navigateur inconnu",
}


@pytest.mark.parametrize("agent", AGENTS)
def test_a_browser_is_told_in_plain_words(agent: str) -> None:
    assert in_words(agent) == AGENTS[agent]


@given(st.one_of(st.text(), st.lists(st.sampled_from(list(AGENTS)), max_size=3).map(" ".join)))
def test_what_is_in_words_stays_so(agent: str) -> None:
    assert in_words(in_words(agent)) == in_words(agent)
    assert len(in_words(agent)) <= 40


@pytest.fixture
def owner(world: World, monkeypatch: pytest.MonkeyPatch) -> User:
    """The referent, who has signed in before."""
    cache.clear()
    monkeypatch.setattr("allauth.mfa.stages.AuthenticateStage._should_handle", lambda *_: False)
    world.cast.referent.last_login = now()
    world.cast.referent.save()
    return world.cast.referent


def sign_in(client: Client, user: User) -> Client:
    answer = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def a_browser(agent: str = FIREFOX) -> Client:
    return Client(headers={"User-Agent": agent})


def link_of(message: Any) -> str:
    found = re.search(r"http://testserver(/\S+)", message.body)
    assert found
    return found[1]


def test_the_first_sign_in_of_an_account_is_not_told(owner: User) -> None:
    owner.last_login = None
    owner.save()
    sign_in(a_browser(), owner)
    assert mail.outbox == []


def test_a_browser_never_seen_is_told_once(owner: User) -> None:
    browser = sign_in(a_browser(), owner)
    (told,) = mail.outbox
    assert told.to == [owner.email]
    assert "Firefox sur Windows" in told.body
    assert "127.0.0.1" not in told.body
    browser.post(reverse("account_logout"))
    sign_in(browser, owner)
    assert len(mail.outbox) == 1
    sign_in(a_browser(IPHONE), owner)
    assert "Safari sur iPhone" in mail.outbox[1].body


def test_on_a_shared_computer_each_has_their_own_mark(owner: User, world: World) -> None:
    User.objects.update(last_login=now())
    browser = sign_in(a_browser(), owner)
    browser.post(reverse("account_logout"))
    sign_in(browser, world.cast.colleague)
    assert [message.to for message in mail.outbox] == [[owner.email], [world.cast.colleague.email]]
    browser.post(reverse("account_logout"))
    sign_in(browser, owner)
    assert len(mail.outbox) == 2


def test_the_mark_is_signed_says_nothing_and_forgets_the_oldest(owner: User, world: World) -> None:
    browser = sign_in(a_browser(), owner)
    cookie = browser.cookies[browsers.COOKIE]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    marks = signing.loads(cookie.value, salt=browsers.SALT)
    assert owner.email not in str(marks)
    assert str(owner.pk) not in str(marks)
    browser.cookies[browsers.COOKIE] = cookie.value[:-2] + "xx"
    browser.post(reverse("account_logout"))
    sign_in(browser, owner)
    assert len(mail.outbox) == 2, "an altered mark is no mark"
    crowded = dict.fromkeys(map(str, range(browsers.PEOPLE_AT_MOST)), 1)
    browser.cookies[browsers.COOKIE] = signing.dumps(crowded, salt=browsers.SALT)
    browser.post(reverse("account_logout"))
    sign_in(browser, owner)
    kept = signing.loads(browser.cookies[browsers.COOKIE].value, salt=browsers.SALT)
    assert len(kept) == browsers.PEOPLE_AT_MOST
    assert "0" not in kept


def test_a_mail_server_that_is_down_keeps_nobody_out(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(mail.EmailMessage, "send", refuse)
    assert sign_in(a_browser(), owner).get(reverse("accounts:profile")).status_code == 200


def test_the_mail_leads_to_a_page_that_only_asks(owner: User) -> None:
    sign_in(a_browser(), owner)
    page = Client().get(link_of(mail.outbox[0]))
    assert "Ce n’était pas vous" in page.content.decode()
    owner.refresh_from_db()
    assert owner.check_password(PASSWORD)


def test_disowning_closes_the_account_everywhere(
    owner: User, world: World, django_capture_on_commit_callbacks: Any
) -> None:
    mine = sign_in(a_browser(IPHONE), owner)
    mail.outbox.clear()
    theirs = sign_in(a_browser(), owner)
    link = link_of(mail.outbox[0])
    mail.outbox.clear()
    Authenticator.objects.create(user=owner, type=Authenticator.Type.WEBAUTHN, data={})
    SocialAccount.objects.create(user=owner, provider="proconnect", uid="intruder")
    with django_capture_on_commit_callbacks(execute=True):
        page = Client().post(link)
    assert "fermé partout" in page.content.decode()
    for browser in (mine, theirs):
        assert browser.get(reverse("accounts:profile")).status_code == 302
    owner.refresh_from_db()
    assert not owner.has_usable_password()
    assert [one.type for one in Authenticator.objects.filter(user=owner)] == ["totp"], "the owner’s stays"
    assert not SocialAccount.objects.exists()
    assert AccessEvent.objects.filter(part="accounts.sign_in_disowned").count() == 1

    to = {message.to[0]: message for message in mail.outbox}
    assert to.keys() == {owner.email, world.cast.administrator.email}
    chosen = Client().get(link_of(to[owner.email]), follow=True)
    assert "Nouveau mot de passe" in chosen.content.decode()
    assert "72" in to[world.cast.administrator.email].body


def test_what_the_owner_had_before_stays(owner: User) -> None:
    passkey = Authenticator.objects.create(user=owner, type=Authenticator.Type.WEBAUTHN, data={})
    account = SocialAccount.objects.create(user=owner, provider="proconnect", uid="mine")
    earlier = now() - timedelta(hours=1)
    Authenticator.objects.update(created_at=earlier)
    SocialAccount.objects.update(date_joined=earlier)
    sign_in(a_browser(), owner)
    Client().post(link_of(mail.outbox[0]))
    assert Authenticator.objects.filter(pk=passkey.pk).exists()
    assert SocialAccount.objects.filter(pk=account.pk).exists()


def test_every_browser_is_a_stranger_after_that(owner: User) -> None:
    browser = sign_in(a_browser(), owner)
    Client().post(link_of(mail.outbox[0]))
    owner.refresh_from_db()
    owner.set_password(PASSWORD)
    owner.save()
    mail.outbox.clear()
    sign_in(browser, owner)
    assert mail.outbox[0].subject.startswith("Connexion à votre compte")


def test_the_link_serves_once_and_for_seven_days(owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    sign_in(a_browser(), owner)
    link = link_of(mail.outbox[0])
    with monkeypatch.context() as patched:
        patched.setattr(disowning, "VALIDITY", timedelta(seconds=-1))
        assert Client().get(link).status_code == 410
    assert Client().post(link).status_code == 200
    assert Client().post(link).status_code == 410


def test_a_password_changed_meanwhile_makes_the_link_useless(owner: User) -> None:
    sign_in(a_browser(), owner)
    owner.set_password("une autre phrase bien longue")
    owner.save()
    assert Client().get(link_of(mail.outbox[0])).status_code == 410


@given(
    st.text(
        st.characters(codec="ascii", exclude_characters="/\x00?#%", categories=["L", "N", "P"]), min_size=1
    )
)
def test_an_invented_link_opens_nothing(key: str) -> None:
    with pytest.raises(disowning.NotValid):
        disowning.sign_in_of_key(key)
