"""The duplicates of the past: found in the background, explained, kept once, never over a decision."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied

from config.env import HOME
from tests.cast import World
from tisserand.accounts.models import Job
from tisserand.people.choices import PairState, ScreeningState
from tisserand.people.linkage import Likeness, Record, likenesses
from tisserand.people.models import ContactPoint, DuplicatePair, Person, Registration, Screening
from tisserand.people.services import merge_people, tell_apart
from tisserand.people.services import screening as service
from tisserand.people.services.screening import AlreadyScreening, run_screening, start_screening
from tisserand.people.tasks import screen_duplicates

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
NADIA = Record(
    id="1",
    firsts=["Nadia"],
    lasts=["Belkacem"],
    birth=(1988, 3, 4),
    gender="female",
    commune="57463",
    phones=["+33612345678"],
)
# Around them, so that names have a frequency.
CROWD = [
    Record(id=f"c{number}", firsts=[first], lasts=[last], birth=(1950 + number, 1 + number % 12, 1 + number))
    for number, (first, last) in enumerate(
        zip(
            "Paul Anne Luc Rose Yann Inès Omar Léa Hugo Zoé".split(),
            "Roux Petit Morel Blanc Le-Gall Diallo Haddad Faure Noël Colin".split(),
            strict=True,
        )
    )
]


def compared(tmp_path: Path, *records: Record) -> list[Likeness]:
    return [one for chunk in likenesses([*CROWD, *records], scratch=tmp_path) for one in chunk]


@pytest.mark.parametrize(
    "again",
    [
        replace(NADIA, lasts=["Belkassem"]),
        replace(NADIA, firsts=["Belkacem"], lasts=["Nadia"]),
        replace(NADIA, birth=(1988, 4, 3)),
        replace(NADIA, birth=(None, None, None)),
        replace(NADIA, lasts=["Roux-Martin", "Belkacem"]),
        replace(NADIA, firsts=["Nadya"], phones=[]),
        replace(NADIA, lasts=["Durand"]),
    ],
    ids=["by ear", "inverted", "day and month", "no birth", "married", "spelt", "another name, all the rest"],
)
def test_the_same_person_written_otherwise(tmp_path, again):
    [found] = compared(tmp_path, NADIA, replace(again, id="2"))
    assert (found.first, found.second) == ("1", "2")
    assert found.probability > 0.5


@pytest.mark.parametrize(
    "other",
    [
        replace(NADIA, firsts=["Samir"], gender="male"),
        replace(NADIA, firsts=["Leïla"]),
        replace(NADIA, birth=(1960, 7, 9)),
        replace(NADIA, firsts=["Karim"], birth=(1992, 5, 6)),
    ],
    ids=["twin brother", "twin sister", "mother of the same name", "brother of the same phone"],
)
def test_a_family_is_not_one_person(tmp_path, other):
    assert compared(tmp_path, NADIA, replace(other, id="2")) == []


def test_it_says_what_weighs(tmp_path):
    [found] = compared(tmp_path, NADIA, replace(NADIA, id="2", phones=["+33699999999"]))
    told = {sign.what: sign for sign in found.signs}
    assert told["date de naissance"].says == "la même"
    assert told["date de naissance"].weight > 10
    assert told["téléphone"].weight < 0
    assert "adresse électronique" not in told
    assert found.signs == sorted(found.signs, key=lambda sign: -abs(sign.weight))


def test_nobody_is_compared_with_nobody(tmp_path):
    assert list(likenesses([], scratch=tmp_path)) == []
    assert list(likenesses([NADIA], scratch=tmp_path)) == []


# --- in an organisation


def again(world: World, **names: object) -> Person:
    person = Person.objects.create(
        **{"first_names": "Nadia", "last_name": "Essai", "birth_year": 1988} | names
    )
    Registration.objects.create(person=person, organisation=world.ccas)
    ContactPoint.objects.create(person=person, kind="phone", value="+33612345678")
    return person


@pytest.fixture
def double(world: World) -> Person:
    """The person of the open dossier, recorded again."""
    Person.objects.filter(pk=world.person.pk).update(birth_year=1988)
    ContactPoint.objects.create(person=world.person, kind="phone", value="+33612345678")
    return again(world)


def search(world: World, who: str = "head") -> Screening:
    screening = start_screening(actor=world.cast.actor(who), now=NOW)
    return run_screening(screening=screening, now=NOW)


def test_a_search_finds_keeps_and_ends(world, double):
    done = search(world)
    assert (done.state, done.people, done.found) == (ScreeningState.DONE, 3, 1)
    pair = DuplicatePair.objects.get()
    assert {pair.first_id, pair.second_id} == {double.pk, world.person.pk}
    assert pair.organisation == world.ccas
    assert pair.reasons[0]["weight"]
    assert not (HOME / "scratch" / f"screening-{done.pk}").exists()


def test_what_others_know_is_not_compared(world, double):
    Registration.objects.filter(person=double).update(organisation=world.association)
    assert search(world).found == 0


def test_done_again_it_keeps_each_pair_once_and_every_decision(world, double):
    search(world)
    DuplicatePair.objects.update(state=PairState.LATER)
    search(world)
    assert DuplicatePair.objects.get().state == PairState.LATER


def test_a_pair_that_nothing_brings_together_any_more_is_forgotten(world, double):
    search(world)
    Person.objects.filter(pk=double.pk).update(first_names="Zoltan", last_name="Kiss", birth_year=1951)
    double.contacts.all().delete()
    search(world)
    assert not DuplicatePair.objects.exists()


def test_what_was_told_apart_is_not_proposed_again(world, double):
    tell_apart(actor=world.cast.actor("head"), person=world.person, other=double, now=NOW)
    assert search(world).found == 0


def test_nor_through_a_record_that_became_another(world, double):
    third = again(world, last_name="Essais")
    tell_apart(actor=world.cast.actor("head"), person=third, other=world.person, now=NOW)
    merge_people(actor=world.cast.actor("head"), kept=double, absorbed=third, now=NOW)
    assert search(world).found == 0


def test_protected_ways_of_reaching_someone_are_not_compared(world, double):
    ContactPoint.objects.update(is_protected=True)
    search(world)
    assert all("téléphone" not in str(pair.reasons) for pair in DuplicatePair.objects.all())


def test_one_search_at_a_time(world, double):
    running = start_screening(actor=world.cast.actor("head"), now=NOW)
    with pytest.raises(AlreadyScreening) as told:
        start_screening(actor=world.cast.actor("coordinator"), now=NOW)
    assert told.value.screening == running


@pytest.mark.parametrize("who", ["referent", "reception", "administrator", "former"])
def test_not_everyone_starts_one(world, who):
    with pytest.raises(PermissionDenied):
        start_screening(actor=world.cast.actor(who), now=NOW)


def test_killed_half_way_it_goes_on_and_leaves_nothing_behind(world, double, monkeypatch):
    screening = start_screening(actor=world.cast.actor("head"), now=NOW)
    keep = service._keep

    def die(*args: object) -> int:
        keep(*args)
        raise SystemExit  # as after a kill: nothing is caught, nothing is told

    monkeypatch.setattr(service, "_keep", die)
    with pytest.raises(SystemExit):
        screen_duplicates(screening_id=str(screening.pk))
    screening.refresh_from_db()
    assert screening.state == ScreeningState.RUNNING
    monkeypatch.setattr(service, "_keep", keep)
    screen_duplicates(screening_id=str(screening.pk))
    screening.refresh_from_db()
    assert (screening.state, screening.found) == (ScreeningState.DONE, 1)
    assert DuplicatePair.objects.count() == 1
    assert not (HOME / "scratch" / f"screening-{screening.pk}").exists()
    job = Job.objects.get()
    assert (job.state, job.done, job.total) == ("done", 6, 6)


def test_what_goes_wrong_is_said_without_naming_anyone(world, double, monkeypatch, caplog):
    screening = start_screening(actor=world.cast.actor("head"), now=NOW)

    def fall(*args: object, **said: object) -> None:
        raise ValueError("Nadia Essai")

    monkeypatch.setattr(service, "likenesses", fall)
    with caplog.at_level(logging.DEBUG):
        screen_duplicates(screening_id=str(screening.pk))
    screening.refresh_from_db()
    assert screening.state == ScreeningState.FAILED
    assert "Essai" not in caplog.text
    assert start_screening(actor=world.cast.actor("head"), now=NOW).state == ScreeningState.RUNNING


def test_splink_tells_the_logs_nothing(world, double, caplog):
    with caplog.at_level(logging.DEBUG):
        search(world)
    assert "essai" not in caplog.text.lower()
