"""The surroundings of every test: a data folder and a PostgreSQL server of its own, quick settings, the named cast."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, nullcontext
from copy import deepcopy
from pathlib import Path
from typing import Any

import django
import pytest

from config.embedded import Embedded


def surround() -> None:
    """Set the environment before Django reads it, and start the server unless `DATABASE_URL` names one.

    Parallel workers live in the surroundings of the process that started them.
    """
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    os.environ["TISSERAND_STATIC_STORAGE"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    home = Path(tempfile.mkdtemp(prefix="tisserand-test-"))
    os.environ["TISSERAND_HOME"] = str(home)
    (home / "static").mkdir()
    leaving = ExitStack()
    leaving.callback(shutil.rmtree, home, ignore_errors=True)
    if not os.environ.get("DATABASE_URL"):
        server = Embedded(home / "postgres", log=home / "logs" / "postgres.log", durable=False)
        leaving.enter_context(server.kept_up())
    atexit.register(leaving.close)


surround()
django.setup()

from django.conf import settings  # noqa: E402
from django.db import transaction  # noqa: E402
from django.test import TransactionTestCase  # noqa: E402
from hypothesis import HealthCheck  # noqa: E402
from hypothesis import settings as hypothesis  # noqa: E402

from config.running.quick_tables import drawing_little  # noqa: E402
from tests.asking import Listener, not_yet_asked  # noqa: E402
from tests.cast import World, make_world  # noqa: E402
from tests.emptying import leave_empty  # noqa: E402

# A slow machine is no failure, and continuous integration tries the same examples each time.
hypothesis.register_profile(
    "house", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize="CI" in os.environ
)
hypothesis.load_profile("house")
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TransactionTestCase._fixture_teardown = leave_empty


def pytest_configure(config: pytest.Config) -> None:
    """With `QUESTIONS`, what each test asks the first database is kept in that folder."""
    if "QUESTIONS" in os.environ and "ONLY_WITH_DATABASE" not in os.environ:
        name = os.environ.get("PYTEST_XDIST_WORKER", "alone")
        config.pluginmanager.register(Listener(Path(os.environ["QUESTIONS"]), name))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On a second database, only what asks a database is tried again: with `QUESTIONS`, see `tests/asking.py`.

    In continuous integration, what starts browsers and servers gets a second chance, and the report says so (R).
    """
    if "ONLY_WITH_DATABASE" in os.environ:
        kept = [item for item in items if _asks_database(item)]
        if "QUESTIONS" in os.environ:
            kept = not_yet_asked(kept, Path(os.environ["QUESTIONS"]))
        config.hook.pytest_deselected(items=[item for item in items if item not in set(kept)])
        items[:] = kept
    if "CI" not in os.environ:
        return
    for item in items:
        if item.get_closest_marker("journey") or item.get_closest_marker("launch"):
            item.add_marker(pytest.mark.flaky(reruns=1))


def _asks_database(item: pytest.Item) -> bool:
    if item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(
        getattr(item, "fixturenames", ())
    ):
        return True
    case = getattr(item, "cls", None)
    return case is not None and issubclass(case, TransactionTestCase)


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: Any) -> Iterator[None]:
    """The tables of the tests' database are made as a first start makes them."""
    with drawing_little() if fixturedef.argname == "django_db_setup" else nullcontext():
        return (yield)


@pytest.fixture(scope="module")
def standing(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """A world made once for a module that walks through hundreds of addresses: what a test does is undone, it stays.

    Ask for it with `pytestmark = pytest.mark.usefixtures("standing")`, where every test that asks the database
    takes `world`: the others would find it too.
    """
    around = transaction.atomic()
    with django_db_blocker.unblock():
        around.__enter__()
        made = make_world()
    yield made
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture
def world(request: pytest.FixtureRequest, db: None) -> World:
    """Two organisations, the named cast, an open dossier and a restricted one."""
    if "standing" in request.fixturenames:
        return deepcopy(request.getfixturevalue("standing"))  # what a test changes of it is its own
    # One transaction, for a test that writes for good.
    with transaction.atomic(savepoint=False):
        return make_world()


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Bytes name their argument: those of a file made on the spot would name the test anew in each process."""
    return argname if isinstance(val, bytes) else None
