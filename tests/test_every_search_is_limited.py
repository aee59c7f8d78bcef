"""Whoever tries names one after the other is stopped, whichever the door: search, likeness, guess or export."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

# What a view says when it looks people up by what was typed, or takes people's data away.
LOOKS_UP = (
    "search_people(", "similar_people(", "known_as(", "_known(", "_found(", "box_of(request.actor, request.POST",
    "_write(request, None", "write_csv(", "write_xlsx(", "plan_pdf(", "Verb.EXPORT",
)  # fmt: skip


def _views(patterns: list[Any]) -> Iterator[tuple[str, Callable[..., Any]]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _views(pattern.url_patterns)
        elif isinstance(pattern, URLPattern) and pattern.callback.__module__.startswith("tisserand."):
            yield str(pattern.name), pattern.callback


LOOKING_UP = {
    name: view
    for name, view in _views(get_resolver().url_patterns)
    if any(sign in inspect.getsource(inspect.unwrap(view)) for sign in LOOKS_UP)
}


def test_the_signs_are_still_those_of_the_views() -> None:
    known = {"person_search", "person_pick", "person_similar", "welcome_known", "entry_guess", "entry_write"}
    assert known | {"person_export", "dossier_export", "plan_print", "journal_print"} <= LOOKING_UP.keys()


@pytest.mark.parametrize("name", sorted(LOOKING_UP))
def test_it_is_limited(name: str) -> None:
    assert getattr(LOOKING_UP[name], "limited_as", ""), "decorate this view with `accounts.limits.limited`"
