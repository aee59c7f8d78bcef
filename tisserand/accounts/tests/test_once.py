"""A form sent twice acts once, even when both arrive together."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import RequestFactory
from django.urls import reverse

from tests.cast import World, client_of
from tisserand.accounts.actors import NOBODY, Actor
from tisserand.accounts.models import Organisation, Submission, Team, User
from tisserand.accounts.once import once
from tisserand.common.ids import new_id


def teams(world: World) -> int:
    return Team.objects.filter(name="Ouest", organisation=world.ccas).count()


def test_the_second_sending_follows_the_first(world: World) -> None:
    client = client_of(world.cast.administrator)
    data = {"name": "Ouest", "_once": str(uuid4())}
    first = client.post(reverse("accounts:team_create"), data)
    second = client.post(reverse("accounts:team_create"), data)
    assert (first.url, second.url, teams(world)) == (reverse("accounts:team_list"),) * 2 + (1,)
    fragment = client.post(reverse("accounts:team_create"), data, headers={"HX-Request": "true"})
    assert fragment.headers["HX-Redirect"] == reverse("accounts:team_list")


def test_a_refused_form_gives_its_key_back(world: World) -> None:
    client = client_of(world.cast.administrator)
    key = str(uuid4())
    assert client.post(reverse("accounts:team_create"), {"name": "Nord", "_once": key}).status_code == 200
    assert client.post(reverse("accounts:team_create"), {"name": "Ouest", "_once": key}).status_code == 302
    assert teams(world) == 1


def test_somebody_else_s_key_opens_nothing(world: World) -> None:
    key = str(uuid4())
    Submission.objects.create(key=key, user=world.cast.head, answer="/secret/")
    answer = client_of(world.cast.administrator).post(
        reverse("accounts:team_create"), {"name": "Ouest", "_once": key}
    )
    assert (answer.status_code, teams(world)) == (400, 0)


@once
def greet(request: HttpRequest) -> HttpResponse:
    return HttpResponse("bonjour")


def test_nobody_signed_in_has_no_key_to_remember() -> None:
    request = RequestFactory().post("/", {"_once": str(uuid4())})
    request.actor = NOBODY  # type: ignore[attr-defined]
    assert greet(request).content == b"bonjour"


@pytest.mark.django_db(transaction=True)
def test_two_sendings_at_the_same_moment_create_one_thing() -> None:
    user = User.objects.create_user("double@exemple.test", first_name="Double", last_name="Clic")
    organisation = Organisation.objects.create(name="Essai", slug="essai")
    together = Barrier(2)

    @once
    def create(request: HttpRequest) -> HttpResponse:
        team = Team.objects.create(organisation=organisation, name=str(new_id()))
        return HttpResponseRedirect(f"/equipes/{team.pk}/")

    def send(key: str) -> Any:
        request = RequestFactory().post("/", {"_once": key})
        request.actor = Actor(user_id=user.pk)  # type: ignore[attr-defined]
        together.wait()
        try:
            return create(request).headers["Location"]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(send, [str(uuid4())] * 2)
    assert first == second
    assert Team.objects.count() == 1
