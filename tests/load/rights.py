"""Rights: one household, then a whole caseload, next to the same households sent one at a time to OpenFisca's web API.

`python -m tests.load.rights` runs it alone; RIGHTS_SIZES=1000,10000 for a quick one. The households are those of the
table of the tests, again and again; the API is asked for the same benefits, from situations written by hand.
"""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from threading import Event, Thread
from time import monotonic, perf_counter, sleep
from typing import Any

import psutil

from tests.load.serving import free_port
from tisserand.rights import pool
from tisserand.rights.engine.catalogue import benefits
from tisserand.rights.tests.households import MONTH
from tisserand.rights.tests.table import TABLE

SIZES = [int(size) for size in (os.environ.get("RIGHTS_SIZES") or "1000,10000,100000").split(",")]
ALONE = 20  # households explained one after the other
UNCOUNTED = 2
ONE_BY_ONE = 10  # households sent to the web API: each takes seconds
PATIENCE = 300.0  # for the web API to read the rules
POLL = 0.2


@dataclass(frozen=True)
class Screening:
    """How many households, in how long, and the most memory that all processes held meanwhile."""

    households: int
    seconds: float
    processor: float  # seconds of processor, all processes together: what a busy machine does not change
    peak: int  # octets that this process and those of the pool held at once

    @property
    def rate(self) -> float:
        return self.households / self.seconds


@dataclass(frozen=True)
class Measures:
    """Everything, in seconds; `api` holds the time of each household sent to the web API."""

    alone: list[float]
    screenings: list[Screening]
    api: list[float]
    api_processor: float  # a household, on average


def measure(sizes: list[int] = SIZES) -> Measures:
    """The web API first, alone; then ours, warm. The first households of the API, which read rules, are not counted."""
    with _api() as (port, server):
        for written in islice(_written(), UNCOUNTED):
            _ask_api(port, written)
        used = _processor(server)
        api = [_ask_api(port, written) for written in islice(_written(), UNCOUNTED, UNCOUNTED + ONE_BY_ONE)]
        used = (_processor(server) - used) / ONE_BY_ONE
    try:
        pool.warm_pool()
        alone = [
            _seconds(lambda told=told: pool.explain_household(told, MONTH)) for told in islice(_told(), ALONE)
        ]
        return Measures(alone, [_screen(size) for size in sizes], api, used)
    finally:
        pool.close_pool()


def as_table(measures: Measures) -> str:
    """In French, for `docs/speed.md`."""
    slow = sorted(measures.alone)[max(0, round(len(measures.alone) * 0.95) - 1)]
    one = sum(measures.api) / len(measures.api)
    lines = [
        "## Droits",
        "",
        f"Un ménage expliqué, moteur chaud : {_number(slow)} s (95 % sous ce temps, {len(measures.alone)} ménages). "
        f"Un ménage par l’API web d’OpenFisca, mêmes droits : {_number(one)} s en moyenne, "
        f"dont {_number(measures.api_processor)} s de processeur.",
        "",
        "| Ménages | Durée | Par seconde | Fois l’API | Processeur | Par seconde de processeur | Fois l’API "
        "| Mémoire au plus |",
        "|---:|---:|---:|---:|---:|---:|---:|---:|",
        *(_line(screening, one, measures.api_processor) for screening in measures.screenings),
        "",
    ]
    return "\n".join(lines)


def _line(screening: Screening, one: float, one_processor: float) -> str:
    per_second = screening.households / screening.processor
    cells = [
        str(screening.households),
        f"{_number(screening.seconds)} s",
        _number(screening.rate),
        _number(screening.rate * one),
        f"{_number(screening.processor)} s",
        _number(per_second),
        _number(per_second * one_processor),
        f"{screening.peak // 2**20} Mio",
    ]
    return f"| {' | '.join(cells)} |"


def _number(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")


def _told() -> Iterator[dict[str, Any]]:
    return cycle(told for told, _ in TABLE.values())


def _written() -> Iterator[dict[str, Any]]:
    return cycle(_for_api(written) for _, written in TABLE.values())


def _for_api(written: dict[str, Any]) -> dict[str, Any]:
    """What the API wants: the situation, and each variable asked for left empty."""
    plural = {"person": "individus", "family": "familles", "home": "menages"}
    situation = {
        group: {key or "ici": dict(row) for key, row in rows.items()} for group, rows in written.items()
    }
    for benefit in benefits().values():
        period = MONTH if benefit.period == "month" else MONTH[:4]
        for row in situation[plural[benefit.scope]].values():
            row[benefit.variable] = {period: None}
    return situation


def _screen(size: int) -> Screening:
    used = _processor(psutil.Process())
    with _peak() as peak:
        seconds = _seconds(lambda: sum(1 for _ in pool.screen_households(islice(_told(), size), MONTH)))
    return Screening(size, seconds, _processor(psutil.Process()) - used, peak[0])


def _processor(process: psutil.Process) -> float:
    """Seconds of processor of a process and of those it started."""
    times = [one.cpu_times() for one in (process, *process.children(recursive=True))]
    return sum(time.user + time.system for time in times)


def _seconds(work: Any) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


@contextmanager
def _peak() -> Iterator[list[int]]:
    """The most that this process and its children hold together, looked at often."""
    most, done = [0], Event()
    me = psutil.Process()

    def watch() -> None:
        while not done.wait(POLL):
            most[0] = max(most[0], sum(_held(one) for one in (me, *me.children(recursive=True))))

    watcher = Thread(target=watch)
    watcher.start()
    try:
        yield most
    finally:
        done.set()
        watcher.join()


def _held(process: psutil.Process) -> int:
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


@contextmanager
def _api() -> Iterator[tuple[int, psutil.Process]]:
    """OpenFisca's own web API, one worker, ready to answer."""
    port = free_port()
    command = [
        str(Path(sys.executable).with_name("openfisca")),
        "serve",
        "--country-package",
        "openfisca_france",
        "--port",
        str(port),
        "--workers",
        "1",
        "--timeout",
        "600",
    ]
    with tempfile.TemporaryFile() as log, subprocess.Popen(command, stdout=log, stderr=log) as server:
        try:
            _wait(server, port)
            yield port, psutil.Process(server.pid)
        finally:
            server.terminate()


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    until = monotonic() + PATIENCE
    while server.poll() is None and monotonic() < until:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
            connection.request("GET", "/entities")
            connection.getresponse().read()
        except OSError:
            sleep(0.5)
        else:
            return
    raise RuntimeError("The web API of OpenFisca does not start.")


def _ask_api(port: int, written: dict[str, Any]) -> float:
    body = json.dumps(written)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)

    def ask() -> None:
        connection.request("POST", "/calculate", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        text = answer.read().decode()
        assert answer.status == 200, text[:500]

    return _seconds(ask)


if __name__ == "__main__":
    sys.stdout.write(as_table(measure()))
