"""What takes people's data away in number, or undoes the work of many, asks first who is at the keyboard."""

from __future__ import annotations

import pytest

from tests.views import VIEWS, saying

# What a view says when it gives a file of many people, or changes many rows at once.
SIGNS = ("write_csv(", "write_xlsx(", "Verb.EXPORT")
# Views without such a sign that must ask all the same: add yours here.
LISTED = {
    "caseload_undo",
    "directory_file",
    "duplicate_merge",
    "handover_batch_undo",
    "handover_start",
    "leaving_tasks",
    "loading_run",
    "loading_start",
    "merge_undo",
    "second_factor_reset",
}
# The paper of one person, already on screen and handed to them: asking would stand between the two.
ONE_PERSON = {
    "consent_notice",
    "plan_print",
    "journal_print",
    "picture_export",
    "handover_print",
    "document_file",
    "shared_document_file",
    "account_print",
    "minutes_print",
    "shared_minutes_print",
}
ASKING = LISTED | saying(SIGNS) - ONE_PERSON


def test_the_signs_are_still_those_of_the_views():
    assert {"person_export", "dossier_export", "caseload_rejected"} <= ASKING
    assert VIEWS.keys() >= LISTED | ONE_PERSON


@pytest.mark.parametrize("name", sorted(ASKING))
def test_it_asks(name):
    assert getattr(VIEWS[name], "confirms_identity", False), "decorate this view with `confirm_identity`"
