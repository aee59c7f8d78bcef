"""What the second database is spared: only what was already asked, and by nobody's mistake."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from config.env import ROOT
from tests.asking import Listener, not_yet_asked, question
from tests.cast import World
from tisserand.accounts.models import Organisation


@dataclass(frozen=True)
class Item:
    """What is looked at of a test."""

    nodeid: str
    path: Path


def item(name: str, folder: str = "tests") -> Any:
    return Item(f"{folder}/test_it.py::{name}", ROOT / folder / "test_it.py")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("SELECT a FROM t WHERE b IN (%s, %s)", "SELECT a FROM t WHERE b IN (%s, %s, %s)", True),
        ("INSERT INTO t VALUES (%s, %s), (%s, %s)", "INSERT INTO t VALUES (%s, %s)", True),
        ("SELECT a FROM t LIMIT 21", "SELECT a FROM t LIMIT 20 OFFSET 40", False),
        ("SELECT a FROM t OFFSET 20", "SELECT a FROM t OFFSET 40", True),
        ("SELECT a FROM t WHERE b = %s", "SELECT a FROM t WHERE b > %s", False),
    ],
)
def test_two_statements_that_only_hold_more_values_are_the_same(one: str, other: str, same: bool) -> None:
    assert (question(one) == question(other)) is same
    assert question(one) != question(one, "23505")


def test_rooms_are_tried_whole_and_the_rest_when_it_asks_more(tmp_path: Path) -> None:
    room, twin = item("room", "tisserand/support/tests"), item("twin", "tisserand/support/tests")
    same, more, again, silent = item("same"), item("more"), item("again"), item("silent")
    asked = {room: ["a", "b"], twin: ["a"], same: ["b"], more: ["a", "c"], again: ["c"]}
    for name, some in {"gw0": (room, same), "gw1": (twin, more, again)}.items():
        (tmp_path / f"{name}.json").write_text(json.dumps({one.nodeid: asked[one] for one in some}))
    everything = [same, more, again, silent, room, twin]
    assert not_yet_asked(everything, tmp_path) == [more, silent, room, twin]


def test_nothing_written_spares_nothing(tmp_path: Path) -> None:
    assert not_yet_asked(everything := [item("one"), item("two")], tmp_path) == everything


def test_it_hears_what_ends_well_and_what_is_refused(tmp_path: Path, world: World) -> None:
    listener = Listener(tmp_path, "here")
    listener._test = "a test"
    with connection.execute_wrapper(listener._hear):
        assert Organisation.objects.count() == 2
        assert len(listener.asked["a test"]) == 1
        Organisation.objects.create(name="Une autre", slug="autre")
        with pytest.raises(IntegrityError), transaction.atomic():
            Organisation.objects.create(name="La même", slug="autre")
    assert len(listener.asked["a test"]) == 3
    listener.pytest_sessionfinish()
    assert len(json.loads((tmp_path / "here.json").read_text())["a test"]) == 3
