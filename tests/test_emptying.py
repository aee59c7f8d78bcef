"""A test that writes for good leaves what Django would leave: the same tables empty, the same rows kept."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import OperationalError, connection, transaction
from django.test import TransactionTestCase

from tests import emptying
from tests.cast import make_world

pytestmark = pytest.mark.django_db(transaction=True)


class Case(TransactionTestCase):
    """What pytest makes of a test that writes for good."""


def held() -> dict[str, int]:
    """How many rows each table has, of those that have any."""
    found: dict[str, int] = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.django_table_names(only_existing=True, include_views=False):
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")
            if count := cursor.fetchone()[0]:
                found[table] = count
    return found


def kept() -> set[tuple[str, ...]]:
    """Every kind of row, every permission."""
    return {*ContentType.objects.values_list("app_label", "model")} | {
        *Permission.objects.values_list("content_type__app_label", "content_type__model", "codename")
    }


def test_the_same_is_left_as_django_leaves():
    emptying.truncate(Case())
    left_by_django = held(), kept()
    make_world()
    group = Group.objects.create(name="Essai")
    group.permissions.set(Permission.objects.all()[:2])
    assert len(held()) > 10
    emptying.leave_empty(Case())
    assert (held(), kept()) == left_by_django


def test_triggers_are_back_for_whoever_comes_next():
    emptying.leave_empty(Case())
    with connection.cursor() as cursor:
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchone() == ("origin",)


def test_an_account_that_may_not_do_without_triggers_truncates(monkeypatch: pytest.MonkeyPatch):
    truncated: list[TransactionTestCase] = []
    monkeypatch.setattr(emptying, "_is_superuser", lambda alias: False)
    monkeypatch.setattr(emptying, "truncate", truncated.append)
    case = Case()
    emptying.leave_empty(case)
    assert truncated == [case]


def test_it_waits_for_whoever_still_reads():
    """A request under way would write once the tables are empty."""
    other = connection.copy()
    try:
        with transaction.atomic(), other.cursor() as reading:
            other.set_autocommit(False)
            reading.execute("SELECT count(*) FROM people_person")
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '50ms'")
            with pytest.raises(OperationalError, match="lock timeout"):
                emptying.leave_empty(Case())
    finally:
        other.rollback()
        other.close()
