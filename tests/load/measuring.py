"""Ask pages through HTTP, the floor in turn with them, and keep the times."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse, RemoteDisconnected
from statistics import median, quantiles
from time import perf_counter

from tests.load.pages import CSRF, Ask, Page

Times = list[float]  # milliseconds
SEE_OTHER = 303
WARM_UP = 12  # visits of each page first: each of the server's eight connections plans what it is asked once


@dataclass
class Measure:
    """The times of a page and those of the floor in between."""

    page: Times
    floor: Times

    @property
    def p50(self) -> float:
        """Half of the answers come within this."""
        return median(self.page)

    @property
    def p95(self) -> float:
        """Nineteen answers out of twenty come within this."""
        return quantiles(self.page, n=20)[-1]

    @property
    def floor_p50(self) -> float:
        """The median of the floor, asked in turn."""
        return median(self.floor)

    @property
    def ratio(self) -> float:
        """How many times the floor: machines differ, and so does what else they do; this much less."""
        return self.p50 / self.floor_p50


class Visitor:
    """One worker's browser, its connections kept open."""

    def __init__(self, session: str, floor_session: str, *, port: int, floor_port: int) -> None:
        self.session, self.floor_session = session, floor_session
        self.product = HTTPConnection("127.0.0.1", port, timeout=60)
        self.floor = HTTPConnection("127.0.0.1", floor_port, timeout=60)

    def time(self, page: Page, chance: random.Random) -> float:
        """Milliseconds until the whole answer is there."""
        return self._time(self.product, self.session, page.ask(chance), page.expected)

    def time_floor(self) -> float:
        """The same for the floor."""
        return self._time(self.floor, self.floor_session, Ask("/"), 200)

    def _time(self, connection: HTTPConnection, session: str, ask: Ask, expected: int) -> float:
        headers = {"Cookie": f"sessionid={session}; csrftoken={CSRF}", "Accept-Encoding": "gzip"}
        if ask.is_fragment:
            headers["HX-Request"] = "true"
        if ask.form:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            started = perf_counter()
            response = self._answer(connection, ask, headers)
        except (RemoteDisconnected, ConnectionError):  # closed by the server, for want of a question
            connection.close()
            started = perf_counter()
            response = self._answer(connection, ask, headers)
        taken = (perf_counter() - started) * 1000
        if response.status != expected:
            raise AssertionError(f"{ask.path} answered {response.status} and not {expected}")
        return taken

    @staticmethod
    def _answer(connection: HTTPConnection, ask: Ask, headers: dict[str, str]) -> HTTPResponse:
        connection.request(ask.method, ask.path, ask.body, headers)
        response = connection.getresponse()
        response.read()
        if response.status == SEE_OTHER:
            return Visitor._answer(connection, Ask(response.headers["Location"]), headers)
        return response


def alone(
    visitors: list[Visitor], pages: list[Page], times: int, *, rest: Callable[[], None]
) -> dict[str, Measure]:
    """One connection: the pages and the floor in turn, so that a busy moment weighs on both.

    `rest` is called now and then, outside what is timed: nobody searches as fast as a machine, and limits say so.
    """
    measures = {page.name: Measure([], []) for page in pages}
    chance = random.Random(11)
    for number in range(-WARM_UP, times):
        rest()
        for page in pages:
            visitor = visitors[number % len(visitors)]
            floor, taken = visitor.time_floor(), visitor.time(page, chance)
            if number >= 0:
                measures[page.name].floor.append(floor)
                measures[page.name].page.append(taken)
    return measures


def in_turn(
    behind: list[Visitor],
    without: list[Visitor],
    pages: list[Page],
    times: int,
    *,
    rest: Callable[[], None],
) -> dict[str, tuple[Times, Times]]:
    """The same request to two servers, now the one first and now the other: times behind the wall, and without."""
    measures: dict[str, tuple[Times, Times]] = {page.name: ([], []) for page in pages}
    for number in range(-WARM_UP, times):
        rest()
        who = number % len(behind)
        sides = [(0, behind[who]), (1, without[who])]
        for page in pages:
            for side, visitor in sides if number % 2 else reversed(sides):
                taken = visitor.time(page, random.Random(number))
                if number >= 0:
                    measures[page.name][side].append(taken)
    return measures


def together(
    visitors: list[Visitor], pages: list[Page], times: int, *, rest: Callable[[], None]
) -> dict[str, Measure]:
    """As many connections as visitors, all at once: first the floor, then the page, again and again."""

    def visit(visitor: Visitor, page: Page, seed: int, is_floor: bool) -> Times:
        chance = random.Random(seed)
        return [visitor.time_floor() if is_floor else visitor.time(page, chance) for _ in range(times)]

    def all_at_once(page: Page, turn: int, *, is_floor: bool) -> Iterator[float]:
        asked = [
            pool.submit(visit, visitor, page, turn * 100 + seed, is_floor)
            for seed, visitor in enumerate(visitors)
        ]
        return (taken for each in asked for taken in each.result())

    measures = {page.name: Measure([], []) for page in pages}
    with ThreadPoolExecutor(len(visitors)) as pool:
        for turn in range(3):
            for page in pages:
                rest()
                measures[page.name].floor += all_at_once(page, turn, is_floor=True)
                measures[page.name].page += all_at_once(page, turn, is_floor=False)
    return measures
