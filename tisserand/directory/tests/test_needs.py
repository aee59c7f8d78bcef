"""Needs in everyday words: each topic of the schema has some, small slips are mended, longer sayings win."""

from __future__ import annotations

import pytest

from tisserand.directory.needs import table, understood
from tisserand.directory.vocabulary import TOPICS, labels_of

FOOD = "equipement-et-alimentation--alimentation"
SHELTER = "logement-hebergement--rechercher-une-solution-dhebergement-temporaire"
PAPERS = "difficultes-administratives-ou-juridiques--accompagnement-aux-demarches-administratives"
STAY = "difficultes-administratives-ou-juridiques--accompagnement-pour-lacces-a-la-citoyennete"
COMPUTER = "numerique--maitriser-les-fondamentaux-du-numerique"
ENERGY = "difficultes-financieres--prevenir-une-degradation-de-la-situation-financiere"


def test_every_topic_has_words_and_no_other():
    assert table().keys() == labels_of(TOPICS).keys()
    assert all(len(words) >= 3 for words in table().values())


def test_every_word_leads_to_its_topic():
    lost = [
        (topic, word)
        for topic, words in table().items()
        for word in words
        if topic not in understood(word).topics
    ]
    assert lost == []


@pytest.mark.parametrize(
    ("said", "topic"),
    [
        ("manger", FOOD),
        ("J’ai faim", FOOD),
        ("colis alimentaires", FOOD),
        ("dormir ce soir", SHELTER),
        ("elle est à la rue avec ses enfants", SHELTER),
        ("papiers", PAPERS),
        ("ordinateur", COMPUTER),
        ("je n'ai plus d'électricité", ENERGY),
        ("JE N’AI PLUS D’ELECTRICITE", ENERGY),
        ("titre de séjour", STAY),
        ("permis de conduire", "mobilite--preparer-un-permis"),
        ("peur de mon mari", "famille--surmonter-conflits-separation-violence"),
        ("mal aux dents", "sante--acces-aux-soins"),
    ],
)
def test_what_people_say(said, topic):
    assert topic in understood(said).topics


@pytest.mark.parametrize(
    ("typed", "meant", "topic"),
    [
        ("ordinnateur", "ordinateur", COMPUTER),
        ("elektricité", "electricite", ENERGY),
        ("hebergemnt", "hebergement", SHELTER),
        ("alimantation", "alimentation", FOOD),
    ],
)
def test_a_slip_is_mended_and_said(typed, meant, topic):
    need = understood(typed)
    assert topic in need.topics
    assert [known.rstrip("s") for _, known in need.mended] == [meant]


def test_a_longer_saying_hides_the_shorter_ones():
    assert "mobilite--preparer-un-permis" not in understood("permis de séjour").topics
    assert understood("permis de séjour").topics == (STAY,)


@pytest.mark.parametrize("said", ["", "   ", "?!", "xyzzy", "zz zz", "de la"])
def test_what_says_nothing_leads_nowhere(said):
    assert understood(said).topics == ()


def test_what_is_not_in_the_table_is_left_to_the_text():
    assert understood("manger kabyle").unknown == ("kabyle",)
