"""Whoever tries names one after the other is stopped, whichever the door: search, likeness, guess or export."""

from __future__ import annotations

import pytest

from tests.views import VIEWS, saying

# What a view says when it looks people up by what was typed, or takes people's data away.
LOOKS_UP = (
    "search_people(", "similar_people(", "known_as(", "_known(", "_found(", "box_of(request.actor, request.POST",
    "_write(request, None", "write_csv(", "write_xlsx(", "plan_pdf(", "Verb.EXPORT",
)  # fmt: skip

LOOKING_UP = {name: VIEWS[name] for name in saying(LOOKS_UP)}


def test_the_signs_are_still_those_of_the_views() -> None:
    known = {"person_search", "person_pick", "person_similar", "welcome_known", "entry_guess", "entry_write"}
    assert known | {"person_export", "dossier_export", "plan_print", "journal_print"} <= LOOKING_UP.keys()


@pytest.mark.parametrize("name", sorted(LOOKING_UP))
def test_it_is_limited(name: str) -> None:
    assert getattr(LOOKING_UP[name], "limited_as", ""), "decorate this view with `accounts.limits.limited`"
