"""What a desk tells: every topic is one of the schema, every need of every day finds something to say."""

from __future__ import annotations

import re

from tisserand.directory import vocabulary as words
from tisserand.directory.doorways import DOORWAYS
from tisserand.directory.guidance import about, chosen, numbers, rights

TOPICS = set(words.labels_of(words.TOPICS))


def test_every_topic_is_one_of_the_schema() -> None:
    for entry in (*numbers(), *rights()):
        assert entry.topics, entry.key
        assert set(entry.topics) <= TOPICS, entry.key


def test_each_is_told_once_and_by_a_key_that_an_address_may_hold() -> None:
    for entries in (numbers(), rights()):
        keys = [entry.key for entry in entries]
        assert len(set(keys)) == len(keys)
        assert all(re.fullmatch(r"[a-z0-9-]+", key) for key in keys)


def test_nothing_is_said_that_changes_from_one_year_to_the_next() -> None:
    """No amount, no opening hour."""
    for right in rights():
        assert not re.search(r"\d+ ?(€|euros|h\b)", f"{right.text} {right.ask} {' '.join(right.bring)}"), (
            right.key
        )
    for number in numbers():
        assert not re.search(r"\d+ ?h\b", number.text), number.key


def test_each_says_where_it_was_read_or_that_it_has_no_source() -> None:
    entries = (*numbers(), *rights())
    for entry in entries:
        assert re.fullmatch(r"(\d{4}-\d{2}(-\d{2})?)?", entry.said_on), entry.key
        assert entry.source or not entry.said_on, entry.key
    told = {entry.key: entry.origin for entry in entries}
    assert told["3977"] == "Source : gouvernement.fr (mars 2024)"
    assert told["115"].endswith("(page sans date)")
    assert "sans source" in told["3949"]


def test_a_number_can_be_dialled() -> None:
    assert all(number.dialled.isdigit() for number in numbers())


def test_each_need_of_every_day_has_something_to_call_or_to_ask() -> None:
    silent = [
        doorway.key
        for doorway in DOORWAYS.values()
        if not (about(numbers(), doorway.topics) or about(rights(), doorway.topics))
    ]
    # Learning French and company are found in places alone.
    assert set(silent) <= {"francais", "seul"}


def test_what_answers_more_of_the_need_comes_first() -> None:
    rent = DOORWAYS["loyer"].topics
    assert [right.key for right in about(rights(), rent)][:2] == ["logement-aide", "fsl"]
    assert "115" in [number.key for number in about(numbers(), DOORWAYS["dormir"].topics)]


def test_what_was_chosen_keeps_the_order_of_the_table_and_forgets_the_unknown() -> None:
    assert [right.key for right in chosen(rights(), ["css", "rsa", "perdu"])] == ["rsa", "css"]
