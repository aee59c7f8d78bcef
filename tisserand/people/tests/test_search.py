"""Finding someone from whatever is known of them."""

import pytest

from tests.cast import World
from tisserand.people import name_search
from tisserand.people.models import Person
from tisserand.people.search import search_people
from tisserand.people.tests.factories import ContactFactory, PersonFactory

PEOPLE = [
    {"first_names": "Nadia", "last_name": "Belkacem", "birth_name": "Haddad"},
    {"first_names": "Jean-Pierre", "last_name": "Lefèvre"},
    {"first_names": "Pierre", "last_name": "Le Goff"},
    {"first_names": "Marie Thérèse", "used_first_name": "Maïté", "last_name": "Meusnier"},
    {"first_names": "Philippe", "last_name": "Dupont"},
    {"first_names": "Kévin", "last_name": "Nguyen"},
    {"first_names": "Nora", "last_name": "Bell"},
    {"first_names": "Aminata", "last_name": "Diallo"},
    {"first_names": "Nadège", "last_name": "Belin"},
    {"first_names": "Walid", "last_name": "Ben Salah"},
    {"first_names": "Thi Mai", "used_first_name": "Thi Mai", "last_name": "Ly"},
]


@pytest.fixture
def ccas(world: World) -> World:
    for names in PEOPLE:
        PersonFactory(
            organisation=world.ccas, **{"birth_year": 1988, "birth_month": 3, "birth_day": 4, **names}
        )
    other = PersonFactory(first_names="Ousmane", last_name="Traoré", birth_year=1962)
    ContactFactory(person=Person.objects.get(last_name="Belkacem"), value="+33755349025")
    ContactFactory(person=Person.objects.get(last_name="Diallo"), value="+33611223344", is_protected=True)
    assert other.registrations.count() == 0
    return world


def names(world: World, text: str, who: str = "referent") -> list[str]:
    return [hit.person.name for hit in search_people(world.cast.actor(who), text)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Belkacem", "Nadia Belkacem"),
        ("nadia bel", "Nadia Belkacem"),
        ("belkacem nadia", "Nadia Belkacem"),  # inverted
        ("haddad", "Nadia Belkacem"),  # birth name
        ("adad", "Nadia Belkacem"),
        ("belkassem", "Nadia Belkacem"),  # by ear
        ("nadai belkacem", "Nadia Belkacem"),  # two letters swapped
        ("belkcem", "Nadia Belkacem"),  # a letter missing
        ("lefebvre", "Jean-Pierre Lefèvre"),
        ("LEFEVRE", "Jean-Pierre Lefèvre"),
        ("le fevre", "Jean-Pierre Lefèvre"),
        ("jeanpierre", "Jean-Pierre Lefèvre"),
        ("jean pierre lef", "Jean-Pierre Lefèvre"),
        ("legoff", "Pierre Le Goff"),
        ("le goff", "Pierre Le Goff"),
        ("maite", "Maïté Meusnier"),  # the name she goes by
        ("therese munier", "Maïté Meusnier"),  # the one on her papers
        ("filipe dupond", "Philippe Dupont"),
        ("quévin", "Kévin Nguyen"),
        ("n'guyen", "Kévin Nguyen"),
        ("oualid", "Walid Ben Salah"),
        ("bensalah", "Walid Ben Salah"),
        ("ly", "Thi Mai Ly"),
        ("belkacem 4/3/88", "Nadia Belkacem"),
        ("belkacem née en mars 1988", "Nadia Belkacem"),
        ("07 55 34 90 25", "Nadia Belkacem"),
        ("+33 7 55 34 90", "Nadia Belkacem"),
        ("9025", "Nadia Belkacem"),
    ],
)
def test_the_one_meant_comes_first(ccas: World, text: str, expected: str) -> None:
    assert names(ccas, text)[:1] == [expected]


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["N. B.", "NB", "n b", "B.N."])
def test_initials(ccas: World, text: str) -> None:
    assert {"Nadia Belkacem", "Nora Bell", "Nadège Belin"} == set(names(ccas, text))


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["4/3/1988", "1988-03-04", "04031988", "né en 88", "mars 1988", "4 mars"])
def test_birth_date_in_any_order(ccas: World, text: str) -> None:
    assert len(names(ccas, text)) == len(PEOPLE)


@pytest.mark.django_db
def test_the_french_order_of_day_and_month_comes_first(world: World) -> None:
    swapped = PersonFactory(
        organisation=world.ccas, birth_year=1990, birth_month=2, birth_day=1, last_name="A"
    )
    french = PersonFactory(
        organisation=world.ccas, birth_year=1990, birth_month=1, birth_day=2, last_name="Z"
    )
    found = search_people(world.cast.actor("referent"), "02/01/1990")
    assert [hit.person for hit in found] == [french, swapped]


@pytest.mark.django_db
def test_file_number(world: World) -> None:
    person = PersonFactory(organisation=world.ccas, organisation__file_number="2023-0042")
    PersonFactory(organisation=world.association, organisation__file_number="2023-0042")
    hits = search_people(world.cast.actor("referent"), "2023-00")
    assert [(hit.person, hit.why) for hit in hits] == [(person, ["n° de dossier"])]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("belkacem", ["nom"]),
        ("haddad", ["nom de naissance"]),
        ("maité", ["prénom utilisé"]),
        ("thérèse", ["prénom"]),
        ("belkassem", ["sonne comme « belkassem »"]),
        ("belkcme", ["orthographe proche"]),
        ("NB", ["initiales"]),
        ("0755349025", ["téléphone"]),
        ("diallo 1988", ["nom", "né·e le 4 mars 1988"]),
    ],
)
def test_results_say_why_they_matched(ccas: World, text: str, why: list[str]) -> None:
    assert search_people(ccas.cast.actor("referent"), text)[0].why == why


@pytest.mark.django_db
@pytest.mark.parametrize("text", ["06 11 22 33 44", "3344", "611223344"])
def test_a_protected_phone_finds_nobody(ccas: World, text: str) -> None:
    assert names(ccas, text) == []


@pytest.mark.django_db
def test_a_birth_chooses_among_all_who_bear_the_name(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(name_search, "A_FEW", 1)
    for year in range(1980, 1992):
        PersonFactory(organisation=world.ccas, first_names="Ana", last_name="Martin", birth_year=year)
    (hit,) = search_people(world.cast.actor("referent"), "martin 1991")
    assert hit.person.birth_year == 1991


@pytest.mark.django_db
def test_nobody_is_found_whom_one_may_not_know_of(ccas: World) -> None:
    assert names(ccas, "Discrète") == ["Ana Discrète"]
    assert names(ccas, "Discrète", "colleague") == names(ccas, "Discrète", "reception") == []
    assert names(ccas, "Belkacem", "reception") == ["Nadia Belkacem"]
    assert names(ccas, "Belkacem", "partner") == names(ccas, "Belkacem", "administrator") == []
    assert names(ccas, "traoré") == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "text", ["", "%", "_", "' OR 1=1 --", "((", "٣", "🙂", "x" * 500, "0", "+", "de", "12/34/5678"]
)
def test_odd_texts_break_nothing(ccas: World, text: str) -> None:
    names(ccas, text)
