"""The card and the SMS: what someone needs to go there, in the signs that every telephone writes."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.cast import World, client_of
from tisserand.directory.card import PLAIN, TWO_SMS, Card, plain
from tisserand.directory.models import Service, Source, Structure
from tisserand.directory.service_words import ServiceWords
from tisserand.directory.tests.factories import make_service

DAY = date(2026, 11, 26)


@pytest.mark.django_db
def test_a_card_says_where_when_how_and_what_to_bring(world: World):
    service = make_service(
        horaires_accueil="Mo-Fr 09:00-12:00",
        conditions_acces="Une pièce d’identité.",
        modes_mobilisation=["se-presenter", "telephoner"],
    )
    page = client_of(world.cast.reception).get(f"/annuaire/services/{service.pk}/carte/").content.decode()
    for said in (
        "Maison des solidarités",
        "4 rue des Tilleuls",
        "04\u00a076\u00a000\u00a000\u00a000",
        "Du lundi au vendredi",
        "Venez directement, ou téléphonez d’abord.",
        "Une pièce d’identité.",
        "mis à jour le 31\u00a0janvier 2026",
    ):
        assert said in page, said
    card = Card(ServiceWords(service), DAY)
    assert card.sms == (
        "Repas partagé\nMaison des solidarités\n4 rue des Tilleuls, 38000 Grenoble\n04 76 00 00 00\n"
        "du lundi au vendredi 9 h - midi"
    )
    assert card.sms_count == 1


def test_signs_that_a_telephone_does_not_write_are_written_otherwise():
    assert plain("L’hôtel « Cœur » – 5\u00a0€, ça va…") == 'L\'hotel "Coeur" - 5 EUR, ca va...'


words = st.text(max_size=150)


class AnySms(TestCase):
    """Whatever the names, it fits in two messages and every sign of it is plain."""

    @given(words, words, words, words)
    @hypothesis(max_examples=60)
    def test_it_fits(self, name: str, structure: str, address: str, phone: str) -> None:
        home = Structure(name=structure, address=address, source=Source(slug="x", name="x"))
        service = Service(name=name, structure=home, phone=phone, opening_hours="Mo-Fr 09:00-12:00")
        sms = Card(ServiceWords(service), DAY).sms
        assert len(sms) <= TWO_SMS
        assert set(sms) <= PLAIN
