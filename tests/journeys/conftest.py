"""The browser of the journeys: `journey` gives a page at a desk, or at each width with `each_width`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import get_ident
from time import monotonic, sleep

import pytest
from django.core.signals import request_finished, request_started
from playwright.sync_api import Browser, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from config.running.browser import PLAYWRIGHT, system_chromium
from tests.journeys.journey import DESK, Journey, Width
from tisserand.accounts.models import User

# Two cores shared by a server, a browser and the tests beside them: what takes its time is no failure.
expect.set_options(timeout=15_000)
# Playwright's event loop lives in the test's thread, where Django would otherwise refuse to touch the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
Open = Callable[[User | None, Width], Journey]
os.environ.setdefault("PLAYWRIGHT_BROWSERS_PATH", str(PLAYWRIGHT))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is a journey."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run."""
    with sync_playwright() as playwright:
        # Chromium's sandbox refuses root, as which continuous integration often runs.
        launched = playwright.chromium.launch(
            executable_path=system_chromium(), args=["--no-sandbox", "--disable-quic", "--no-first-run"]
        )
        yield launched
        launched.close()


@contextmanager
def requests_ended(patience: float = 10) -> Iterator[None]:
    """Leave once the server has answered all it was asked inside."""
    running: set[int] = set()

    def begins(**_: object) -> None:
        running.add(get_ident())

    def ends(**_: object) -> None:
        running.discard(get_ident())

    request_started.connect(begins)
    request_finished.connect(ends)
    try:
        yield
        until = monotonic() + patience
        while running and monotonic() < until:
            sleep(0.02)
    finally:
        request_started.disconnect(begins)
        request_finished.disconnect(ends)


@pytest.fixture
def journey(browser: Browser, live_server: LiveServer, request: pytest.FixtureRequest) -> Iterator[Journey]:
    """A page of its own, in French, in Paris; an error in its console fails the test."""
    width: Width = getattr(request, "param", DESK)
    context = browser.new_context(
        base_url=live_server.url,
        viewport={"width": width.pixels, "height": width.height},
        has_touch=width.touch,
        locale="fr-FR",
        timezone_id="Europe/Paris",
        # Half-way through a fade, a text has half its contrast.
        reduced_motion="reduce",
    )
    context.set_default_timeout(20_000)
    walked = Journey(context, width)
    with requests_ended():
        yield walked
        # A panel still loading as the page goes is no complaint: only what came before counts.
        complaints = list(walked.complaints)
        # What a closing page still sends (a draft) would meet a database that is being emptied.
        context.set_offline(True)
        context.close()
    assert complaints == []


@pytest.fixture
def browsers(browser: Browser, live_server: LiveServer) -> Iterator[Open]:
    """A browser for each of several people: of an account, or of someone who has none."""
    with requests_ended(), ExitStack() as stack:
        yield lambda user, width: stack.enter_context(_another(browser, live_server, user, width))


@contextmanager
def _another(browser: Browser, live_server: LiveServer, user: User | None, width: Width) -> Iterator[Journey]:
    context = browser.new_context(
        base_url=live_server.url,
        viewport={"width": width.pixels, "height": width.height},
        has_touch=width.touch,
        locale="fr-FR",
        timezone_id="Europe/Paris",
        reduced_motion="reduce",
    )
    context.set_default_timeout(20_000)
    walked = Journey(context, width)
    if user:
        walked.sign_in(user)
    yield walked
    assert walked.complaints == []
    context.set_offline(True)
    context.close()
