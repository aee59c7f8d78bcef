"""The run itself: for each size, fill, measure alone and together, count the queries."""

from __future__ import annotations

import gzip
import logging
import pickle
import random
from pathlib import Path
from time import perf_counter
from uuid import UUID

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.module_loading import import_string

from tests.load import bringing_in, doubles, floor_settings, reporting
from tests.load.agreements import share
from tests.load.filling import Territory, grow, make_territory
from tests.load.measuring import SEE_OTHER, Visitor, alone, in_turn, together
from tests.load.pages import CSRF, Page, directory_pages, pages_of
from tests.load.places import fill_directory
from tests.load.processor import Cost, counted_cost
from tests.load.reporting import Found
from tests.load.serving import served
from tisserand.accounts.models import User

NOTES_UP_TO = 100_000  # beyond, notes would fill the disk and say nothing more
DOUBLES_AMONG = (1_000, 10_000, 100_000)  # people among whom duplicates are looked for
VISITS = 20  # of which the cost is told
BOOKKEEPING = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


def run(sizes: list[int], *, times: int, home: Path, results: Path) -> None:
    """Measure each size in turn and tell."""
    kept = home / "territory"
    territory: Territory = pickle.loads(kept.read_bytes()) if kept.exists() else make_territory()
    found = []
    _say(f"{fill_directory()} services dans l’annuaire.")
    for size in sizes:
        if size > territory.people:
            _say(f"{size} personnes…")
            started = perf_counter()
            grow(territory, size, notes=size <= NOTES_UP_TO)
            share(territory)
            kept.write_bytes(pickle.dumps(territory))
            _say(f"  en {perf_counter() - started:.0f} s")
        found.append(_measure(territory, size, times, home))
        _say(reporting.as_table(found[-1:]))
    _say(reporting.as_table(found))
    told = _wall(territory, times, home)
    _say(told)
    _say(f"Écrit dans {reporting.write(found, results)} et {results / 'bench.json'}.")
    told = doubles.as_table([doubles.measure(size) for size in DOUBLES_AMONG])
    _say(told)
    (results / "doubles.md").write_text(told)
    _tell_of_directory(territory, results)


def run_directory(*, times: int, home: Path, results: Path) -> None:
    """The directory alone: nobody is there but those who search it."""
    kept = home / "territory"
    territory: Territory = pickle.loads(kept.read_bytes()) if kept.exists() else make_territory()
    kept.write_bytes(pickle.dumps(territory))
    _say(f"{fill_directory()} services dans l’annuaire.")
    found = _measure(territory, 0, times, home, directory_pages())
    _say(reporting.as_table([found]))
    _tell_of_directory(territory, results)


def _tell_of_directory(territory: Territory, results: Path) -> None:
    """What its searches and its imports cost the processor."""
    logging.disable(logging.INFO)
    session = _session_of(territory.workers[0], settings.AUTHENTICATION_BACKENDS[0])
    costs = {page.name: _cost(session, page) for page in directory_pages()}
    told = reporting.costs_as_table(costs)
    _say(told)
    entered = bringing_in.as_table(bringing_in.measure())
    _say(entered)
    results.mkdir(parents=True, exist_ok=True)
    (results / "directory.md").write_text(f"{told}\n{entered}")


def _cost(session: str, page: Page) -> Cost:
    """What a visit costs, on average of many once warm."""
    client, chance = _client(session), random.Random(5)
    asks = [page.ask(chance) for _ in range(VISITS)]
    addresses = []
    for ask in asks:
        _forget_limits()
        addresses.append(client.post(ask.path, ask.form | {"csrfmiddlewaretoken": CSRF}).headers["Location"])
    for address in addresses:
        client.get(address)
    with counted_cost() as cost:
        for address in addresses:
            client.get(address)
    return Cost(cost.ours / VISITS, cost.theirs / VISITS, cost.pages // VISITS)


def _measure(
    territory: Territory, size: int, times: int, home: Path, pages: list[Page] | None = None
) -> Found:
    logging.disable(logging.INFO)
    pages = pages or pages_of(territory)
    sessions = [_session_of(worker, settings.AUTHENTICATION_BACKENDS[0]) for worker in territory.workers]
    plain = _session_of(territory.workers[0], floor_settings.AUTHENTICATION_BACKENDS[0])
    found = Found(size)
    for page in pages:
        found.queries[page.name], found.weights[page.name] = _count(sessions[0], page)
    logs = home / "logs"
    with (
        served("config.running.web", log=logs / "web.log", address="/health/") as port,
        served("tests.load.floor_web", log=logs / "floor.log", address="/") as floor_port,
    ):
        visitors = [Visitor(session, plain, port=port, floor_port=floor_port) for session in sessions]
        found.measures[1] = alone(visitors, pages, times, rest=_forget_limits)
        found.measures[len(visitors)] = together(visitors, pages, max(2, times // 8), rest=_forget_limits)
    return found


def _wall(territory: Territory, times: int, home: Path) -> str:
    """What the second wall costs: the same pages, of the largest base, with it and without it in turn."""
    sessions = [_session_of(worker, settings.AUTHENTICATION_BACKENDS[0]) for worker in territory.workers]
    log, pages = home / "logs" / "web.log", pages_of(territory)
    with (
        served("config.running.web", log=log, address="/health/", TISSERAND_WALL="yes") as port,
        served("config.running.web", log=log, address="/health/", TISSERAND_WALL="no") as open_port,
    ):
        sides = [
            [Visitor(session, "", port=side, floor_port=side) for session in sessions]
            for side in (port, open_port)
        ]
        return reporting.as_wall_table(in_turn(*sides, pages, times, rest=_forget_limits))


def _forget_limits() -> None:
    """Forget what was counted against the limits of each."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE accounts_allowance")


def _session_of(worker: UUID, backend: str) -> str:
    """A session as signing in leaves it."""
    engine = floor_settings.SESSION_ENGINE if backend.startswith("django.") else settings.SESSION_ENGINE
    user = User.objects.get(pk=worker)
    store: SessionBase = import_string(f"{engine}.SessionStore")()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = backend
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def _count(session: str, page: Page) -> tuple[int, int]:
    """How many queries a page makes, through every middleware, and how heavy it is."""
    client = _client(session)
    chance = random.Random(5)
    for _ in range(2):  # the first warms up
        ask = page.ask(chance)
        headers = {"HX-Request": "true"} if ask.is_fragment else {}
        form = ask.form | {"csrfmiddlewaretoken": CSRF}
        with CaptureQueriesContext(connection) as queries:
            response = (
                client.post(ask.path, form, headers=headers)
                if ask.form
                else client.get(ask.path, headers=headers)
            )
            if response.status_code == SEE_OTHER:
                response = client.get(response.headers["Location"])
        if response.status_code != page.expected:
            raise AssertionError(f"{ask.path} answered {response.status_code} and not {page.expected}")
    content = response.content
    weight = len(gzip.decompress(content) if response.headers.get("Content-Encoding") == "gzip" else content)
    asked = [query for query in queries if not query["sql"].startswith(BOOKKEEPING)]
    return len(asked), weight


def _client(session: str) -> Client:
    client = Client(headers={"Accept-Encoding": "gzip", "Host": "localhost"})
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    client.cookies[settings.CSRF_COOKIE_NAME] = CSRF
    return client


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201
