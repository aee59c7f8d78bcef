"""Every address, everybody: who gets in, who is told no, who is told nothing. See `tests/doors.py`."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from http.cookies import SimpleCookie as Cookies
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from config.env import ROOT
from tests.cast import World, client_of
from tests.doors import Door
from tisserand.sharing.tests.factories import guest_client, make_consent, make_guest, make_member

pytestmark = pytest.mark.usefixtures("standing")


def _tables() -> Iterator[Any]:
    for path in sorted(Path(ROOT, "tisserand").glob("*/tests/doors/*.py")):
        if path.stem != "__init__":
            yield import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))


def _names(patterns: list[Any], space: str = "") -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _names(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}"


DOORS: dict[str, Door] = {name: door for table in _tables() for name, door in table.DOORS.items()}
OPEN_TO_ALL: set[str] = {"health"}.union(*(getattr(table, "OPEN_TO_ALL", set()) for table in _tables()))


def test_every_address_is_in_the_table() -> None:
    addresses = set(_names(get_resolver().url_patterns))
    assert addresses - DOORS.keys() - OPEN_TO_ALL == set(), "addresses without a row in tests/doors/*.py"
    assert (DOORS.keys() | OPEN_TO_ALL) - addresses == set(), "rows without an address"


@pytest.fixture(scope="module")
def doctor(standing: World, django_db_blocker: Any) -> Cookies:
    """Someone of the circle inside by a link, to whom an agreement is open; let in once for all doors."""
    with django_db_blocker.unblock():
        member = make_member(standing, name="Dr Porte")
        make_consent(standing, member=member)
        _, number, code = make_guest(standing, member)
        return guest_client(number, code).cookies


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(DOORS))
def test_door(name: str, world: World, doctor: Cookies) -> None:
    door = DOORS[name]
    address = reverse(name, kwargs=door.args(world))
    data = door.data(world)
    everybody = {"nobody": None} | {who: getattr(world.cast, who) for who in world.cast.names()}
    expected = {who: door.allowed.get(who, door.otherwise) for who in everybody} | {"nobody": door.nobody}
    got = {}
    for who, user in everybody.items():
        client = client_of(user)
        with transaction.atomic():
            got[who] = getattr(client, door.method)(address, data).status_code
            transaction.set_rollback(True)  # the next one finds the world as it was
    expected["guest"] = door.nobody if door.guest is None else door.guest
    with transaction.atomic():
        guest = Client()
        guest.cookies = deepcopy(doctor)
        got["guest"] = getattr(guest, door.method)(address, data).status_code
        transaction.set_rollback(True)
    assert got == expected
