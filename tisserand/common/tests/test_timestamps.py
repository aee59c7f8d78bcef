"""Moments are read as Django reads them, whatever they look like."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection

from tisserand.common.timestamps import Timestamps

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 11, 26, 12, 57, 55, 388_260, tzinfo=UTC),
        datetime(2026, 11, 26, 12, 57, 55, 380_000, tzinfo=UTC),
        datetime(2026, 11, 26, tzinfo=UTC),
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC),
    ],
)
def test_a_moment_comes_back(moment: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s::timestamptz, ARRAY[%s::timestamptz]", [moment, moment])
        alone, among_others = cursor.fetchone()
    assert alone == moment
    assert alone.tzinfo is UTC
    assert among_others == [moment]


def test_the_session_of_another_zone_is_left_to_django() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL TIME ZONE 'Europe/Paris'")
        cursor.execute("SELECT '2026-07-01 12:00+00'::timestamptz")
        (moment,) = cursor.fetchone()
        # Django's loader keeps the digits and says UTC: nobody changes the zone of a connection.
        assert moment.tzinfo is UTC


def test_it_is_in_place() -> None:
    with connection.cursor() as cursor:
        loader = cursor.cursor.adapters.get_loader(
            cursor.cursor.connection.adapters.types["timestamptz"].oid, 0
        )
    assert loader is Timestamps
