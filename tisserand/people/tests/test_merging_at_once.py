"""The same records brought together twice in the same second: one does it, the other is told, nothing is half done."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404

from tests.cast import World, make_world
from tisserand.people.models import ContactPoint, Merge, Person, Registration
from tisserand.people.services import CannotMerge, CannotUndo, merge_people, undo_merge

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)

pytestmark = pytest.mark.django_db(transaction=True)


def three(world: World) -> list[Person]:
    """Three records, each with a phone of its own."""
    people = [Person.objects.create(first_names="Inès", last_name=name) for name in ("Roux", "Rous", "Rou")]
    for place, person in enumerate(people):
        Registration.objects.create(person=person, organisation=world.ccas)
        ContactPoint.objects.create(person=person, kind="phone", value=f"+3361234567{place}")
    return people


def at_once(*gestures: Callable[[], object]) -> list[str]:
    """What each of these gestures came to, done at the same moment: nothing, or why not."""
    together = Barrier(len(gestures))

    def do(gesture: Callable[[], object]) -> str:
        try:
            together.wait()
            gesture()
        except (CannotMerge, CannotUndo, Http404, PermissionDenied) as refused:
            return str(refused) or type(refused).__name__
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(len(gestures)) as pool:
        return list(pool.map(do, gestures))


def merging(world: World, absorbed: Person, kept: Person, who: str = "head") -> Callable[[], Merge]:
    actor = world.cast.actor(who)
    return lambda: merge_people(actor=actor, kept=kept, absorbed=absorbed, now=NOW)


def check_nothing_is_half_done() -> None:
    """Every record merged leads to one that stands; every contact is of one that stands; each merge is whole."""
    standing = set(Person.objects.filter(merged_into=None).values_list("pk", flat=True))
    assert set(ContactPoint.objects.values_list("person", flat=True)) <= standing
    merged = dict(Person.objects.exclude(merged_into=None).values_list("pk", "merged_into"))
    assert merged == dict(Merge.objects.filter(undone_at=None).values_list("absorbed", "kept"))
    for start in merged.values():
        seen, person = set(), start
        while person in merged:
            assert person not in seen, "records that lead to each other"
            seen.add(person)
            person = merged[person]


@pytest.mark.parametrize("turned", [False, True], ids=["the same way", "each its own way"])
def test_the_same_pair(turned):
    world = make_world()
    a, b, _ = three(world)
    pair = (b, a) if turned else (a, b)
    said = at_once(merging(world, a, b), merging(world, *pair, who="coordinator"))
    assert sorted(map(bool, said)) == [False, True], said
    assert Merge.objects.count() == 1
    check_nothing_is_half_done()


@pytest.mark.parametrize("turn", range(3))
def test_a_chain(turn):
    world = make_world()
    a, b, c = three(world)
    said = at_once(merging(world, a, b), merging(world, b, c, who="coordinator"))
    assert said.count("") >= 1
    assert ContactPoint.objects.count() == 3
    check_nothing_is_half_done()


def test_undone_twice_at_once():
    world = make_world()
    a, b, _ = three(world)
    done = merging(world, a, b)()
    head, coordinator = world.cast.actor("head"), world.cast.actor("coordinator")
    said = at_once(
        lambda: undo_merge(actor=head, merge=Merge.objects.get(pk=done.pk), now=NOW),
        lambda: undo_merge(actor=coordinator, merge=Merge.objects.get(pk=done.pk), now=NOW),
    )
    assert sorted(said)[0] == ""
    assert "déjà été défaite" in sorted(said)[1]
    check_nothing_is_half_done()


def test_undone_while_its_record_goes_further():
    world = make_world()
    a, b, c = three(world)
    done = merging(world, a, b)()
    head = world.cast.actor("head")
    said = at_once(
        lambda: undo_merge(actor=head, merge=Merge.objects.get(pk=done.pk), now=NOW),
        merging(world, b, c, who="coordinator"),
    )
    assert said.count("") >= 1
    check_nothing_is_half_done()
