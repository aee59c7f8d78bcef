"""One's open sessions: listed in plain words, ended from afar at the very next request, told without an address."""

from __future__ import annotations

from time import time
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.cast import PASSWORD, World
from tests.reading import only_reading
from tisserand.accounts import idle
from tisserand.accounts.models import User
from tisserand.accounts.services.sessions import open_sessions
from tisserand.accounts.tasks import purge
from tisserand.audit.models import AccessEvent

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 "
    "(KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
)
LIST = "accounts:session_list"


@pytest.fixture(autouse=True)
def _second_factor_given(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """These tests sign in by the password alone: the second factor has its own."""
    cache.clear()
    monkeypatch.setattr("allauth.mfa.stages.AuthenticateStage._should_handle", lambda *_: False)


def signed_in(user: User, agent: str = FIREFOX) -> Client:
    client = Client(headers={"User-Agent": agent})
    answer = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert answer.status_code == 302
    client.get(reverse(LIST))
    return client


def browsers_seen(client: Client) -> list[tuple[str, bool]]:
    return [(one.browser, one.is_this_one) for one in client.get(reverse(LIST)).context["sessions"]]


def test_sessions_are_told_in_plain_words_this_one_first(world: World) -> None:
    here = signed_in(world.cast.referent)
    signed_in(world.cast.referent, IPHONE)
    signed_in(world.cast.colleague)
    assert browsers_seen(here) == [("Firefox sur Windows", True), ("Safari sur iPhone", False)]
    assert "Celle-ci" in here.get(reverse(LIST)).content.decode()


def test_no_address_and_no_version_are_kept(world: World) -> None:
    signed_in(world.cast.referent)
    kept = UserSession.objects.get()
    assert (kept.ip, kept.user_agent) == ("0.0.0.0", "Firefox sur Windows")
    assert "127.0.0.1" not in str(Session.objects.get().get_decoded())


def test_a_session_ended_elsewhere_is_over_at_its_next_request(world: World) -> None:
    here, there = signed_in(world.cast.referent), signed_in(world.cast.referent, IPHONE)
    other = here.get(reverse(LIST)).context["sessions"][1]
    assert here.post(reverse("accounts:session_end", args=[other.pk])).url == reverse(LIST)
    assert there.get(reverse("accounts:profile")).url.startswith(reverse("account_login"))
    assert browsers_seen(here) == [("Firefox sur Windows", True)]
    assert AccessEvent.objects.filter(part="accounts.session_ended").count() == 1


def test_nobody_ends_the_session_of_another(world: World) -> None:
    here, theirs = signed_in(world.cast.referent), signed_in(world.cast.colleague)
    session = UserSession.objects.get(user=world.cast.colleague)
    assert here.post(reverse("accounts:session_end", args=[session.pk])).status_code == 404
    assert theirs.get(reverse(LIST)).status_code == 200


def test_all_the_others_are_ended_at_once(world: World) -> None:
    here = signed_in(world.cast.referent)
    others = [signed_in(world.cast.referent, IPHONE) for _ in range(3)]
    assert here.post(reverse("accounts:session_end_others")).url == reverse(LIST)
    assert [one.get(reverse(LIST)).status_code for one in others] == [302] * 3
    assert here.get(reverse(LIST)).status_code == 200


def test_a_new_password_ends_the_others_and_keeps_this_one(world: World) -> None:
    here, there = signed_in(world.cast.referent), signed_in(world.cast.referent, IPHONE)
    new = {"oldpassword": PASSWORD, "password1": "Tournesol-42x", "password2": "Tournesol-42x"}
    assert here.post(reverse("account_change_password"), new).url == reverse("accounts:profile")
    assert browsers_seen(here) == [("Firefox sur Windows", True)], "those that open nothing are not told"
    assert there.get(reverse(LIST)).status_code == 302


def test_signing_out_takes_the_session_off_the_list(world: World) -> None:
    here, there = signed_in(world.cast.referent), signed_in(world.cast.referent, IPHONE)
    there.post(reverse("account_logout"))
    assert browsers_seen(here) == [("Firefox sur Windows", True)]


def test_when_it_was_last_used_comes_from_the_lock_and_costs_no_writing(world: World) -> None:
    here, there = signed_in(world.cast.referent), signed_in(world.cast.referent, IPHONE)
    session = there.session
    session[idle.SEEN] = time() - 600
    session[idle.LOCKED] = True
    session.save()
    with only_reading():
        _, other = here.get(reverse(LIST)).context["sessions"]
    assert other.is_locked
    assert 590 < (timezone.now() - other.seen_at).total_seconds() < 620


def test_a_page_asks_nothing_more_of_the_database(world: World) -> None:
    client = signed_in(world.cast.referent)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(reverse("accounts:profile"))
    assert not [query for query in asked if "usersession" in query["sql"]]


def test_ten_more_sessions_no_more_queries(world: World) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            open_sessions(world.cast.referent, current_key="", now=timezone.now())
        return len(asked)

    signed_in(world.cast.referent)
    few = queries()
    for _ in range(10):
        signed_in(world.cast.referent, IPHONE)
    assert queries() == few == 2


def test_the_sweep_forgets_what_was_noted_of_sessions_that_are_over(world: World) -> None:
    signed_in(world.cast.referent)
    signed_in(world.cast.colleague)
    Session.objects.filter(session_key=UserSession.objects.get(user=world.cast.referent).session_key).update(
        expire_date=timezone.now()
    )
    purge(timestamp=0)
    assert list(UserSession.objects.values_list("user", flat=True)) == [world.cast.colleague.pk]


def test_ending_sessions_is_limited(world: World) -> None:
    client = signed_in(world.cast.referent)
    answers: list[Any] = [client.post(reverse("accounts:session_end_others")) for _ in range(31)]
    assert answers[-1].status_code == 429


def test_who_is_there_takes_two_queries_at_each_request(world: World) -> None:
    client = signed_in(world.cast.referent)
    address = reverse("ui:presence")
    client.post(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.post(address).status_code == 204
    asked = [query["sql"] for query in queries if query["sql"].startswith("SELECT")]
    assert [sql for sql in asked if "django_session" in sql] == asked[:1]
    assert [sql for sql in asked if "accounts_" in sql] == asked[1:2]


def test_an_account_closed_meanwhile_opens_nothing_more(world: World) -> None:
    client = signed_in(world.cast.referent)
    assert client.get(reverse(LIST)).status_code == 200
    User.objects.filter(pk=world.cast.referent.pk).update(is_active=False)
    assert client.get(reverse(LIST)).status_code == 302


def test_a_session_over_opens_nothing_more(world: World) -> None:
    client = signed_in(world.cast.referent)
    Session.objects.filter(pk=client.session.session_key).update(expire_date=timezone.now())
    assert client.get(reverse(LIST)).status_code == 302
