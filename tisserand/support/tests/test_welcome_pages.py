"""First welcomes on screen: noted without a name, found again, turned into a dossier without a double."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import World, client_of
from tisserand.people.models import Person, Registration
from tisserand.support.models import Dossier, FirstWelcome
from tisserand.support.tests.test_welcome import welcome

WORDS = {
    "request": "Le frigo est vide.",
    "outcome": "urgent",
    "channel": "desk",
    "welcomed_at": "2026-11-23T09:00",
}


def opening(world: World, **more: Any) -> dict[str, Any]:
    frame = {
        "team": world.north.pk,
        "origin": "spontaneous",
        "priority": "ordinary",
        "contact_every_days": "30",
    }
    return frame | more


def person_named(world: World, first: str, last: str) -> Person:
    person = Person.objects.create(first_names=first, last_name=last)
    Registration.objects.create(person=person, organisation=world.ccas)
    return person


@pytest.fixture
def referent(world: World) -> Client:
    return client_of(world.cast.referent)


def test_welcome_create_without_a_name(world: World) -> None:
    answer = client_of(world.cast.reception).post(reverse("support:welcome_create"), WORDS)
    noted = FirstWelcome.objects.get()
    assert answer.url == reverse("support:welcome_detail", args=[noted.pk])
    assert (noted.called, noted.person, noted.welcomed_by) == ("", None, world.cast.reception)


def test_welcome_known_shows_only_whom_one_may_know(world: World) -> None:
    address = reverse("support:welcome_known")
    assert "Nadia" in client_of(world.cast.reception).post(address, {"called": "Nadia"}).content.decode()
    assert "Discrète" not in client_of(world.cast.reception).post(address, {"called": "Ana"}).content.decode()
    assert "Discrète" in client_of(world.cast.referent).post(address, {"called": "Ana"}).content.decode()


def test_when_and_how_unfold_once_there_is_something_to_see(world: World, referent: Client) -> None:
    address, folded = reverse("support:welcome_create"), "Au guichet, maintenant"
    assert folded in referent.get(address).content.decode()
    assert folded not in referent.post(address, WORDS | {"request": "", "channel": "phone"}).content.decode()
    edit = reverse("support:welcome_edit", args=[welcome(world).pk])
    assert folded not in referent.get(edit).content.decode()


def test_welcome_open_records_someone_new(world: World, referent: Client) -> None:
    noted = welcome(world, called="Yonas Tesfay")
    address = reverse("support:welcome_open", args=[noted.pk])
    assert 'value="Tesfay"' in referent.get(address).content.decode()
    data = opening(world, first_names="Yonas", last_name="Tesfay", birth="mars 1999")
    assert referent.post(address, data).status_code == 302
    dossier = Dossier.objects.get(person__last_name="Tesfay")
    assert dossier.person.birth.year == 1999
    assert dossier.requests.get().words == noted.request


def test_welcome_open_asks_before_making_a_double(world: World, referent: Client) -> None:
    known = person_named(world, "Yonas", "Tesfay")
    address = reverse("support:welcome_open", args=[welcome(world).pk])
    data = opening(world, first_names="Yonas", last_name="Tesfaye")
    refused = referent.post(address, data)
    assert refused.status_code == 200
    assert str(known.pk) in refused.content.decode()
    assert Person.objects.filter(first_names="Yonas").count() == 1
    assert referent.post(address, data | {"who": str(known.pk)}).status_code == 302
    assert known.dossiers.count() == 1


def test_welcome_open_takes_someone_else_at_their_word(world: World, referent: Client) -> None:
    person_named(world, "Yonas", "Tesfay")
    address = reverse("support:welcome_open", args=[welcome(world).pk])
    data = opening(world, first_names="Yonas", last_name="Tesfay", who="someone_else")
    assert referent.post(address, data).status_code == 302
    assert Person.objects.filter(first_names="Yonas").count() == 2


def test_welcome_open_shows_while_typing_who_looks_alike_and_keeps_the_tick(
    world: World, referent: Client
) -> None:
    known = str(person_named(world, "Yonas", "Tesfay").pk)
    address = reverse("support:welcome_alike", args=[welcome(world).pk])
    typed = {"first_names": "Yonas", "last_name": "Tesfaye", "birth": "mars"}
    assert f'value="{known}">' in referent.post(address, typed).content.decode()
    ticked = referent.post(address, typed | {"who": known, "last_name": "Autrement"}).content.decode()
    assert f'value="{known}" checked>' in ticked
    other = referent.post(address, typed | {"who": "someone_else"}).content.decode()
    assert 'value="someone_else" checked>' in other
    assert not Person.objects.filter(last_name="Tesfaye").exists()


def test_who_looks_like_the_name_given_is_shown_at_once(world: World, referent: Client) -> None:
    known = person_named(world, "Yonas", "Tesfay")
    noted = welcome(world, called="Yonas Tesfaye")
    page = referent.get(reverse("support:welcome_open", args=[noted.pk])).content.decode()
    assert page.count(f'value="{known.pk}"') == 1


def test_welcome_open_joins_the_dossier_already_open(world: World, referent: Client) -> None:
    noted = welcome(world, called="Nadia Essai")
    data = opening(world, who=str(world.person.pk))
    answer = referent.post(reverse("support:welcome_open", args=[noted.pk]), data)
    assert answer.url == reverse("support:dossier_detail", args=[world.dossier.pk])
    assert world.dossier.requests.get().words == noted.request


def test_welcome_open_tells_a_colleague_whom_to_warn(world: World) -> None:
    noted = welcome(world, called="Nadia Essai")
    data = opening(world, who=str(world.person.pk))
    answer = client_of(world.cast.neighbour).post(reverse("support:welcome_open", args=[noted.pk]), data)
    assert "Referent Essai" in answer.content.decode()
    assert not world.dossier.requests.exists()


def test_welcome_list_leaves_out_what_became_someone_else_s_dossier(world: World) -> None:
    noted = welcome(world, called="Nadia Essai", request="Un secret")
    assert (
        "Un secret" in client_of(world.cast.neighbour).get(reverse("support:welcome_list")).content.decode()
    )
    data = opening(world, who=str(world.person.pk))
    client_of(world.cast.referent).post(reverse("support:welcome_open", args=[noted.pk]), data)
    assert (
        "Un secret"
        not in client_of(world.cast.neighbour).get(reverse("support:welcome_list")).content.decode()
    )
