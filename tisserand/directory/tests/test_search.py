"""The search: words, places, filters; what it leaves out it says, what would find more it counts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from tests.cast import World, client_of
from tests.searching import searched
from tisserand.accounts.actors import NOBODY, Actor
from tisserand.accounts.choices import Role
from tisserand.common.communes import commune_of
from tisserand.directory.asked import Asked
from tisserand.directory.choices import Room
from tisserand.directory.finding import Search
from tisserand.directory.models import Closure, RoomSaid, Service, Structure
from tisserand.directory.queries import services_near, services_visible_to
from tisserand.directory.spots import Spot, commune_named, distance_km, spot_of
from tisserand.directory.tests.factories import PLACE, load, make_service, make_structure

pytestmark = pytest.mark.django_db
GRENOBLE = commune_named("Grenoble")
FOOD = "equipement-et-alimentation--alimentation"
COMPUTER = "numerique--maitriser-les-fondamentaux-du-numerique"
READER = Actor(user_id="x", duties=frozenset({(Role.RECEPTION, None)}))
HOUR = timedelta(hours=1)
THURSDAY = datetime(2026, 11, 26, 10, tzinfo=ZoneInfo("Europe/Paris"))


def found(world: World, **said: Any) -> list[str]:
    """The names that answer, in order."""
    search = Search(world.cast.actor("reception"), Asked(**said), THURSDAY)
    rows = [service.name for service in search[0:20]]
    assert search.count_to(100) == len(rows)
    return rows


def make(key: str, name: str, latitude: float | None = 45.188, **said: Any) -> Service:
    """A service of its own structure, somewhere north or south of Grenoble."""
    place = {"latitude": latitude, "longitude": 5.724 if latitude else None}
    nowhere = {} if latitude else {"code_postal": None, "code_insee": None}
    load(PLACE | {"id": f"essai--{key}"} | place | nowhere)
    structure = Structure.objects.get(key=f"essai--{key}")
    return make_service(key, structure=structure, nom=name, **(place | said))


def test_a_need_in_words_finds_by_topic_and_by_text(world: World):
    make("1", "Repas partagé")
    make("2", "Atelier cuisine", thematiques=None, description="On mange ensemble le jeudi midi.")
    make("3", "Cours d’informatique", thematiques=[COMPUTER], description="Pour débuter avec une souris.")
    assert found(world, text="manger") == ["Atelier cuisine", "Repas partagé"]
    assert found(world, text="J’ai faim") == ["Repas partagé"]
    assert found(world, text="ordinnateur") == ["Cours d’informatique"]
    assert found(world, doorway="manger") == ["Repas partagé"]
    assert found(world, text="souri") == ["Cours d’informatique"], "a word not finished, in the text"


def test_what_no_topic_explains_must_be_said(world: World):
    make("1", "Repas partagé")
    make("2", "Repas kabyle", description="Couscous et chants kabyles le vendredi.")
    assert found(world, text="manger kabyle") == ["Repas kabyle"]
    assert found(world, text="manger martien") == []
    lax = Search(world.cast.actor("reception"), Asked(text="manger martien"), THURSDAY, is_strict=False)
    assert len(lax[0:20]) == 2


def test_the_nearest_first_and_none_too_far(world: World):
    make("far", "Loin", 45.9)
    make("near", "Tout près", 45.19)
    make("middle", "À dix kilomètres", 45.27)
    make("nowhere", "Nulle part", None)
    assert found(world, commune=GRENOBLE) == ["Tout près", "À dix kilomètres"]
    assert found(world, commune=GRENOBLE, radius_km=5) == ["Tout près"]
    assert found(world, commune=GRENOBLE, radius_km=100) == ["Tout près", "À dix kilomètres", "Loin"]


@pytest.fixture
def somewhere(world: World) -> Service:
    return make("1", "Repas", 45.0)


@given(latitude=st.floats(-60, 70), longitude=st.floats(-179, 179), km=st.sampled_from([2, 20, 100]))
@hypothesis(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_distances_are_those_of_the_globe(somewhere: Service, latitude: float, longitude: float, km: int):
    """Against the same formula in Python: what is at the edge of the circle is in its box, what is past it is not."""
    spot = Spot(latitude, longitude)
    for share in (0.99, 1.01):
        at = Spot(latitude + km * share / 111.195, longitude)
        Service.objects.filter(pk=somewhere.pk).update(latitude=at.latitude, longitude=longitude)
        rows = list(services_near(READER, spot=spot, radius_km=km))
        assert bool(rows) == (share < 1)
        if rows:
            assert rows[0].km == pytest.approx(distance_km(spot, at), abs=0.000_3), (
                "eleven centimetres on each side"
            )


def test_places_a_hair_apart_are_written_and_found(world: World):
    """A file may hold 1e-310 degree: the database multiplied such differences, and refused every service after it."""
    structure = make_structure()
    tiny = [number * 1e-310 for number in range(-200, 201)]
    Service.objects.bulk_create(
        Service(
            structure=structure,
            source=structure.source,
            key=f"essai--{rank}",
            name="Repas",
            modified_on=THURSDAY.date(),
            given={},
            latitude=latitude,
            longitude=longitude,
        )
        for rank, (latitude, longitude) in enumerate(zip(tiny, reversed(tiny), strict=True))
    )
    make("usual", "Repas")
    assert not Service.objects.exclude(at_latitude__in=[0, 45.188]).exists()
    near = services_near(READER, spot=Spot(1e-310, 5e-324), radius_km=2)
    assert {row.km for row in near} == {0}
    assert near.count() == len(tiny)


def test_filters(world: World):
    make("1", "Repas pour tous")
    make("2", "Repas des femmes", publics=["femmes"], frais="payant", modes_accueil=["en-presentiel"])
    make("3", "Repas sans public", publics=None, frais=None, type="aide-materielle")
    make("4", "Cours", thematiques=[COMPUTER], description="Accueil en arabe et en kurde.")
    assert found(world, topic=COMPUTER) == ["Cours"]
    assert found(world, topic="numerique") == ["Cours"], "a category holds its topics"
    assert found(world, topic=FOOD, public="femmes") == [
        "Repas des femmes",
        "Repas pour tous",
        "Repas sans public",
    ]
    assert found(world, topic=FOOD, public="seniors") == ["Repas pour tous", "Repas sans public"]
    assert found(world, topic=FOOD, fees="payant") == ["Repas des femmes"]
    assert found(world, topic=FOOD, kind="aide-materielle") == ["Repas sans public"]
    assert found(world, topic=FOOD, mode="en-presentiel") == ["Repas des femmes"]
    assert found(world, language="kurde") == ["Cours"]
    Structure.objects.filter(key="essai--4").update(accessibility_url="https://acceslibre.beta.gouv.fr/x")
    assert found(world, is_accessible=True) == ["Cours"]


def test_what_is_not_published_any_more_is_not_found(world: World):
    make("1", "Repas")
    Structure.objects.update(gone_on="2026-10-01")
    assert found(world, text="manger") == []


def test_open_at_an_hour(world: World):
    make("1", "Le matin", horaires_accueil="Mo-Fr 09:00-12:00; PH off")
    make("2", "L’après-midi", horaires_accueil="Mo-Fr 14:00-17:00")
    make("3", "On ne sait pas")
    assert found(world, open_at=THURSDAY) == ["Le matin"]
    assert found(world, open_at=THURSDAY.replace(hour=15), commune=GRENOBLE) == ["L’après-midi"]
    assert found(world, open_at=THURSDAY.replace(day=11)) == [], "a holiday"


def test_page_after_page_the_nearest_first_even_past_what_is_read_at_once(world: World, monkeypatch):
    monkeypatch.setattr("tisserand.directory.finding.SORTED", 3)
    monkeypatch.setattr("tisserand.directory.finding.COUNTED", 4)
    for rank in range(9):
        make(str(rank), f"Repas {rank}", 45.2 + rank / 100, horaires_accueil="24/7" if rank % 2 else "Mo off")
    actor = world.cast.actor("reception")
    for open_at, ranks in ((None, range(9)), (THURSDAY, (1, 3, 5, 7))):
        asked = Asked(commune=GRENOBLE, radius_km=50, open_at=open_at)
        names = [f"Repas {rank}" for rank in ranks]
        for start in range(0, 8, 2):
            search = Search(actor, asked, THURSDAY)
            page = search[start : start + 2]
            assert [service.name for service in page] == names[start : start + 2]
            assert [service.km for service in page] == sorted(service.km for service in page)
        assert Search(actor, asked, THURSDAY).count_to(5) == min(len(names), 5)


def test_full_or_closed_is_left_out_when_one_asks(world: World):
    full, closed = make("1", "Complet"), make("2", "Fermé")
    make("3", "Ouvert")
    actor = world.cast.actor("reception")
    RoomSaid.objects.create(
        service=full, level=Room.FREE, author_id=actor.user_id, created_at=THURSDAY - HOUR
    )
    RoomSaid.objects.create(service=full, level=Room.FULL, author_id=actor.user_id, created_at=THURSDAY)
    Closure.objects.create(structure=closed.structure, begins_on=THURSDAY.date(), author_id=actor.user_id)
    assert found(world, topic=FOOD) == ["Complet", "Fermé", "Ouvert"]
    assert found(world, topic=FOOD, has_room=True) == ["Ouvert"]


def test_at_a_distance_one_looks_at_the_area_and_not_at_kilometres(world: World):
    make("1", "Partout", 50.0, modes_accueil=["a-distance"])
    make("2", "Dans l’Isère", 50.0, modes_accueil=["a-distance"], zone_eligibilite=["38"])
    make("3", "Dans la Drôme", 50.0, modes_accueil=["a-distance"], zone_eligibilite=["26"])
    assert found(world, commune=GRENOBLE, mode="a-distance") == ["Dans l’Isère", "Partout"]
    assert Search(world.cast.actor("reception"), Asked(commune=GRENOBLE), THURSDAY).count_remote(10) == 2


def found_wider(asked: Asked) -> dict[str, int]:
    return {way.words: way.count for way in Search(READER, asked, THURSDAY).wider()}


def test_what_would_find_more_is_counted(world: World):
    make("1", "Repas payant", 45.5, frais="payant")
    asked = Asked(text="manger", commune=GRENOBLE, fees="gratuit", radius_km=50)
    assert found_wider(asked) == {"Sans les frais": 1}
    far = Asked(text="manger", commune=GRENOBLE, radius_km=10, open_at=THURSDAY)
    make("2", "Repas du matin", 45.8, horaires_accueil="Mo-Fr 09:00-12:00", frais="payant")
    make("3", "Repas du soir", 45.2, horaires_accueil="Mo-Fr 18:00-20:00")
    assert found_wider(far) == {"Sans l’heure d’ouverture": 1, "Jusqu’à 100\u00a0km": 1}
    nowhere = Asked(text="manger", public="femmes", kind="formation", fees="gratuit")
    make("4", "Repas et cours", publics=["femmes"], type="formation", frais="payant")
    assert found_wider(nowhere) == {"Sans les frais": 1, "Sans le type d’aide": 1}
    Service.objects.filter(key__in=["essai--2-service", "essai--3-service", "essai--4-service"]).delete()
    asked = Asked(text="manger", commune=GRENOBLE, radius_km=10)
    ways = Search(READER, asked, THURSDAY).wider()
    assert [(way.words, way.changes) for way in ways] == [
        ("Jusqu’à 50\u00a0km", {"distance": 50}),
        ("Jusqu’à 100\u00a0km", {"distance": 100}),
    ]


def test_nobody_else_finds_anything(world: World):
    make("1", "Repas")
    for name in ("stranger", "former"):
        assert not services_visible_to(world.cast.actor(name)).exists()
    assert not services_visible_to(NOBODY).exists()
    assert not services_near(NOBODY, spot=spot_of("38185")).exists()


def test_near_a_commune_that_nobody_can_place_one_gets_its_territory(world: World):
    papeete = commune_of("98735")
    assert papeete
    assert not spot_of(papeete.code)
    away = {"code_postal": "98714", "code_insee": "98735", "latitude": None, "longitude": None}
    home = make_structure("away", **away)
    make_service("a", structure=home, nom="Repas à Papeete")
    make("1", "Repas à Grenoble")
    assert found(world, text="manger", commune=papeete) == ["Repas à Papeete"]
    page = seen(world, q="manger", lieu="98714", commune="98735")
    assert "la distance n’est pas comptée" in page
    assert "en Polynésie française" in page
    assert "à moins de" not in page


def test_of_services_of_the_same_name_the_structure_is_said_first(world: World):
    make("1", "Repas partagé")
    make("2", "Repas partagé")
    Structure.objects.filter(key="essai--2").update(name="Les Restos")
    make("3", "Épicerie")
    page = seen(world, q="manger")
    assert ">Les Restos : Repas partagé</a>" in page
    assert ">Maison des solidarités : Repas partagé</a>" in page
    assert ">Épicerie</a>" in page


def seen(world: World, **said: str) -> str:
    """The page of answers."""
    client = client_of(world.cast.reception)
    return client.get(searched(client, ADDRESS, **said)).content.decode().replace("\u00a0", " ")


# The page

ADDRESS = reverse("directory:service_search")


def test_words_and_place_are_in_no_address_and_stay_in_their_fields(world: World):
    make("1", "Repas partagé", horaires_accueil="24/7")
    client = client_of(world.cast.reception)
    shown = searched(client, ADDRESS, q="manger", lieu="Grenoble", distance="10", ouvert="maintenant")
    assert "manger" not in shown
    assert "renoble" not in shown
    assert "38185" not in shown
    page = client.get(shown).content.decode()
    assert 'value="manger"' in page
    assert 'value="Grenoble (38)"' in page
    assert "Repas partagé" in page
    assert "Ouvert en continu" in page
    assert "à moins de 10" in page
    again = searched(client, ADDRESS, q="manger", lieu="Grenoble (38)")
    assert "Repas partagé" in client.get(again).content.decode(), "what the field shows is understood"


def test_a_place_that_is_not_known_keeps_what_was_typed(world: World):
    client = client_of(world.cast.reception)
    answer = client.post(ADDRESS, {"q": "manger", "lieu": "Xyzzyville"})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "n’est pas connue" in page
    assert 'value="Xyzzyville"' in page
    assert 'value="manger"' in page


def test_of_two_places_of_the_same_name_one_is_chosen(world: World):
    client = client_of(world.cast.reception)
    page = client.post(ADDRESS, {"q": "manger", "lieu": "Saint-Denis"}).content.decode()
    assert 'name="commune" value="93066"' in page
    shown = searched(client, ADDRESS, q="manger", lieu="Saint-Denis", commune="93066")
    assert "Saint-Denis (93)" in client.get(shown).content.decode()


def test_an_empty_directory_says_how_to_fill_it(world: World):
    assert "Importer un fichier" in client_of(world.cast.administrator).get(ADDRESS).content.decode()
    page = client_of(world.cast.reception).get(ADDRESS).content.decode()
    assert "Importer un fichier" not in page
    assert "L’annuaire est vide" in page


def test_the_page_says_what_its_filters_hide(world: World):
    make("1", "Repas gratuit")
    make("2", "Repas payant", frais="payant")
    page = (
        client_of(world.cast.reception).get(ADDRESS, {"besoin": "manger", "frais": "payant"}).content.decode()
    )
    assert "Repas gratuit" not in page
    assert "sur 2" in page


def test_ten_more_services_no_more_questions(world: World):
    client = client_of(world.cast.reception)
    make("0", "Repas", horaires_accueil="24/7")
    shown = searched(client, ADDRESS, q="manger", lieu="Grenoble", ouvert="maintenant", frais="gratuit")
    client.get(shown)
    counts = []
    for more in (range(1, 2), range(2, 12)):
        for key in more:
            make(str(key), f"Repas {key}", horaires_accueil="24/7")
        with CaptureQueriesContext(connection) as asked:
            assert client.get(shown).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] <= 12, [query["sql"][:120] for query in asked]


def test_a_page_that_finds_nothing_asks_no_more_than_another(world: World):
    client = client_of(world.cast.reception)
    make("0", "Repas", 45.5, horaires_accueil="24/7", frais="payant")
    said = {"q": "manger kabyle", "lieu": "Grenoble", "ouvert": "maintenant", "frais": "gratuit"}
    shown = searched(client, ADDRESS, **said, type="formation", distance="5")
    client.get(shown)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(shown).content.decode()
    assert "Repas" not in page
    assert len(asked) <= 12, [query["sql"][:120] for query in asked]
