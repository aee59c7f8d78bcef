"""The pages of people, as one uses them."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import World, client_of
from tests.searching import searched
from tisserand.audit.choices import Verb
from tisserand.audit.models import AccessEvent
from tisserand.people.choices import Place, Tie
from tisserand.people.models import (
    ContactPoint,
    Household,
    HouseholdMember,
    NotDuplicate,
    Person,
    Registration,
    Relation,
)
from tisserand.people.tests.factories import ContactFactory, PersonFactory


@pytest.fixture
def client(world: World) -> Client:
    return client_of(world.cast.referent)


def address(world: World, name: str, **args: object) -> str:
    return reverse(f"people:{name}", kwargs={"person_id": world.person.pk} | args)


# A person


@pytest.mark.django_db
def test_only_those_who_may_find_someone_are_offered_to_search(client: Client, world: World) -> None:
    box = 'id="people-search"'
    assert box in client.get(reverse("people:person_list")).content.decode()
    administrator = client_of(world.cast.administrator)
    assert box not in administrator.get(reverse("accounts:member_list")).content.decode()


def test_children_of_the_household_are_told_once(client: Client, world: World) -> None:
    child = PersonFactory(organisation=world.ccas, first_names="Sami", last_name="Essai")
    home = Household.objects.create(name="Chez Nadia")
    for someone in (world.person, child):
        HouseholdMember.objects.create(household=home, person=someone)
    Relation.objects.create(person=world.person, other=child, tie=Tie.CHILD)
    Relation.objects.create(person=world.person, name="Fatma", tie=Tie.PARENT, gender="female")
    text = client.get(reverse("people:person_detail", args=[world.person.pk])).content.decode()
    assert text.count("Sami Essai</a>") == 1
    assert 'Fatma <span class="soft">mère</span>' in text


def test_person_create(client: Client, world: World) -> None:
    typed = {
        "first_names": "Nguyen Thi",
        "last_name": "Ly",
        "birth": "mars 88",
        "phone": "06 12 34 56 78 (sa fille)",
    }
    typed |= {
        "languages": "vietnamien, Français",
        "interpreter": "vietnamien",
        "gender": "female",
        "file_number": "A1",
    }
    response = client.post(reverse("people:person_create"), typed)
    person = Person.objects.get(last_name="Ly")
    assert response.headers["Location"] == reverse("people:person_detail", args=[person.pk])
    assert str(person.birth) == "mars 1988"
    assert (person.languages, person.interpreter) == (["vi", "fr"], "vi")
    assert Registration.objects.get(person=person).file_number == "A1"
    phone = ContactPoint.objects.get(person=person)
    assert (phone.value, phone.belongs_to) == ("+33612345678", "sa fille")


@pytest.mark.django_db
def test_person_create_says_what_it_cannot_read(client: Client) -> None:
    typed = {"birth": "au printemps", "languages": "klingonais du sud", "phone": "aucun", "gender": "unknown"}
    text = client.post(reverse("people:person_create"), typed).content.decode()
    for words in (
        "Cette date n’est pas lisible",
        "klingonais du sud",
        "pas de numéro",
        "au moins un prénom ou un nom",
    ):
        assert words in text
    assert "au printemps" in text  # nothing typed is lost


@pytest.mark.django_db
def test_someone_already_known_is_shown_before_anything_is_saved(client: Client, world: World) -> None:
    typed = {"first_names": "Nadia", "last_name": "Essai", "gender": "unknown"}
    fragment = client.post(reverse("people:person_similar"), typed).content.decode()
    assert "même nom" in fragment
    page = client.post(reverse("people:person_create"), typed).content.decode()
    assert "C’est quelqu’un d’autre" in page
    assert Person.objects.filter(last_name="Essai").count() == 1
    assert client.post(reverse("people:person_create"), typed | {"someone_else": "1"}).status_code == 302
    assert Person.objects.filter(last_name="Essai").count() == 2


@pytest.mark.django_db
def test_a_double_click_records_one_person(client: Client) -> None:
    typed = {"last_name": "Uneseule", "gender": "unknown", "_once": "01a2072b-4c7d-7241-8b28-dd91f198555b"}
    answers = [client.post(reverse("people:person_create"), typed).headers["Location"] for _ in range(2)]
    assert answers[0] == answers[1]
    assert Person.objects.filter(last_name="Uneseule").count() == 1


@pytest.mark.django_db
def test_person_edit_keeps_both_versions(client: Client, world: World) -> None:
    read = client.get(address(world, "person_edit")).context["form"]
    base = {"first_names": "Nadia", "gender": "unknown", "revision": read["revision"].value()}
    assert client.post(address(world, "person_edit"), base | {"last_name": "Leur"}).status_code == 302
    stale = client.post(address(world, "person_edit"), base | {"last_name": "Mienne", "birth": "1988"})
    assert stale.status_code == 409
    assert all(words in stale.content.decode() for words in ("Leur", "Mienne", "1988"))
    world.person.refresh_from_db()
    assert world.person.last_name == "Leur"


@pytest.mark.django_db
def test_reading_leaves_a_trace(client: Client, world: World) -> None:
    client.get(address(world, "person_detail"))
    client.get(address(world, "person_circle"))
    parts = AccessEvent.objects.filter(verb=Verb.READ, person_id=world.person.pk).values_list(
        "part", flat=True
    )
    assert set(parts) == {"people.person", "people.circle"}


@pytest.mark.django_db
def test_searching_leaves_a_trace_without_the_text(client: Client, world: World) -> None:
    response = client.post(reverse("people:person_search"), {"q": "nadia"}, headers={"HX-Request": "true"})
    assert 'role="option"' in response.content.decode()
    event = AccessEvent.objects.get(verb=Verb.SEARCH)
    assert "nadia" not in repr(event.__dict__).lower()


@pytest.mark.django_db
def test_person_likeness(client: Client, world: World) -> None:
    twin = PersonFactory(organisation=world.ccas, first_names="Nadia", last_name="Essai")
    page = address(world, "person_likeness")
    assert "même nom" in client.get(page).content.decode()
    client.post(page, {"other": twin.pk})
    assert NotDuplicate.objects.count() == 1
    assert "Personne ne lui ressemble" in client.get(page).content.decode()
    restricted = PersonFactory(organisation=world.association)
    assert client.post(page, {"other": restricted.pk}).status_code == 404


# Contacts


@pytest.mark.django_db
def test_the_forbidden_number_is_marked_and_never_proposed(client: Client, world: World) -> None:
    ContactFactory(person=world.person, value="+33387123456", safety="forbidden", belongs_to="au domicile")
    text = client.get(address(world, "person_detail")).content.decode()
    assert "ne pas utiliser" in text
    assert "tel:+33387123456" not in text
    assert "aucun moyen de contact sûr" in text
    assert "03\u00a087" not in client.get(reverse("people:person_list")).content.decode()


@pytest.mark.django_db
def test_contact_create_and_edit(client: Client, world: World) -> None:
    typed = {"kind": "address", "value": "3 rue Haute", "commune": "st etienne (42)", "safety": "safe"}
    client.post(address(world, "contact_create"), typed)
    contact = world.person.contacts.get()
    assert (contact.commune, contact.commune_code) == ("Saint-Étienne", "42218")
    edit = address(world, "contact_edit", contact_id=contact.pk)
    client.post(edit, typed | {"value": "4 rue Haute", "revision": 1, "is_preferred": "on"})
    assert client.post(edit, typed | {"value": "5 rue Haute", "revision": 1}).status_code == 409
    contact.refresh_from_db()
    assert contact.value == "4 rue Haute"
    client.post(address(world, "contact_end", contact_id=contact.pk))
    assert "rue Haute" not in client.get(address(world, "person_detail")).content.decode()


@pytest.mark.django_db
def test_couples_and_families_share_their_phone(client: Client, world: World) -> None:
    for person in (world.person, world.restricted.person):
        page = reverse("people:contact_create", args=[person.pk])
        client.post(page, {"kind": "phone", "value": "0612345678", "safety": "unknown"})
    assert ContactPoint.objects.filter(value="+33612345678").count() == 2


# Circle


@pytest.mark.django_db
def test_a_child_in_two_households(client: Client, world: World) -> None:
    started = {"name": "Chez Nadia", "commune_name": "57000", "place-place": "adult", "place-share": "100"}
    client.post(address(world, "household_create"), started)
    household = Household.objects.get()
    join = address(world, "member_create", household_id=household.pk)
    typed = {"first_names": "Sami", "last_name": "Essai", "birth": "2015", "place": "child", "share": "50"}
    assert client.post(join, typed).status_code == 302
    sami = Person.objects.get(first_names="Sami")
    father = PersonFactory(organisation=world.ccas, last_name="Père")
    other = Household.objects.create(name="Chez le père")
    HouseholdMember.objects.create(household=other, person=father)
    join_other = reverse("people:member_create", args=[father.pk, other.pk])
    assert client.post(join_other, {"other": sami.pk, "place": "child", "share": "50"}).status_code == 302
    assert sami.places.filter(until_on=None, share=50).count() == 2
    text = client.get(address(world, "person_circle")).content.decode()
    assert "la moitié du temps" in text
    assert "un enfant" in text
    member = sami.places.get(household=household)
    client.post(address(world, "member_leave", member_id=member.pk), {"left_on": "2026-11-01"})
    member.refresh_from_db()
    assert str(member.until_on) == "2026-11-01"
    assert "Y ont vécu" in client.get(address(world, "person_circle")).content.decode()


@pytest.mark.django_db
def test_a_new_member_who_looks_like_someone_known_is_asked_about(client: Client, world: World) -> None:
    household = Household.objects.create()
    HouseholdMember.objects.create(household=household, person=world.person)
    lina = PersonFactory(organisation=world.ccas, first_names="Lina", last_name="Essai", birth_year=2015)
    join = address(world, "member_create", household_id=household.pk)
    typed = {"first_names": "Lina", "last_name": "Essai", "birth": "2015", "place": "child", "share": "100"}
    assert "Est-ce l’une de ces personnes" in client.post(join, typed).content.decode()
    assert client.post(join, typed | {"other": lina.pk}).status_code == 302
    assert Person.objects.filter(first_names="Lina").count() == 1


@pytest.mark.django_db
def test_each_adult_keeps_their_confidentiality(world: World) -> None:
    """A relative is named only to those who may know of them; otherwise what was written on this side remains."""
    secret = world.restricted.person  # the referent holds the key, the colleague does not
    Relation.objects.create(person=world.person, other=secret, tie=Tie.SIBLING, role="appelle le dimanche")
    Relation.objects.create(person=secret, other=world.person, tie=Tie.CARER)
    household = Household.objects.create()
    for person in (world.person, secret):
        HouseholdMember.objects.create(household=household, person=person, place=Place.ADULT)
    pages = [address(world, "person_detail"), address(world, "person_circle")]
    for page in pages:
        assert "Ana Discrète" in client_of(world.cast.referent).get(page).content.decode()
        text = client_of(world.cast.colleague).get(page).content.decode()
        assert "Discrète" not in text
        assert str(secret.pk) not in text
        assert "une personne" in text
        assert "appelle le dimanche" in text
        assert "personne aidée" not in text  # said on the other side only


@pytest.mark.django_db
def test_a_tie_shows_on_both_sides(client: Client, world: World) -> None:
    mother = PersonFactory(organisation=world.ccas, last_name="Mère")
    typed = {"other": mother.pk, "tie": "parent", "role": "à Toul"}
    client.post(address(world, "relation_create"), typed)
    text = client.get(reverse("people:person_circle", args=[mother.pk])).content.decode()
    assert world.person.name in text
    assert "enfant" in text
    relation = Relation.objects.get()
    client.post(
        address(world, "relation_edit", relation_id=relation.pk),
        {"tie": "parent", "role": "à Metz", "revision": 1},
    )
    relation.refresh_from_db()
    assert (relation.other, relation.role) == (mother, "à Metz")
    client.post(address(world, "relation_end", relation_id=relation.pk))
    assert (
        world.person.name
        not in client.get(reverse("people:person_circle", args=[mother.pk])).content.decode()
    )


@pytest.mark.django_db
def test_someone_is_picked_among_those_found(client: Client, world: World) -> None:
    PersonFactory(organisation=world.ccas, first_names="Rose", last_name="Diallo")
    found = client.post(address(world, "person_pick"), {"q": "dialo"}).content.decode()
    assert "Rose Diallo" in found
    assert "sonne comme" in found
    without_script = client.post(address(world, "relation_create"), {"q": "dialo", "chercher": "1"})
    assert "Rose Diallo" in without_script.content.decode()
    assert (
        world.person.name not in client.post(address(world, "person_pick"), {"q": "nadia"}).content.decode()
    )


@pytest.mark.django_db
def test_a_tie_cannot_reach_someone_unknown_here(client: Client, world: World) -> None:
    stranger = PersonFactory(organisation=world.association)
    response = client.post(address(world, "relation_create"), {"other": stranger.pk, "tie": "friend"})
    assert response.status_code == 200
    assert not Relation.objects.exists()


# Discretion


@pytest.mark.django_db
def test_restricting_and_lifting(world: World) -> None:
    head, page = client_of(world.cast.head), address(world, "person_restriction")
    head.post(page, {"reason": "Menaces"})
    assert client_of(world.cast.colleague).get(page).status_code == 404
    head.post(address(world, "keyholder_create"), {"user": world.cast.colleague.pk})
    colleague = client_of(world.cast.colleague)
    assert "Menaces" in colleague.get(page).content.decode()
    assert colleague.get(address(world, "person_detail")).status_code == 200
    head.post(page, {"lift": "1"})
    assert client_of(world.cast.neighbour).get(page).status_code == 200


@pytest.mark.django_db
def test_the_last_key_is_never_taken_back(world: World, client: Client) -> None:
    person = world.restricted.person
    page = reverse("people:keyholder_delete", args=[person.pk, world.cast.referent.pk])
    client.post(page)
    assert client.get(reverse("people:person_detail", args=[person.pk])).status_code == 200


# Lists


@pytest.mark.django_db
def test_the_list_filters_sorts_and_says_what_it_leaves_out(client: Client, world: World) -> None:
    PersonFactory(organisation=world.ccas, last_name="Aaron", birth_year=1950)
    PersonFactory(organisation=world.ccas, last_name="Zola", birth_year=1990)
    page = reverse("people:person_list")
    text = client.get(page, {"tri": "-nom"}).content.decode()
    assert text.index("Zola") < text.index("Aaron")
    text = client.get(page, {"tri": "age"}).content.decode()
    assert text.index("Aaron") < text.index("Zola")
    text = client.get(searched(client, page, texte="zola")).content.decode()
    assert "Aaron" not in text
    assert "les autres ne répondent pas à ces filtres" in text
    assert client.get(page, {"tri": "'; drop", "page": "x", "depuis": "hier"}).status_code == 200


@pytest.mark.django_db
def test_an_export_states_its_filter_and_holds_no_formula(client: Client, world: World) -> None:
    PersonFactory(
        organisation=world.ccas, last_name="=HYPERLINK(0)", first_names="+33", organisation__file_number="@x"
    )
    query = searched(client, reverse("people:person_list"), texte="hyperlink").partition("?")[2]
    text = client.get(f"{reverse('people:person_export')}?{query}").content.decode("utf-8-sig")
    assert "nom contenant" in text
    assert "accès restreint" in text
    row = text.splitlines()[-1].split(";")
    assert row[:3] == ["'@x", "'=HYPERLINK(0)", "'+33"]
    event = AccessEvent.objects.get(verb=Verb.EXPORT)
    assert event.reason == "1 personnes, csv"


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["person_list", "person_export", "person_search"])
def test_ten_more_people_cost_no_more_queries(client: Client, world: World, name: str) -> None:
    query = searched(client, reverse("people:person_search"), q="pers").partition("?")[2]

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(f"{reverse(f'people:{name}')}?{query}")
        return len(queries)

    def add(number: int) -> None:
        for _ in range(number):
            ContactFactory(person=PersonFactory(organisation=world.ccas))

    add(2)
    count()
    before = count()
    add(10)
    assert count() <= before
    assert before <= 20


@pytest.mark.django_db
def test_a_bigger_circle_costs_no_more_queries(client: Client, world: World) -> None:
    household = Household.objects.create()
    HouseholdMember.objects.create(household=household, person=world.person)

    def count(name: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(address(world, name))
        return len(queries)

    def add(number: int) -> None:
        for _ in range(number):
            someone = PersonFactory(organisation=world.ccas)
            HouseholdMember.objects.create(household=household, person=someone, place=Place.CHILD)
            Relation.objects.create(person=world.person, other=someone, tie=Tie.CHILD)
            ContactFactory(person=world.person)

    add(1)
    count("person_detail")
    before = {name: count(name) for name in ("person_detail", "person_circle")}
    add(10)
    assert {name: count(name) for name in before} == before
    assert max(before.values()) <= 20, before


@pytest.mark.django_db
def test_two_corrections_of_a_place_at_once_are_both_shown(client: Client, world: World) -> None:
    member = HouseholdMember.objects.create(
        household=Household.objects.create(name="Chez Nadia"), person=world.person, share=100
    )
    edit = address(world, "member_edit", member_id=member.pk)
    assert client.post(edit, {"place": "adult", "share": 50, "revision": 1}).status_code == 302
    stale = client.post(edit, {"place": "adult", "share": 70, "revision": 1})
    member.refresh_from_db()
    assert (stale.status_code, member.share, member.revision) == (409, 50, 2)
    assert client.post(edit, {"place": "adult", "share": 70, "revision": 2}).status_code == 302
