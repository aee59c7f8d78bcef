"""So many searches a minute for each person, and a plain page beyond."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from tisserand.accounts.actors import Actor
from tisserand.accounts.limits import is_over, limited


@limited("trial", rate="3/h")
def search(request: HttpRequest) -> HttpResponse:
    return HttpResponse("trouvé")


def ask(actor: Actor) -> HttpResponse:
    request = RequestFactory().get("/")
    request.actor = actor  # type: ignore[attr-defined]
    return search(request)


@pytest.mark.django_db
def test_each_person_has_their_own_count() -> None:
    one, other = Actor(user_id=uuid4()), Actor(user_id=uuid4())
    assert [ask(one).status_code for _ in range(5)] == [200, 200, 200, 429, 429]
    assert ask(other).status_code == 200
    refused = ask(one)
    assert refused.headers["Retry-After"] == "60"
    assert "Patientez" in refused.content.decode()


@pytest.mark.django_db
def test_visitors_behind_one_proxy_are_counted_apart_and_none_by_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("allauth.app_settings.AppSettings.TRUSTED_PROXY_COUNT", 1)

    def visit(address: str) -> int:
        request = RequestFactory().get("/", headers={"X-Forwarded-For": address})
        request.actor = Actor(user_id=None)  # type: ignore[attr-defined]
        return search(request).status_code

    assert [visit("192.0.2.1") for _ in range(4)] == [200, 200, 200, 429]
    assert visit("192.0.2.2") == 200
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_allowance WHERE key LIKE '%%192.0.2%%'")
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db(transaction=True, available_apps=["tisserand.accounts"])
def test_those_who_ask_all_at_once_are_all_counted() -> None:
    together = Barrier(6)

    def ask_with_the_others(_: int) -> bool:
        together.wait()
        try:
            with transaction.atomic():  # as a page does
                return is_over("crowd", amount=2, seconds=3600)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as threads:
        refused = list(threads.map(ask_with_the_others, range(6)))
    assert refused.count(False) == 2
