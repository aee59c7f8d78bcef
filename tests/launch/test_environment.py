"""The settings an operator may turn, and the page that explains them, name the same ones."""

import re

from config.env import ROOT, env

ROW = re.compile(r"^\| `([A-Z0-9_]+)` \| ([^|]+) \| ([^|]+) \|", re.MULTILINE)
TYPES = {bool: {"oui/non"}, int: {"nombre"}, list: {"liste"}, str: {"texte", "adresse", "dossier", "classe"}}


def documented() -> dict[str, tuple[str, str]]:
    page = (ROOT / "docs" / "environment.md").read_text()
    return {name: (kind, default.strip("`")) for name, kind, default in ROW.findall(page)}


def test_every_variable_is_documented_and_no_other():
    assert set(documented()) == set(env.scheme)


def test_types_and_defaults_are_those_of_the_code():
    for name, (kind, default) in documented().items():
        cast, ours = env.scheme[name]
        assert kind in TYPES[cast], name
        if name != "TISSERAND_HOME":
            shown = ",".join(ours) if cast is list else str(ours)
            assert default == (shown or "vide"), name
