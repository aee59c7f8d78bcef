"""What templates say in French."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template

from tisserand.common import clock
from tisserand.ui.templatetags import words

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0\u00a0étape"),
        (1, "1\u00a0étape"),
        (2, "2\u00a0étapes"),
        (1800, "1\u202f800\u00a0étapes"),
        ([], "0\u00a0étape"),
        ("31", "31\u00a0étapes"),
    ],
)
def test_plural_follows_the_french_rule(count, said):
    assert words.plural(count, "étape,étapes") == said


def test_plural_says_zero_in_words_when_told_how():
    assert words.plural(0, "étape,étapes,aucune étape") == "aucune étape"


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "aujourd’hui"),
        (1, "hier"),
        (3, "il y a 3\u00a0jours"),
        (36, "il y a 5\u00a0semaines"),
        (200, "il y a 7\u00a0mois"),
        (-1, "demain"),
        (-9, "dans 9\u00a0jours"),
    ],
)
def test_ago_speaks_as_one_does(days, said):
    assert words.ago(clock.today() - timedelta(days=days)) == said


def test_ago_counts_minutes_within_the_hour():
    assert words.ago(clock.now() - timedelta(minutes=12)) == "il y a 12\u00a0min"


def test_what_leaves_the_screen_says_its_year():
    today = clock.today()
    assert words.date_fr(today, "year").endswith(f" {today.year}")
    assert not words.date_fr(today).endswith(f" {today.year}")


def test_dates_are_those_of_paris():
    last_summer = datetime(2019, 7, 31, 22, 30, tzinfo=ZoneInfo("UTC"))
    assert words.date_fr(last_summer, "time") == "1er\u00a0août 2019 à 0\u00a0h\u00a030"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Nadia Belkacem", "NB"),
        ("Ana Roux-Morel", "AR"),
        ("Jean-Luc", "JL"),
        ("Jean-Pierre de la Tour", "JT"),
        ("Yonas", "Y"),
        ("", ""),
        (None, ""),
    ],
)
def test_initials(name, letters):
    assert words.initials(name) == letters


def test_typo_spaces_signs_and_escapes():
    assert words.typo("L'été ; « oui » ? <b>") == "L’été\u202f; «\u00a0oui\u00a0»\u202f? &lt;b&gt;"


def test_once_is_a_fresh_key_each_time():
    rendered = Template("{% once %}{% once %}").render(Context())
    keys = {part.split('"')[0] for part in rendered.split('value="')[1:]}
    assert len(keys) == 2
