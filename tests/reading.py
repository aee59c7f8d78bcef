"""Looking changes nothing: a block in which any writing to the database fails, the trail of readings excepted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

WRITING = re.compile(
    r"^\s*(?:INSERT INTO|UPDATE|DELETE FROM|MERGE INTO|TRUNCATE)\s+(?:ONLY\s+)?\"?(\w+)", re.IGNORECASE
)
# What a reading may leave behind: its line in the trail, the session's age, a counter of requests.
TRACES = ("audit_", "django_session", "django_cache", "accounts_allowance")


class Wrote(AssertionError):
    """A page that was only read has written."""


@contextmanager
def only_reading(*also: str) -> Iterator[None]:
    """Raise `Wrote` on any write, except in `TRACES` and tables whose name begins with one of `also`."""

    def refuse(
        execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        written = WRITING.match(str(sql))
        if written and not written[1].startswith((*TRACES, *also)):
            raise Wrote(str(sql)[:300])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        yield
