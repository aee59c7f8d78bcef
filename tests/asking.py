"""What each test asks the database, written down so that a second one is not asked the same thing hundreds of times.

Another version of PostgreSQL can only differ in its answers. The tests of the rooms are all tried on it: there the
values count (a search, an order, an overlap). Those of `tests/` walk through every address of every room with every
member of the cast: most send what a room's tests already sent, to check what the pages make of it. On a second
database they are tried only when they ask something more: another statement, or one that ends differently.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Generator, Sequence
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import pytest
from django.db import Error
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from config.env import ROOT

ROOMS = ROOT / "tisserand"
NAMED_ANEW = re.compile(r"\s*(SAVEPOINT|RELEASE|ROLLBACK)\b")
SEVERAL = re.compile(r"(\(%s\)|%s)(?:, ?\1)+")
CHANGING = re.compile(r"'[0-9a-f-]{36}'|\b\d+\b")


@cache
def question(sql: str, ending: str = "") -> str:
    """The same for two statements that differ by how many values they hold; short, for there are thousands."""
    said = CHANGING.sub("0", sql)
    while (shorter := SEVERAL.sub(r"\1", said)) != said:
        said = shorter
    return blake2b(f"{said}|{ending}".encode(), digest_size=8).hexdigest()


def ending_of(error: Error) -> str:
    """How a refused statement ended: by which rule, and what the rule said when it is one of ours."""
    told = getattr(error.__cause__, "diag", None)
    if told is None:
        return type(error).__name__
    return CHANGING.sub("0", f"{told.sqlstate} {told.constraint_name or told.message_primary}")


class Listener:
    """A plugin that leaves what each test asks in `folder`, in one file for each process."""

    def __init__(self, folder: Path, name: str) -> None:
        self.file = folder / f"{name}.json"
        self.asked: dict[str, set[str]] = defaultdict(set)
        self._test = ""
        connection_created.connect(self._meet)

    def _meet(self, connection: BaseDatabaseWrapper, **_: object) -> None:
        # First of all: others add to the statement what changes each time.
        if self._hear not in connection.execute_wrappers:
            connection.execute_wrappers.insert(0, self._hear)

    def _hear(
        self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
    ) -> Any:
        ending = ""
        try:
            return execute(sql, params, many, context)
        except Error as error:
            ending = ending_of(error)
            raise
        finally:
            if self._test and not NAMED_ANEW.match(str(sql)):
                self.asked[self._test].add(question(str(sql), ending))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """What is asked from now on, by whatever thread, is asked for this test."""
        self._test = item.nodeid
        return (yield)

    def pytest_sessionfinish(self) -> None:
        """Leave it."""
        if self.asked:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            self.file.write_text(json.dumps({test: sorted(asked) for test, asked in self.asked.items()}))


def not_yet_asked(items: Sequence[pytest.Item], folder: Path) -> list[pytest.Item]:
    """Every test of a room, then whichever asks more than those before; one that left nothing written is tried."""
    asked: dict[str, list[str]] = {}
    for file in folder.glob("*.json"):
        asked |= json.loads(file.read_text())
    kept = {item for item in items if ROOMS in item.path.parents or item.nodeid not in asked}
    heard = {one for item in kept for one in asked.get(item.nodeid, ())}
    for item in items:
        if not heard.issuperset(asked.get(item.nodeid, ())):
            kept.add(item)
            heard.update(asked[item.nodeid])
    return [item for item in items if item in kept]
