"""What every page knows: who is at work, where they may go, the theme they chose."""

from __future__ import annotations

from functools import cached_property
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from tisserand.ui.navigation import PHONE_PLACES, Link, action_for, links_for, search_for

THEME_COOKIE = "theme"
THEMES = {"light": "Clair", "dark": "Sombre", "auto": "Comme l’appareil"}


class _Nobody:
    is_authenticated = False
    is_member = False
    name = ""


def project_version() -> str:
    """The version of the installed package, or of the working copy."""
    try:
        return version("tisserand")
    except PackageNotFoundError:
        return "0.1.0"


class Shell:
    """The frame around a page, computed when the template asks for it."""

    version = project_version()
    themes = THEMES

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.actor = getattr(request, "actor", _Nobody)

    @cached_property
    def navigation(self) -> tuple[Link, ...]:
        """Where this actor may go."""
        return tuple(links_for(self.request, self.actor))

    @property
    def bar(self) -> tuple[Link, ...]:
        """The first entries, for the bar of a phone."""
        links = self.navigation
        return links if len(links) <= PHONE_PLACES else links[: PHONE_PLACES - 1]

    @property
    def bar_more(self) -> tuple[Link, ...]:
        """The entries the bar of a phone keeps behind « Plus »."""
        return self.navigation[len(self.bar) :]

    @cached_property
    def action(self) -> Link | None:
        """The main action of the top bar."""
        return action_for(self.actor)

    @cached_property
    def search(self) -> str:
        """The address of the search of the top bar."""
        return search_for(self.actor)

    @property
    def demo(self) -> bool:
        """Whether the people here are invented."""
        return bool(settings.DEMO)

    @property
    def theme(self) -> str:
        """light, dark or auto."""
        chosen = self.request.COOKIES.get(THEME_COOKIE, "auto")
        return chosen if chosen in THEMES else "auto"

    @property
    def idle_minutes(self) -> int:
        """Minutes without a gesture before the page locks; 0 for someone not signed in."""
        return settings.IDLE_MINUTES if self.actor.is_authenticated else 0

    @property
    def has_several_organisations(self) -> bool:
        """Whether this person may act for more than one organisation."""
        return len(getattr(self.request, "hats", ())) > 1


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `actor` and `shell`."""
    shell = Shell(request)
    return {"actor": shell.actor, "shell": shell}
