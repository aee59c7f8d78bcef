"""With `TISSERAND_WALL`, requests and what is done in someone's name ask as the web role, and nothing is left of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from tests.cast import World, client_of
from tisserand.accounts.actors import NOBODY
from tisserand.accounts.walled import counting, working_for
from tisserand.common.wall_building import WEB_ROLE
from tisserand.people.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def wall(settings: Any) -> None:
    """Asked for."""
    settings.WALL = True


def _said() -> tuple[Any, ...]:
    """Under which role the session asks, and for whom, as the driver itself finds it."""
    asked = "SELECT current_user, current_setting('tisserand.user_id', true), current_setting('tisserand.shown', true)"
    connection.ensure_connection()
    return connection.connection.execute(asked).fetchone()


def test_each_question_of_a_request_is_asked_for_its_actor(world: World):
    owner, *_ = _said()
    asked: dict[str, list[tuple[Any, ...]]] = {}

    def look(execute: Any, sql: str, *rest: Any) -> Any:
        asked.setdefault(sql, []).append(_said())
        return execute(sql, *rest)

    with connection.execute_wrapper(look):
        answer = client_of(world.cast.referent).get(f"/personnes/{world.person.pk}/")
    assert answer.status_code == 200
    of_people = [who for sql, several in asked.items() if "people_person" in sql for who in several]
    assert of_people
    assert {who[:2] for who in of_people} == {(WEB_ROLE, str(world.cast.referent.pk))}
    assert owner != WEB_ROLE
    # Nothing is left for who comes next.
    assert _said()[0] == owner
    assert not any(_said()[1:])


def test_it_is_forgotten_when_a_request_fails(world: World):
    owner = _said()[0]
    client = client_of(world.cast.referent)
    assert client.get("/personnes/01920000-0000-7000-8000-000000000000/").status_code == 404
    assert _said()[0] == owner
    assert not any(_said()[1:])


def test_counts_are_the_same_for_all_and_the_wall_is_there_again_after(world: World):
    owner, everyone = _said()[0], Person.objects.count()
    with counting():  # in front of the wall already: nothing changes
        assert _said()[0] == owner
    assert _said()[0] == owner
    with working_for(world.cast.actor("colleague")):
        with counting():
            assert Person.objects.count() == everyone
        assert list(Person.objects.all()) == [world.person]
        with pytest.raises(ZeroDivisionError), counting():
            raise ZeroDivisionError
        assert _said()[0] == WEB_ROLE


def test_what_is_done_in_someones_name_finds_what_they_may_see(world: World):
    owner, everyone = _said()[0], Person.objects.count()
    with working_for(world.cast.actor("colleague")):
        assert list(Person.objects.all()) == [world.person]
    with working_for(NOBODY):
        assert Person.objects.count() == 0
    with pytest.raises(ZeroDivisionError), working_for(world.cast.actor("referent")):
        raise ZeroDivisionError
    assert _said()[0] == owner
    assert Person.objects.count() == everyone
