"""The engine in processes of its own: it answers, says when it cannot, and is never loaded by whoever asks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from tisserand.rights import pool
from tisserand.rights.engine import door
from tisserand.rights.tests.table import TABLE
from tisserand.rights.trouble import EngineUnavailable

pytestmark = pytest.mark.xdist_group("rights")
ROOT = Path(__file__).resolve().parents[3]
HEAVY = ("openfisca_core", "openfisca_france", "numexpr", "tisserand.rights.engine")


@pytest.fixture(autouse=True)
def _closed():
    yield
    pool.close_pool()


def test_it_screens_in_another_process(monkeypatch):
    """In order, each with its gaps; a household that cannot be read does not stop the others."""
    monkeypatch.setattr(pool, "PROCESSES", 1)
    monkeypatch.setattr(pool, "CHUNK", 2)
    names = ["alone, without a home", "disabled at 80 %"]
    asked = [TABLE[names[0]][0], {"people": []}, TABLE[names[1]][0]]
    first, wrong, last = pool.screen_households(asked, "2026-11")
    amounts = [{one["benefit"]: one["amount"] for one in answer["gaps"]} for answer in (first, last)]
    assert (amounts[0]["rsa"], amounts[1]["aah"]) == (651.69, 1041.59)
    assert "people" in dict(wrong["problems"])


def _fall(*_):
    os._exit(9)


def test_a_process_that_falls_is_told_and_replaced(monkeypatch):
    monkeypatch.setattr(pool, "_call", _fall)
    with pytest.raises(EngineUnavailable, match=r"s’est arrêté pendant le calcul\. Tout le reste fonctionne"):
        pool.explain_household({}, "2026-11")
    assert pool._pool is None


def _too_long(*_):
    import time  # noqa: PLC0415 (in another process)

    time.sleep(30)


def test_an_engine_that_never_answers_is_told(monkeypatch):
    monkeypatch.setattr(pool, "_call", _too_long)
    monkeypatch.setattr(pool, "PATIENCE", 0.1)
    with pytest.raises(EngineUnavailable, match="n’a pas répondu à temps"):
        pool.explain_household({}, "2026-11")


def test_killed_without_a_word_it_leaves_nobody():
    code = (
        "import os, time; from tisserand.rights import pool; "
        "print(pool._running().submit(os.getpid).result(), flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE) as parent:
        child = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
    gone, _ = psutil.wait_procs([child], timeout=20)
    assert gone


def _absent(name):
    raise ModuleNotFoundError("No module named 'openfisca_core'", name="openfisca_core")


def test_an_absent_engine_is_told(monkeypatch):
    monkeypatch.setattr(door, "import_module", _absent)
    with pytest.raises(EngineUnavailable, match=r"n’est pas installé \(openfisca_core\)"):
        door.open_engine()


def test_what_serves_pages_never_loads_it():
    """The web application as the server loads it, then a page: in a process of its own, for ours has loaded it."""
    code = (
        "import sys; from config.wsgi import application; import tisserand.rights.pool; "
        "from django.urls import resolve; resolve('/'); "
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )
    assert done.stdout.strip().splitlines()[-1] == "[]"
