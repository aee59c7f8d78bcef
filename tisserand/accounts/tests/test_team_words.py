"""The name of a team in a sentence."""

import pytest

from tisserand.accounts.models import Team


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("Équipe Nord", "Équipe Nord"),
        ("équipe mobile", "équipe mobile"),
        ("Nord", "équipe Nord"),
        ("Équipement", "équipe Équipement"),
    ],
)
def test_the_word_team_is_said_once(name: str, words: str) -> None:
    assert Team(name=name).in_words == words
