"""Rooms only look downwards, also where no import shows it: foreign keys, templates."""

import re
from pathlib import Path

import pytest

from config.env import ROOT
from tests.architecture.floors import FLOOR, HOUSE, ROOMS, may_lean_on, room_apps

INCLUDED = re.compile(r"""\{%\s*(?:include|extends)\s+["']([a-z_]+)/""")


def test_foreign_keys():
    leaning = {
        (app.label, field.related_model._meta.app_label, f"{model.__name__}.{field.name}")
        for app in room_apps()
        for model in app.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model
    }
    assert [who for who in leaning if who[1] in FLOOR and not may_lean_on(who[0], who[1])] == []


@pytest.mark.parametrize("room", ROOMS)
def test_templates(room):
    assert [
        f"{path.relative_to(ROOT)}: {other}"
        for path in sorted(Path(ROOT, HOUSE, room).rglob("*.html"))
        for other in INCLUDED.findall(path.read_text())
        if other in FLOOR and not may_lean_on(room, other)
    ] == []


@pytest.mark.parametrize("room", ROOMS)
def test_every_module_opens_with_a_sentence(room):
    assert [
        str(path.relative_to(ROOT))
        for path in sorted(Path(ROOT, HOUSE, room).rglob("*.py"))
        if "migrations" not in path.parts and path.stat().st_size and not path.read_text().startswith('"""')
    ] == []


def test_nothing_is_called_utils():
    vague = {"utils.py", "helpers.py", "misc.py", "common.py"}
    assert [path for path in Path(ROOT, HOUSE).rglob("*.py") if path.name in vague] == []
