"""How the tables are emptied after a test that writes for good: what it wrote goes, nothing is made anew.

Django truncates every table, which makes hundreds of files anew for a handful of rows, then writes again every kind of
row and every permission, which are the same in the end. Half a second for each of two hundred tests.
"""

from __future__ import annotations

from functools import cache

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import connections, transaction
from django.test import TransactionTestCase

# What follows from the code alone.
KEPT = {ContentType._meta.db_table, Permission._meta.db_table}
truncate = TransactionTestCase._fixture_teardown


@cache
def emptied(alias: str) -> tuple[str, ...]:
    """The tables that Django would truncate, but those that it would fill again."""
    names = connections[alias].introspection.django_table_names(only_existing=True, include_views=False)
    return tuple(sorted(set(names) - KEPT))


def leave_empty(case: TransactionTestCase) -> None:
    """In the place of `TransactionTestCase._fixture_teardown`; as it does, it waits for whoever still writes."""
    aliases = case._databases_names(include_mirrors=False)
    # Without triggers, and in any order, which not every account may ask.
    if case.available_apps is not None or case.serialized_rollback or not all(map(_is_superuser, aliases)):
        truncate(case)
        return
    for alias in aliases:
        quote = connections[alias].ops.quote_name
        tables = [quote(name) for name in emptied(alias)]
        with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
            cursor.execute(f"LOCK TABLE {', '.join(tables)} IN ACCESS EXCLUSIVE MODE")
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(";".join(f"DELETE FROM {table}" for table in tables))


def _is_superuser(alias: str) -> bool:
    connections[alias].ensure_connection()
    return connections[alias].connection.info.parameter_status("is_superuser") == "on"
