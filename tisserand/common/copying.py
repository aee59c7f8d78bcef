"""Many rows of one table at once, by COPY: thousands of parameters of one INSERT cost more than the rows themselves.

No signal is sent, no default of the database is used; triggers and constraints hold as ever.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models
from psycopg import sql
from psycopg.types.json import Jsonb

ASIDE = "rows_to_rewrite"


def copy_rows(rows: Sequence[models.Model]) -> None:
    """Write new rows, all of one model."""
    if not rows:
        return
    fields = _fields(type(rows[0]))
    with connection.cursor() as cursor:
        _copy(cursor, type(rows[0])._meta.db_table, fields, rows)


def rewrite_rows(rows: Sequence[models.Model], columns: Iterable[str]) -> None:
    """Write some fields of rows that are there, found by their key, all of one model."""
    if not rows:
        return
    meta = type(rows[0])._meta
    fields = [meta.get_field(name) for name in columns]
    table, aside = sql.Identifier(meta.db_table), sql.Identifier(ASIDE)
    names = [sql.Identifier(str(field.column)) for field in fields]  # type: ignore[union-attr]
    changes = sql.SQL(", ").join(sql.SQL("{0} = {1}.{0}").format(name, aside) for name in names)
    with connection.cursor() as cursor:
        parts = sql.SQL(", ").join([sql.Identifier("id"), *names])
        cursor.execute(
            sql.SQL("CREATE TEMP TABLE {} ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA").format(
                aside, parts, table
            )
        )
        _copy(cursor, ASIDE, [meta.pk, *fields], rows)
        cursor.execute(
            sql.SQL("UPDATE {0} SET {1} FROM {2} WHERE {0}.id = {2}.id").format(table, changes, aside)
        )
        cursor.execute(sql.SQL("DROP TABLE {}").format(aside))


def _fields(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if not field.generated]


def _copy(cursor: Any, table: str, fields: Sequence[Any], rows: Iterable[models.Model]) -> None:
    said = [(field.attname, isinstance(field, models.JSONField)) for field in fields]
    names = sql.SQL(", ").join(sql.Identifier(field.column) for field in fields)
    question = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table), names)
    with cursor.copy(question) as out:
        for row in rows:
            out.write_row([_value(getattr(row, name), is_json) for name, is_json in said])


def _value(value: Any, is_json: bool) -> Any:
    return Jsonb(value) if is_json and value is not None else value
