"""What a list shows is exactly what the object rule allows: threads, for everybody, under every agreement."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cast import TODAY, World
from tisserand.accounts.actors import Actor
from tisserand.coordination.models import Thread
from tisserand.coordination.policies.threads import THREAD
from tisserand.coordination.queries.threads import concerning, inbox_of, threads_visible_to
from tisserand.coordination.readers import Readers
from tisserand.coordination.tests.factories import make_reading, make_thread
from tisserand.sharing.choices import BlockReach, ShareLevel, Topic
from tisserand.sharing.tests.factories import NOW, make_consent

YESTERDAY, TOMORROW = TODAY - timedelta(1), TODAY + timedelta(1)


def _actors(world: World) -> dict[str, Actor]:
    return world.cast.actors() | {"two_hats_there": world.cast.actor("two_hats", world.association)}


@pytest.fixture
def furnished(world: World) -> World:
    """Threads of each kind, agreements of each span; some read, some left, someone called."""
    team, cast = world.association.teams.get(), world.cast
    for topic in (Topic.HOUSING, Topic.MONEY, ""):
        for reach in BlockReach:
            make_thread(world, topic=topic, reach=reach)
    make_thread(world, dossier=world.restricted)
    make_thread(world, closed_at=NOW, closed_by=cast.referent)
    make_consent(world, topics=[Topic.HOUSING], user=cast.partner)
    make_consent(world, topics=[Topic.MONEY], level=ShareLevel.KNOWS)
    make_consent(world, topics=[Topic.MONEY], team=team, starts_on=TOMORROW)
    make_consent(world, user=cast.two_hats)
    make_consent(world, ends_on=YESTERDAY)
    make_consent(world, person=world.restricted.person)
    threads = list(Thread.objects.all())
    make_reading(threads[1], cast.partner, world.association)
    make_reading(threads[1], cast.colleague, world.ccas)
    make_reading(threads[1], cast.referent, world.ccas, follows=False)
    make_reading(threads[3], cast.two_hats, world.association, read_at=NOW)
    return world


@pytest.mark.django_db
def test_list_and_object_agree(furnished: World) -> None:
    threads = list(Thread.objects.all())
    for who, actor in _actors(furnished).items():
        for action in THREAD.rules:
            listed = set(threads_visible_to(actor, action))
            assert listed == {thread for thread in threads if THREAD.may(actor, action, thread)}, (
                who,
                action,
            )


@pytest.mark.django_db
def test_readers_and_those_concerned_are_those_of_the_lists(furnished: World) -> None:
    actors = [actor for actor in _actors(furnished).values() if actor.is_member]
    for thread in Thread.objects.all():
        readers = Readers(thread, TODAY)
        may_read = {actor.user_id for actor in actors if thread in threads_visible_to(actor)}
        assert {one.user_id for one in readers.everyone} == may_read
        concerned = {
            actor.user_id for actor in actors if thread in threads_visible_to(actor).filter(concerning(actor))
        }
        assert {one.user_id for one in readers.concerned()} == concerned
        assert {actor.user_id for actor in actors if thread in inbox_of(actor)} == concerned


@pytest.mark.django_db
def test_who_reads_what(furnished: World) -> None:
    seen = {
        who: {(thread.topic, thread.reach, thread.person_id) for thread in threads_visible_to(actor)}
        for who, actor in _actors(furnished).items()
    }
    home, hidden = furnished.person.pk, furnished.restricted.person.pk
    housing, frame = (Topic.HOUSING, "shareable", home), ("", "shareable", home)
    all_of_home = {
        (topic, reach, home) for topic in ("housing", "money", "") for reach in ("team", "shareable")
    }
    restricted = {(Topic.HOUSING, "shareable", hidden)}
    assert seen["referent"] == seen["head"] == all_of_home | restricted
    assert seen["colleague"] == seen["coordinator"] == all_of_home
    assert seen["partner"] == {housing} | restricted
    assert seen["two_hats_there"] == {housing, (Topic.MONEY, "shareable", home), frame} | restricted
    for who in ("nobody", "neighbour", "reception", "administrator", "former", "stranger", "two_hats"):
        assert seen[who] == set()
