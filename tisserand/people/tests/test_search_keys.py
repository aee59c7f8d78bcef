"""The keys that the search looks in: written by the database whatever the path, found again however one mistypes."""

import random

import pytest
from django.db import connection

from tests.cast import World
from tests.load.crowd import Crowd, mistyped
from tisserand.common.folding import fold
from tisserand.people.models import Person, Registration
from tisserand.people.names import search_text
from tisserand.people.search import _phones, search_people
from tisserand.people.search_keys import (
    beginning_key,
    initials_key,
    sound_keys_here,
    spelling_keys,
    whole_key,
)
from tisserand.people.tests.factories import ContactFactory, PersonFactory

pytestmark = pytest.mark.django_db


def keys_of(person: Person) -> set[int]:
    return set(Registration.objects.get(person=person).search_keys)


def test_the_database_and_the_search_say_the_same(world: World) -> None:
    crowd = Crowd(5)
    for one in crowd.people(30):
        person = PersonFactory(organisation=world.ccas, first_names=one.first, last_name=one.last)
        kept, here = keys_of(person), world.ccas.pk
        for word in search_text(one.first, one.last).split():
            if len(word) > 1:
                assert beginning_key(here, word) in kept
                assert whole_key(here, word) in kept
                assert set(spelling_keys(here, word)) & kept or len(word) < 4
        assert set(sound_keys_here(here, person.sounds)) <= kept
        assert {initials_key(here, letters) for letters in person.initials} <= kept


def test_keys_follow_the_names_by_any_path(world: World) -> None:
    person = PersonFactory(organisation=world.ccas, first_names="Nadia", last_name="Belkacem")
    Person.objects.filter(pk=person.pk).update(search_names=" nadia haddad ")
    assert beginning_key(world.ccas.pk, "haddad") in keys_of(person)
    assert beginning_key(world.ccas.pk, "belkacem") not in keys_of(person)
    registration = Registration.objects.get(person=person)
    person.last_name = "Martin"
    person.save()
    registration.save()  # from a copy read before: its keys are not put back
    assert beginning_key(world.ccas.pk, "martin") in keys_of(person)
    Registration.objects.filter(person=person).update(organisation=world.association, search_keys=[])
    assert beginning_key(world.association.pk, "martin") in keys_of(person)
    assert beginning_key(world.ccas.pk, "martin") not in keys_of(person)


def test_a_name_is_found_whatever_the_slip(world: World) -> None:
    """Of names typed with one slip, nineteen in twenty bring their person among the first."""
    crowd, chance = Crowd(9), random.Random(9)
    actor, found, asked = world.cast.actor("referent"), 0, 0
    people = [
        PersonFactory(organisation=world.ccas, first_names=one.first, last_name=one.last)
        for one in crowd.people(120)
    ]
    for person in people:
        word = max(fold(person.last_name).split(), key=len)
        for typed in {mistyped(word, chance) for _ in range(3)} - {word}:
            asked += 1
            hits = search_people(actor, f"{fold(person.first_names)} {typed}", limit=8)
            found += person in [hit.person for hit in hits]
    assert found / asked > 0.95, f"{found} of {asked}"


@pytest.mark.parametrize(
    "typed", ["belk", "belka", "belkac", "belkace", "elkacem", "belkcem", "belkaecm", "belkassme"]
)
def test_letters_as_they_come(world: World, typed: str) -> None:
    PersonFactory(organisation=world.ccas, first_names="Nadia", last_name="Belkacem")
    assert [hit.person.name for hit in search_people(world.cast.actor("referent"), typed)] == [
        "Nadia Belkacem"
    ]


def test_short_words_among_many_that_begin_so(world: World) -> None:
    for number in range(350):
        PersonFactory(organisation=world.ccas, first_names="Zoé", last_name=f"Lyon{number}")
    PersonFactory(organisation=world.ccas, first_names="Thi Mai", last_name="Ly")
    assert search_people(world.cast.actor("referent"), "ly", limit=8)[0].person.last_name == "Ly"


def plan_of(sql: str, params: object) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {sql}", params)
        return "\n".join(row[0] for row in cursor.fetchall())


def test_whole_and_last_digits_use_the_index_from_the_end(world: World) -> None:
    ContactFactory(person=world.person, value="+33612345642")
    for digits in ("612345642", "5642"):
        assert _phones(digits).exists()
        assert "contact_value_from_its_end" in plan_of(*_phones(digits).query.sql_with_params())
