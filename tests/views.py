"""Our views, by the name of their address, and what each one says: rules that hold for whoever does a thing."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


def _views(patterns: list[Any]) -> Iterator[tuple[str, Callable[..., Any]]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _views(pattern.url_patterns)
        elif isinstance(pattern, URLPattern) and pattern.callback.__module__.startswith("tisserand."):
            yield str(pattern.name), pattern.callback


VIEWS = dict(_views(get_resolver().url_patterns))
# Read once: finding where a function ends costs milliseconds, and there are hundreds of them.
_SOURCES = {name: inspect.getsource(inspect.unwrap(view)) for name, view in VIEWS.items()}


def saying(signs: Iterable[str]) -> set[str]:
    """The names of the views whose source holds one of `signs`."""
    return {name for name, source in _SOURCES.items() if any(sign in source for sign in signs)}
