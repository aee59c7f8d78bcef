"""The entries of the navigation: each room registers its own in `AppConfig.ready`, this one draws them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

Actor = Any  # accounts.actors.Actor: a room above, of which only attributes are read here


def _member(actor: Actor) -> bool:
    return bool(actor.is_member)


@dataclass(frozen=True)
class Entry:
    """One place to go: `rooms` are the URL namespaces that light it; `count` is the figure beside it.

    `badge` names an address that answers with that figure, asked for by the browser now and then: no page waits for it.
    """

    label: str
    url_name: str
    icon: str
    order: int
    visible: Callable[[Actor], bool]
    rooms: tuple[str, ...]
    count: Callable[[Actor], int] | None
    badge: str = ""


@dataclass(frozen=True)
class Link:
    """An entry as one page shows it."""

    label: str
    url: str
    icon: str
    current: bool
    count: int
    badge: str = ""


_entries: dict[str, Entry] = {}
_actions: dict[str, Entry] = {}
_searches: dict[str, Entry] = {}
PHONE_PLACES = 5


def register(
    *,
    label: str,
    url_name: str,
    icon: str,
    order: int,
    visible: Callable[[Actor], bool] = _member,
    rooms: tuple[str, ...] = (),
    count: Callable[[Actor], int] | None = None,
    badge: str = "",
) -> None:
    """Add an entry to the navigation (registering the same address again replaces it)."""
    _entries[url_name] = Entry(label, url_name, icon, order, visible, rooms, count, badge)


def register_action(
    *, label: str, url_name: str, icon: str, order: int, visible: Callable[[Actor], bool] = _member
) -> None:
    """Offer a main action in the top bar; the first one visible to the actor is shown."""
    _actions[url_name] = Entry(label, url_name, icon, order, visible, (), None)


def register_search(*, url_name: str, visible: Callable[[Actor], bool] = _member) -> None:
    """Offer a search in the top bar, to those who may find something with it."""
    _searches[url_name] = Entry("", url_name, "search", 0, visible, (), None)


def links_for(request: HttpRequest, actor: Actor) -> list[Link]:
    """The entries this actor may see, in order, the current one marked."""
    shown = _reachable(_entries, actor)
    current = _current(request, shown)
    return [
        Link(
            entry.label,
            url,
            entry.icon,
            entry is current,
            entry.count(actor) if entry.count else 0,
            _address(entry.badge) if entry.badge else "",
        )
        for entry, url in shown
    ]


def action_for(actor: Actor) -> Link | None:
    """The main action of the top bar for this actor."""
    for entry, url in _reachable(_actions, actor):
        return Link(entry.label, url, entry.icon, False, 0)
    return None


def search_for(actor: Actor) -> str:
    """The address of the search of the top bar for this actor; nothing where it would find nothing."""
    return next((url for _, url in _reachable(_searches, actor)), "")


def _reachable(entries: dict[str, Entry], actor: Actor) -> list[tuple[Entry, str]]:
    placed = (
        (entry, _address(entry.url_name)) for entry in sorted(entries.values(), key=lambda entry: entry.order)
    )
    return [(entry, url) for entry, url in placed if url and entry.visible(actor)]


@cache
def _address(url_name: str) -> str:
    """Worked out once; nothing for a room that is not there."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def _current(request: HttpRequest, shown: list[tuple[Entry, str]]) -> Entry | None:
    """The entry whose address is the longest beginning of this one, else the one that claims the room."""
    under = [(len(url), entry) for entry, url in shown if _is_under(request.path, url)]
    if under:
        return max(under, key=lambda pair: pair[0])[1]
    room = getattr(request.resolver_match, "app_name", None)
    return next((entry for entry, _ in shown if room in entry.rooms), None)


def _is_under(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url))
