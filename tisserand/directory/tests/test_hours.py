"""Days as an office writes them, put into the syntax of OpenStreetMap."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tisserand.directory.exchange.hours import opening_hours, spans_of


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (["09:00 - 12:00 / 13:30 - 17:00"] * 5, "Mo-Fr 09:00-12:00,13:30-17:00"),
        (["09:00-12:00/13:30-17:00", "", "9h - 12h30"], "Mo 09:00-12:00,13:30-17:00; We 09:00-12:30"),
        (["-", "", "fermé"], None),
        (["17:00 - 12:00"], None),
        (["09:00 - 12:00 / 09:00 - 12:00 / 13:30 - 17:00"], "Mo 09:00-12:00,13:30-17:00"),
        (["08:30 - 12:30 / 08:30 - 17:30"], "Mo 08:30-17:30"),
    ],
)
def test_a_week_is_said(days, said):
    assert opening_hours(days) == said


@given(st.text(alphabet="0123456789:-/ hH", max_size=60))
def test_spans_never_overlap_nor_leave_the_day(text):
    spans = spans_of(text)
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(set(edges))
    assert all(0 <= edge <= 24 * 60 for edge in edges)
