"""SQL that does not change, planned by PostgreSQL once for each connection: planning it took longer than answering it.

Only what varies (ids, days, moments, and what is wrapped in `Text`, `Texts` or `Numbers`) is left open; the rest is
written into the text, where the plan can rely on it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.backends.utils import CursorWrapper
from psycopg import RawCursor


class Text(str):
    """A text that varies from one time to the next."""

    __slots__ = ()


class Texts(list[str]):
    """Some texts that vary."""


class Numbers(list[int]):
    """Some whole numbers that vary."""


_HOLES = re.compile(r"IN \(%s\)|%s|%%")
_TYPES: dict[type, str] = {UUID: "uuid", date: "date", datetime: "timestamptz"} | {
    Text: "text",
    Texts: "text[]",
    Numbers: "integer[]",
}
# It is prepared the first time. Each connection keeps so many (all that the pages of every day ask: about ten thousand
# octets of plan a question) and gives up the one that waited longest.
ASKED_BEFORE, MOST_PREPARED = 0, 250


def with_holes(
    connection: Any, sql: str, parameters: Sequence[Any], holes: Sequence[Any]
) -> tuple[str, list[Any]]:
    """The text, with `$1`, `$2`… for the `holes` (None where the parameter is a constant), and which hole is which.

    A hole that `is_many` takes a list: « is in » is said « is any of ».
    """
    order: list[Any] = []
    given = iter(zip(parameters, holes, strict=True))

    def fill(found: re.Match[str]) -> str:
        if found.group() == "%%":
            return "%"
        parameter, hole = next(given)
        if hole is None:
            return found.group().replace("%s", str(connection.ops.compose_sql("%s", [parameter])))
        if hole not in order:
            order.append(hole)
        mark = f"${order.index(hole) + 1}::{_TYPES[type(parameter)]}"
        return f"= ANY({mark}[])" if hole.is_many else found.group().replace("%s", mark)

    return _HOLES.sub(fill, sql), order


class _Asking(RawCursor[Any]):
    """Asks its own text, whatever Django believes that it asks: that one is for the logs."""

    text: str
    values: list[Any]
    is_logged: bool

    def execute(self, *_: Any, **__: Any) -> Any:
        """Ask."""
        answer = super().execute(self.text, self.values)
        if self.is_logged and self._query is None:  # psycopg forgets the text of what is prepared
            self._query = self._convert_query(self.text, self.values)
        return answer


class Preparing:
    """A connection all of whose cursors ask `text`, prepared, with these values."""

    def __init__(self, connection: Any, text: str, values: list[Any]) -> None:
        self._connection, self._text, self._values = connection, text, values

    def cursor(self) -> CursorWrapper:
        """A cursor as Django's own: watched, logged, its errors translated."""
        connection = self._connection
        connection.ensure_connection()
        database = connection.connection
        database.prepare_threshold, database.prepared_max = ASKED_BEFORE, MOST_PREPARED
        cursor = _Asking(database)
        cursor.text, cursor.values, cursor.is_logged = self._text, self._values, connection.queries_logged
        wrapped: CursorWrapper = connection._prepare_cursor(cursor)
        return wrapped

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)
