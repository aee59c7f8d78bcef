"""When it happened, or will: dates as they are written in notes. Today is Monday 23 November 2026."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tisserand.people.names import MONTHS
from tisserand.support.guess.dates import WEEKDAYS, ahead, happened, moments

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Vue hier", "2026-11-22"),
        ("Vue avant-hier, fatiguée", "2026-11-21"),
        ("Appel ce matin", "2026-11-23"),
        ("Passée à l’accueil cet après-midi", "2026-11-23"),
        ("Vendredi, visite chez Odette", "2026-11-20"),
        ("Vue mardi", "2026-11-17"),
        ("Vue mardi dernier avec sa sœur", "2026-11-17"),
        ("lundi dernier, entretien", "2026-11-16"),
        ("Atelier du vendredi de la semaine dernière", "2026-11-20"),
        ("Vu vendredi de la semaine dernière", "2026-11-20"),
        ("Appel le 12", "2026-11-12"),
        ("Le 31 elle est venue", "2026-10-31"),
        ("le 1er, entretien", "2026-11-01"),
        ("Entretien du 12", "2026-11-12"),
        ("Entretien du 3 novembre", "2026-11-03"),
        ("Visite mardi 17", "2026-11-17"),
        ("Visite mardi 17 novembre à 9 h", "2026-11-17"),
        ("Vu le 3/11", "2026-11-03"),
        ("Vu le 03/11/2026", "2026-11-03"),
        ("Vu le 03/11/26", "2026-11-03"),
        ("2026-11-03 appel de Nadia", "2026-11-03"),
        ("03.11.2026 : entretien", "2026-11-03"),
        ("Vue il y a trois jours", "2026-11-20"),
        ("Vue il y a 2 semaines", "2026-11-09"),
        ("Appel il y a une heure", "2026-11-23"),
        ("Passé la voir la semaine dernière", "2026-11-16"),
        ("Sortie familiale ce week-end", "2026-11-21"),
        ("courrier du 3 novembre reçu hier", "2026-11-22"),
        ("Née le 12 mars 1988, vue ce matin", "2026-11-23"),
        ("RDV vendredi avec Nadia : elle va mieux", "2026-11-20"),
        ("Appel du 25 décembre", None),
        ("Vu Sandra lundi", "2026-11-23"),
        ("depuis lundi il dort mieux", None),
        ("tous les mardis et chaque jeudi", None),
        ("il y a un mois de loyer impayé", None),
        ("a appelé le 115 puis le 06 12 34 56 78", None),
        ("4/4 pour elle, 2/4 pour nous", None),
        ("12 % du budget, 15 € de reste", None),
        ("Rien de daté ici.", None),
    ],
)
def test_what_is_behind(text: str, day: str | None) -> None:
    moment = happened(text, today=TODAY)
    assert (moment.day.isoformat() if moment else None) == day


@pytest.mark.parametrize(
    ("text", "day", "hour"),
    [
        ("elle a pris seule le rendez-vous avec le bailleur, jeudi 14 h.", "2026-11-26", time(14)),
        ("RDV préfecture jeudi 14h30", "2026-11-26", time(14, 30)),
        ("Bailleur d’accord, vendredi à 9 heures", "2026-11-27", time(9)),
        ("Titre de séjour : expire le 15 décembre", "2026-12-15", None),
        ("Audience le 2/12", "2026-12-02", None),
        ("Il doit payer avant le 30", "2026-11-30", None),
        ("Elle rappellera lundi", "2026-11-30", None),
        ("On se revoit dans 15 jours", "2026-12-08", None),
        ("Prochain point demain à midi", "2026-11-24", time(12)),
        ("Réunion après-demain", "2026-11-25", None),
        ("Convoqué mercredi prochain", "2026-11-25", None),
        ("Pièces à rendre pour vendredi", "2026-11-27", None),
        ("reporté au 5", "2026-12-05", None),
        ("APL suspendue, jusqu’au 12 janvier", "2027-01-12", None),
        ("La CAF répond sous huit jours", "2026-12-01", None),
    ],
)
def test_what_is_to_come(text: str, day: str, hour: time | None) -> None:
    moment = ahead(text, today=TODAY)
    assert moment is not None
    assert (moment.day.isoformat(), moment.at) == (day, hour)
    assert happened(text, today=TODAY) is None


def test_both_in_one_note() -> None:
    text = "Vu vendredi 20 novembre à 9 h ; prochain rdv le 4 décembre à 14 h 15."
    behind, future = moments(text, today=TODAY)
    assert (behind.day, behind.at, behind.ahead) == (date(2026, 11, 20), time(9), False)
    assert (future.day, future.at, future.ahead) == (date(2026, 12, 4), time(14, 15), True)
    assert future.words == "4 décembre à 14 h 15"


def test_an_hour_alone_is_today() -> None:
    moment = happened("Passée à 14 h 30, pressée", today=TODAY)
    assert moment is not None
    assert (moment.day, moment.at) == (TODAY, time(14, 30))


days = st.dates(min_value=date(2020, 1, 1), max_value=date(2035, 12, 31))


@given(today=days, back=st.integers(min_value=0, max_value=150))
def test_a_full_date_is_read_back(today: date, back: int) -> None:
    day = today - timedelta(days=back)
    written = f"Vue le {'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]}"
    for text in (written, f"{written} {day.year}", f"Vue le {day:%d/%m/%Y}", f"Vue le {day:%d/%m}"):
        moment = happened(text, today=today)
        assert moment is not None, text
        assert moment.day == day, text


@given(today=days, back=st.integers(min_value=0, max_value=6))
def test_a_weekday_is_one_of_the_last_seven(today: date, back: int) -> None:
    day = today - timedelta(days=back)
    moment = happened(f"Vue {WEEKDAYS[day.weekday()]}", today=today)
    assert moment is not None
    assert moment.day == day


@given(today=days, forward=st.integers(min_value=1, max_value=7))
def test_an_appointment_is_one_of_the_next_seven(today: date, forward: int) -> None:
    day = today + timedelta(days=forward)
    moment = ahead(f"Appel : rendez-vous pris {WEEKDAYS[day.weekday()]} à 9 h", today=today)
    assert moment is not None
    assert moment.day == day


PIECES = st.sampled_from(
    "le du au 12 31 1er 29 hier demain rendez-vous vu 14h 2027 3/2 30/02/2026 il y a trois jours dans mois avant"
    " depuis prochain dernier . , Nadia é".split()
    + WEEKDAYS
    + MONTHS
)


@given(today=days, text=st.lists(PIECES, max_size=12).map(" ".join) | st.text(max_size=80))
def test_whatever_is_written(today: date, text: str) -> None:
    """Nothing breaks; what is behind is not after today, what is to come is; words are those of the text."""
    for moment in moments(text, today=today):
        assert moment.ahead is (moment.day > today)
        assert moment.words
