"""With `TISSERAND_WALL`, requests and what is done in someone's name ask as the web role, and nothing is left of it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction

from tests.cast import World, client_of
from tisserand.accounts.actors import NOBODY
from tisserand.accounts.walled import past_the_wall, working_for
from tisserand.common.clock import now
from tisserand.common.wall_building import WEB_ROLE
from tisserand.people.models import Merge, Person, Registration
from tisserand.people.services import CannotMerge, merge_people, undo_merge
from tisserand.sharing.tests.factories import make_consent
from tisserand.support.models import Entry

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
    with past_the_wall():  # in front of the wall already: nothing changes
        assert _said()[0] == owner
    assert _said()[0] == owner
    with working_for(world.cast.actor("colleague")):
        with past_the_wall():
            assert Person.objects.count() == everyone
        assert list(Person.objects.all()) == [world.person]
        with pytest.raises(ZeroDivisionError), past_the_wall():
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


def _twin(world: World) -> Person:
    person = Person.objects.create(first_names="Nadia", last_name="Essai")
    Registration.objects.create(person=person, organisation=world.ccas, file_number="2026-77")
    return person


def test_two_records_are_brought_together_whole_and_taken_apart_again(world: World):
    """Into one that has no dossier, by someone who reads neither this note nor that agreement once it has moved."""
    note = Entry.objects.create(
        dossier=world.dossier,
        person=world.person,
        author=world.cast.referent,
        visibility="author",
        body="…",
        happened_at=now(),
    )
    consent, kept = make_consent(world), _twin(world)
    head = world.cast.actor("head")
    with working_for(head):
        assert not Entry.objects.filter(pk=note.pk).exists()
        done = merge_people(actor=head, kept=kept, absorbed=world.person, now=now())
        assert _said()[0] == WEB_ROLE
        assert not Entry.objects.filter(pk=note.pk).exists()
    for row in (note, consent):
        row.refresh_from_db()
        assert row.person_id == kept.pk
    with working_for(head):
        undo_merge(actor=head, merge=Merge.objects.get(pk=done.pk), now=now())
    for row in (note, consent):
        row.refresh_from_db()
        assert row.person_id == world.person.pk


def test_whoever_is_known_elsewhere_is_not_brought_into_another_record(world: World):
    """Though behind the wall nobody sees where else."""
    double = _twin(world)
    Registration.objects.create(person=double, organisation=world.association, file_number="7")
    head = world.cast.actor("head")
    with working_for(head), pytest.raises(CannotMerge):
        merge_people(actor=head, kept=world.person, absorbed=double, now=now())


@pytest.mark.django_db(transaction=True)
def test_what_speaks_first_in_a_transaction_leaves_nothing_when_it_is_undone():
    """What is said of the session belongs to the transaction, which begins with it."""
    owner = _said()[0]
    with transaction.atomic():
        with working_for(NOBODY):
            assert Person.objects.count() == 0
        transaction.set_rollback(True)
    assert _said()[0] == owner
