"""The measure of duplicates itself: small, and good enough that a change which spoils it is seen."""

from tests.load.doubles import as_table, measure


def test_most_are_found_and_few_are_shown_in_vain():
    score = measure(600)
    assert score.recall > 0.9
    assert score.precision > 0.95
    assert "Rappel" in as_table([score])
