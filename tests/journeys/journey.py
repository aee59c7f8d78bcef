"""What a journey can do: sign in, open pages, meet the axe; and the widths at which people work."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response

from tests.cast import prove_identity
from tisserand.accounts.models import User


@dataclass(frozen=True)
class Width:
    """A screen."""

    name: str
    pixels: int
    height: int
    touch: bool = False


AXE = Axe()
PHONE = Width("phone", 360, 740, touch=True)
TABLET = Width("tablet", 768, 1024, touch=True)
DESK = Width("desk", 1280, 900)


def _at(*widths: Width) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("journey", widths, indirect=True, ids=lambda width: width.name)


# What one looks at is looked at in each width; what one does is walked at both ends, where the page is laid out as it
# is between them, with the same gestures.
each_width = _at(PHONE, TABLET, DESK)
both_ends = _at(PHONE, DESK)

# The rules of axe, among those it follows unless told otherwise, that look at colours.
OF_COLOURS = ("color-contrast", "link-in-text-block")
# Two frames; a page behind another may never be painted, and is not waited for beyond half a second.
PAINTED = """new Promise(done => {
    setTimeout(done, 500);
    requestAnimationFrame(() => requestAnimationFrame(done));
})"""


class Journey:
    """One person's browser. `complaints` gathers what the console held against the pages."""

    def __init__(self, context: BrowserContext, width: Width) -> None:
        self.context = context
        self.width = width
        self.complaints: list[str] = []
        # Statuses the journey means to meet (a 404 for a stranger), which the browser reports as errors.
        self.expected_statuses: set[int] = set()
        context.on("console", self._hear)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self.page: Page = context.new_page()

    def sign_in(self, user: User, *, minutes_ago: float = 0) -> None:
        """Enter as `user` without the sign-in page, which has a journey of its own."""
        client = Client()
        client.force_login(user)
        prove_identity(client, user, seconds_ago=minutes_ago * 60)
        self.context.add_cookies(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
                    "domain": "localhost",
                    "path": "/",
                }
            ]
        )

    def open(self, address: str, *, status: int = 200) -> Response:
        """Go to a page, which must answer `status`."""
        if status >= 400:
            self.expected_statuses.add(status)
        response = self.page.goto(address)
        assert response is not None
        assert response.status == status, f"{address}: {response.status}"
        return response

    def axe(self, *rules: str) -> None:
        """Nothing on the page, as it stands now, stands in the way of anyone; `rules`: by these alone."""
        # Half a megabyte of script: once for each document, and only what is wrong comes back.
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.axe_script)
        found = self.page.evaluate(
            """rules => axe.run({
                resultTypes: ['violations'],
                ...(rules.length && {runOnly: {type: 'rule', values: rules}, preload: false}),
            }).then(results => results.violations)""",
            list(rules),
        )
        told = [f"{one['id']}: {one['help']} {[node['target'] for node in one['nodes']]}" for one in found]
        assert not told, f"{self.page.url}: {told}"

    def by_day_and_by_night(self) -> None:
        """In both themes, it fits and meets the axe: no need to open it twice.

        Colours alone tell the themes apart (`by-night`, in the tokens of `ui`): what looks at none is told once.
        """
        for theme, rules in (("light", ()), ("dark", OF_COLOURS)):
            self.page.emulate_media(color_scheme=theme)
            # Measured before it is painted, a text still has the ink of the other theme.
            self.page.evaluate(PAINTED)
            self.fits()
            self.axe(*rules)

    def fits(self) -> None:
        """Nothing sticks out: the page does not scroll sideways."""
        wider = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert wider <= 0, f"{self.page.url} is {wider} px too wide at {self.width.pixels} px"

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        # A search that another letter replaces is dropped on purpose, which htmx tells as an error.
        if message.text.startswith(("htmx:sendAbort", "htmx:afterRequest")):
            return
        if any(f"status of {status}" in message.text for status in self.expected_statuses):
            return
        self.complaints.append(f"{message.text} ({message.location.get('url', '')})")
