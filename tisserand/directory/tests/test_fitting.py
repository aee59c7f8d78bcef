"""Services that fit a need known elsewhere: the best first, with the reasons; nothing asked about anybody."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import World
from tests.reading import only_reading
from tisserand.directory.choices import Room
from tisserand.directory.fitting import Wanted, fitting_services
from tisserand.directory.models import RoomSaid
from tisserand.directory.tests.test_search import COMPUTER, FOOD, make

pytestmark = pytest.mark.django_db
THURSDAY = datetime(2026, 11, 26, 10, tzinfo=ZoneInfo("Europe/Paris"))


def fits(world: World, **said):
    wanted = Wanted(**({"topics": (FOOD,), "insee_code": "38185"} | said))
    with only_reading():
        return fitting_services(world.cast.actor("referent"), wanted, now=THURSDAY)


def test_what_answers_more_comes_first_with_its_reasons(world: World):
    make("1", "Repas tout près", 45.18, horaires_accueil="24/7", publics=["tous-publics"])
    make("2", "Repas et ordinateurs", 45.3, thematiques=[FOOD, COMPUTER], publics=["femmes"])
    make("3", "Trop loin", 46.9)
    found = fits(world, topics=(FOOD, COMPUTER), publics=("femmes",))
    assert [fit.service.name for fit in found] == ["Repas et ordinateurs", "Repas tout près"]
    assert found[0].reasons[:2] == ("Alimentation", "Maîtriser les fondamentaux du numérique")
    assert "Pour\u00a0: Femmes" in found[0].reasons
    assert "Ouvert à tous les publics" in found[1].reasons
    assert "Ouvert en continu" in found[1].reasons
    assert any(reason.startswith("À ") and reason.endswith("m") for reason in found[1].reasons)


def test_what_is_kept_for_others_or_full_is_left_out(world: World):
    make("1", "Pour la Drôme", zone_eligibilite=["26"])
    full = make("2", "Complet")
    make("3", "Pour les séniors", publics=["seniors"])
    make("4", "Pour l’Isère", zone_eligibilite=["38"], conditions_acces="Sur rendez-vous.", frais="payant")
    RoomSaid.objects.create(
        service=full, level=Room.FULL, author_id=world.cast.referent.pk, created_at=THURSDAY
    )
    [fit] = fits(world, publics=("jeunes",))
    assert fit.service.name == "Pour l’Isère"
    assert "Couvre la commune" in fit.reasons
    assert fit.cautions == ("Conditions\u00a0: Sur rendez-vous.", "Payant")


def test_from_home(world: World):
    make("1", "Au téléphone", 50.6, modes_accueil=["a-distance"])
    [fit] = fits(world)
    assert fit.km is None
    assert "À distance" in fit.reasons


def test_without_a_commune_nor_a_topic(world: World):
    make("1", "Repas")
    assert len(fits(world, insee_code="")) == 1
    assert fits(world, topics=()) == []


def test_four_questions_however_many(world: World):
    for key in range(8):
        make(str(key), f"Repas {key}")
    actor, wanted = world.cast.actor("referent"), Wanted(topics=(FOOD,), insee_code="38185")
    with CaptureQueriesContext(connection) as asked:
        assert len(fitting_services(actor, wanted, now=THURSDAY)) == 6
    assert len(asked) == 4
