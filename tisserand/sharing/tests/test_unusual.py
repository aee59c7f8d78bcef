"""Readings that deserve a question: found the morning after, once, without naming whom they were about."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.core.exceptions import ValidationError
from django.http import Http404
from django.urls import reverse
from django.utils import timezone

from tests.cast import World, client_of
from tisserand.accounts.models import User
from tisserand.audit.choices import Verb
from tisserand.audit.models import AccessEvent
from tisserand.common.clock import today
from tisserand.people.models import Person
from tisserand.sharing.choices import UnusualKind
from tisserand.sharing.models import UnusualReading
from tisserand.sharing.services.unusual import note_unusual_readings, review_unusual
from tisserand.sharing.tasks import look_over_readings
from tisserand.sharing.tests.factories import NOW, make_unusual
from tisserand.sharing.unusual import MANY_AT_NIGHT, MANY_IN_AN_HOUR, unusual_readings

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 16)


def at(hour: int, minute: int = 0, days: int = 0) -> datetime:
    return timezone.make_aware(MONDAY + timedelta(days=days, hours=hour, minutes=minute))


def read(world: World, when: datetime, person_id: UUID | None = None, who: User | None = None) -> None:
    who = who or world.cast.colleague
    AccessEvent.objects.create(
        at=when,
        actor_id=who.pk,
        actor_name=who.get_full_name(),
        organisation_id=world.ccas.pk,
        person_id=person_id or uuid4(),
        verb=Verb.READ,
        part="people.person",
        stream=uuid4(),
    )


def found(world: World, days: int = 0) -> set[tuple[str, int]]:
    day = (MONDAY + timedelta(days)).date()
    return {(row.kind, row.people) for row in unusual_readings(world.ccas.pk, day)}


def test_an_ordinary_day_says_nothing(world: World) -> None:
    for hour in range(8, 18):
        read(world, at(hour), world.restricted.person.pk)
    assert found(world) == set()


def test_many_people_in_an_hour(world: World) -> None:
    for number in range(MANY_IN_AN_HOUR):
        assert found(world) == set()
        read(world, at(10, number))
    assert found(world) == {(UnusualKind.MANY, MANY_IN_AN_HOUR)}


def test_the_same_person_many_times_is_one(world: World) -> None:
    for number in range(MANY_IN_AN_HOUR + 5):
        read(world, at(10, number), world.restricted.person.pk)
    assert found(world) == set()


@pytest.mark.parametrize(
    ("when", "is_night"), [(at(21), True), (at(5, 59), True), (at(6), False), (at(20, 59), False)]
)
def test_at_night(world: World, when: datetime, is_night: bool) -> None:
    for _ in range(MANY_AT_NIGHT):
        read(world, when)
    assert found(world) == ({(UnusualKind.NIGHT, MANY_AT_NIGHT)} if is_night else set())


def test_on_sunday(world: World) -> None:
    for _ in range(MANY_AT_NIGHT):
        read(world, at(11, days=6))
    assert found(world, days=6) == {(UnusualKind.NIGHT, MANY_AT_NIGHT)}


@pytest.mark.parametrize("field", ["last_name", "birth_name"])
def test_someone_of_the_same_name(world: World, field: str) -> None:
    User.objects.filter(pk=world.cast.colleague.pk).update(last_name="Élan")
    other = Person.objects.create(first_names="Zoé", **{"last_name": "Autre"} | {field: "elan"})
    read(world, at(10), other.pk)
    read(world, at(11), world.restricted.person.pk)
    assert found(world) == {(UnusualKind.SAME_NAME, 1)}


def test_it_is_kept_once_and_stays_understood(world: World) -> None:
    for _ in range(MANY_AT_NIGHT):
        read(world, at(23))
    note = {"organisation_id": world.ccas.pk, "day": MONDAY.date(), "now": NOW}
    note_unusual_readings(**note)
    row = UnusualReading.objects.get()
    review_unusual(actor=world.cast.actor("administrator"), unusual=row, words="Astreinte.", now=NOW)
    note_unusual_readings(**note)
    assert UnusualReading.objects.get().words == "Astreinte."


def test_nobody_else_looks_and_nothing_is_waved_through_without_a_word(world: World) -> None:
    row = make_unusual(world)
    with pytest.raises(Http404):
        review_unusual(actor=world.cast.actor("referent"), unusual=row, words="Rien.", now=NOW)
    with pytest.raises(ValidationError):
        review_unusual(actor=world.cast.actor("administrator"), unusual=row, words=" ", now=NOW)


def test_every_morning_the_day_before_is_looked_over(world: World) -> None:
    yesterday = timezone.make_aware(
        datetime.combine(today() - timedelta(1), datetime.min.time()) + timedelta(hours=23)
    )
    for _ in range(MANY_AT_NIGHT):
        read(world, yesterday)
    look_over_readings(0)
    look_over_readings(0)
    page = client_of(world.cast.administrator).get(reverse("sharing:unusual_list")).content.decode()
    assert page.count("Colleague Essai") == 1
    assert world.person.name not in page
