"""A list costs the same however long it is: an index gives it in order, and counting stops at a thousand."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse

from tests.cast import World, client_of
from tests.load.filling import Rows
from tisserand.common.ids import new_id
from tisserand.people.lists import Asked, listed_people
from tisserand.people.models import ContactPoint, Person, Registration
from tisserand.people.tests.factories import PersonFactory
from tisserand.ui.pages import counted

pytestmark = pytest.mark.django_db
MANY = 1_200
BIG = {"people_person", "people_registration", "people_contactpoint"}


@pytest.fixture
def crowd(world: World) -> World:
    """Twelve hundred people known here, as many known to the association, a phone each."""
    people, known, contacts = Rows(Person), Rows(Registration), Rows(ContactPoint)
    folk = [(new_id(), f"Nom{at:04}", at % 2) for at in range(2 * MANY)]
    people.copy(
        people.line(
            id=pk, first_names="Ana", last_name=name, search_names=f" ana {name.lower()} ", sounds=["AN"]
        )
        for pk, name, _ in folk
    )
    contacts.copy(contacts.line(person_id=pk, kind="phone", value="+33600000000") for pk, _, _ in folk)
    places = (world.ccas.pk, world.association.pk)
    known.copy(known.line(person_id=pk, organisation_id=places[side]) for pk, _, side in folk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('registration_search_keys')")
        cursor.execute("ANALYZE people_person, people_registration, people_contactpoint")
    return world


def nodes_of(rows: QuerySet[Any]) -> list[dict[str, Any]]:
    """The steps of the plan that the database follows."""
    plan = json.loads(rows.explain(format="json"))[0]["Plan"]
    waiting, nodes = [plan], []
    while waiting:
        node = waiting.pop()
        nodes.append(node)
        waiting += node.get("Plans", [])
    return nodes


def kinds(rows: QuerySet[Any]) -> set[str]:
    return {node["Node Type"] for node in nodes_of(rows)}


def indexes(rows: QuerySet[Any]) -> set[str]:
    return {node["Index Name"] for node in nodes_of(rows) if "Index Name" in node}


def read_whole(rows: QuerySet[Any]) -> set[str]:
    """The tables read from end to end."""
    return {node["Relation Name"] for node in nodes_of(rows) if node["Node Type"] == "Seq Scan"}


@pytest.mark.parametrize("page", [0, 5])
@pytest.mark.parametrize(
    ("sort", "index"),
    [
        ("nom", "registration_in_order"),
        ("-nom", "registration_in_order"),
        ("depuis", "registration_by_day"),
        ("-depuis", "registration_by_day"),
    ],
)
def test_a_page_follows_an_index(crowd: World, sort: str, index: str, page: int) -> None:
    rows = listed_people(crowd.cast.actor("colleague"), Asked(sort=sort))[page * 50 : page * 50 + 51]
    assert index in indexes(rows)
    assert not kinds(rows) & {"Sort", "Incremental Sort"}
    assert not read_whole(rows) & BIG


def test_a_name_is_looked_for_among_the_few_who_may_bear_it(crowd: World) -> None:
    rows = listed_people(crowd.cast.actor("colleague"), Asked(text="nadia"))[:51]
    assert "registration_search_keys" in indexes(rows)
    assert not read_whole(rows) & BIG
    assert [row.person for row in rows] == [crowd.person]


def test_my_list_starts_from_my_dossiers(crowd: World) -> None:
    rows = listed_people(crowd.cast.actor("referent"), Asked(scope="les-miennes"))[:51]
    assert "registration_in_order" not in indexes(rows)
    assert not read_whole(rows) & BIG


def test_counting_stops_at_a_thousand(crowd: World) -> None:
    assert counted(listed_people(crowd.cast.actor("colleague"), Asked())) == 1000
    client: Client = client_of(crowd.cast.colleague)
    page = reverse("people:person_list")
    assert "plus de 1\u202f000\u00a0personnes" in client.get(page).content.decode()
    last = client.get(page, {"page": 25}).content.decode()
    assert "Nom2398" in last
    assert 'rel="prev"' in last
    assert 'rel="next"' not in last
    assert "Nom0999" not in client.get(page, {"page": 400}).content.decode()  # the nearest that is counted
    mine = client_of(crowd.cast.referent).get(page, {"parmi": "les-miennes"}).content.decode()
    assert "sur plus de 1\u202f000\u00a0personnes" in mine


def test_names_are_in_order_whatever_their_accents(world: World) -> None:
    here = world.ccas
    names = [("Éluard", "Paul"), ("Le Goff", "Anne"), ("Le", "Zoé"), ("eben", "Ali"), ("Œuvrard", "Luc")]
    names.append(("Odin", "Al"))
    people = [PersonFactory(organisation=here, last_name=last, first_names=first) for last, first in names]
    people.append(PersonFactory(organisation=here, last_name="", birth_name="D’Arc", first_names="Jeanne"))
    listed = [row.person for row in listed_people(world.cast.actor("colleague"), Asked())]
    order = [person.last_name or person.birth_name for person in listed if person in people]
    assert order == ["D’Arc", "eben", "Éluard", "Le", "Le Goff", "Odin", "Œuvrard"]


def test_the_order_follows_a_name_that_changes(world: World) -> None:
    person = PersonFactory(organisation=world.ccas, last_name="Zola", first_names="Ana")
    assert Registration.objects.get(person=person).sort_name == "zola  ana"
    person.used_first_name = "Anna"
    person.save()
    assert Registration.objects.get(person=person).sort_name == "zola  anna"
    Person.objects.filter(pk=person.pk).update(last_name="Abel", birth_name="Zola")
    assert Registration.objects.get(person=person).sort_name == "abel  anna"
