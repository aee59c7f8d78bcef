"""What takes people's data away in number, or undoes the work of many, asks first who is at the keyboard."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

# What a view says when it gives a file of many people, or changes many rows at once.
SIGNS = ("write_csv(", "write_xlsx(", "Verb.EXPORT")
# Views without such a sign that must ask all the same: add yours here.
LISTED = {
    "caseload_undo",
    "duplicate_merge",
    "handover_batch_undo",
    "handover_start",
    "leaving_tasks",
    "merge_undo",
    "second_factor_reset",
}
# The paper of one person, already on screen and handed to them: asking would stand between the two.
ONE_PERSON = {"plan_print", "journal_print", "picture_export", "handover_print", "document_file"}


def _views(patterns: list[Any]) -> Iterator[tuple[str, Callable[..., Any]]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            yield from _views(pattern.url_patterns)
        elif isinstance(pattern, URLPattern) and pattern.callback.__module__.startswith("tisserand."):
            yield str(pattern.name), pattern.callback


VIEWS = dict(_views(get_resolver().url_patterns))
ASKING = (
    LISTED
    | {
        name
        for name, view in VIEWS.items()
        if any(sign in inspect.getsource(inspect.unwrap(view)) for sign in SIGNS)
    }
    - ONE_PERSON
)


def test_the_signs_are_still_those_of_the_views():
    assert {"person_export", "dossier_export", "caseload_rejected"} <= ASKING
    assert VIEWS.keys() >= LISTED | ONE_PERSON


@pytest.mark.parametrize("name", sorted(ASKING))
def test_it_asks(name):
    assert getattr(VIEWS[name], "confirms_identity", False), "decorate this view with `confirm_identity`"
