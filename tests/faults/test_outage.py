"""The database or the disk gives way under a page: it says so, keeps what was typed, and tells nothing else."""

from __future__ import annotations

import errno
from typing import Any

import pytest
from django.db import InterfaceError, OperationalError
from django.test import Client
from django.urls import reverse
from psycopg import errors

from tests.cast import World, client_of
from tisserand.support.views import deadline

SECRET = "password=hunter2 host=10.0.0.1"
TYPED = {
    "title": "Renouveler le <titre> de séjour",
    "details": "Deux lignes\nsur la préfecture",
    "_once": "8f0f4f0e-0000-4000-8000-000000000001",
    "csrfmiddlewaretoken": "jeton-de-la-page",
}


def full() -> OperationalError:
    error = OperationalError(SECRET)
    error.__cause__ = errors.DiskFull(SECRET)
    return error


OUTAGES = {
    "silent": (OperationalError(SECRET), "La base de données ne répond pas."),
    "closed": (InterfaceError(SECRET), "La base de données ne répond pas."),
    "full before a session opens": (
        OperationalError(f"FATAL: could not write init file: No space left on device ({SECRET})"),
        "Le disque du serveur est plein.",
    ),
    "full": (full(), "Le disque du serveur est plein."),
    "no room for a file": (OSError(errno.ENOSPC, SECRET), "Le disque du serveur est plein."),
}


@pytest.fixture
def page(world: World) -> str:
    return reverse("support:deadline_set", args=[world.dossier.pk])


@pytest.fixture
def client(world: World) -> Client:
    client = client_of(world.cast.referent)
    client.raise_request_exception = False
    return client


@pytest.fixture(params=OUTAGES)
def words(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """In the middle of a page, something gives way; what the page should say of it."""
    error, said = OUTAGES[request.param]

    def give_way(*_: Any, **__: Any) -> None:
        raise error

    monkeypatch.setattr(deadline, "load_dossier", give_way)
    return said


def test_what_was_typed_is_in_the_page(client: Client, page: str, words: str) -> None:
    answer = client.post(page, TYPED)
    text = answer.content.decode()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert answer.headers["Cache-Control"] == "no-store"
    assert words in text
    assert f'action="{page}"' in text
    assert "Renouveler le &lt;titre&gt; de séjour" in text
    assert "Deux lignes\nsur la préfecture</textarea>" in text
    assert "Rien ne sera enregistré deux fois" in text
    assert "jeton-de-la-page" in text
    assert "hunter2" not in text


def test_reading_again_is_offered(client: Client, page: str, words: str) -> None:
    answer = client.get(page)
    assert answer.status_code == 503
    assert words in answer.content.decode()
    assert f'href="{page}"' in answer.content.decode()
    assert "hunter2" not in answer.content.decode()


def test_a_fragment_gets_a_sentence(client: Client, page: str, words: str) -> None:
    answer = client.post(page, TYPED, headers={"HX-Request": "true"})
    assert answer.status_code == 503
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode().startswith(words)
    assert "Ce n’est pas enregistré" in answer.content.decode()


@pytest.mark.django_db
def test_a_password_is_never_in_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def give_way(_: Any) -> None:
        raise full()

    monkeypatch.setattr("allauth.account.forms.LoginForm.clean", give_way)
    answer = Client(raise_request_exception=False).post(
        reverse("account_login"), {"login": "elle@exemple.test", "password": "un mot de passe secret"}
    )
    assert answer.status_code == 503
    assert "un mot de passe secret" not in answer.content.decode()
    assert "elle@exemple.test" not in answer.content.decode()


def test_a_fault_of_ours_is_told_as_ours(client: Client, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deadline, "load_dossier", None)
    answer = client.post(page, TYPED)
    assert answer.status_code == 500
    assert "Quelque chose s’est cassé de notre côté" in answer.content.decode()
