"""What is protected leaks nowhere: no list, search, export, print or form; shown on demand, with a reason kept."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from tests.cast import World, client_of
from tests.searching import searched
from tisserand.audit.choices import Verb
from tisserand.audit.models import AccessEvent
from tisserand.people.choices import ContactKind, Place, Tie
from tisserand.people.models import ContactPoint, Household, HouseholdMember, Relation
from tisserand.people.tests.factories import ContactFactory

STREET, TOWN, PHONE, NOTE = "17 impasse du Secret", "Cachette-sur-Mer", "+33699887766", "code 1234B"
SECRETS = (STREET, TOWN, PHONE, "06 99 88 77 66", "06\u00a099\u00a088\u00a077\u00a066", "77 66", NOTE)


@pytest.fixture
def hidden(world: World) -> World:
    """The person of the open dossier, with a protected address and phone, in a household that says where."""
    address = {"value": STREET, "commune": TOWN, "postcode": "99999", "note": NOTE}
    ContactFactory(person=world.person, kind=ContactKind.ADDRESS, is_protected=True, **address)
    ContactFactory(person=world.person, value=PHONE, is_protected=True, is_preferred=True)
    household = Household.objects.create(name="Chez elle", commune_name=TOWN)
    HouseholdMember.objects.create(household=household, person=world.person, place=Place.ADULT)
    return world


def text_of(world: World, name: str, who: str = "referent", query: str = "", **args: object) -> str:
    response = client_of(getattr(world.cast, who)).get(reverse(name, kwargs=args) + query)
    assert response.status_code == 200
    if "spreadsheet" in response.headers["Content-Type"]:
        book = load_workbook(BytesIO(response.content))
        return " ".join(str(cell) for sheet in book for row in sheet.values for cell in row)
    return response.content.decode()


def says_nothing(text: str) -> bool:
    return not [secret for secret in SECRETS if secret in text]


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["referent", "head", "reception"])
@pytest.mark.parametrize("asked", ["nadia", "0699887766", "7766", "cachette"])
def test_lists_and_searches(hidden: World, asked: str, who: str) -> None:
    client, search = client_of(getattr(hidden.cast, who)), reverse("people:person_search")
    page = client.get(searched(client, search, q=asked)).content.decode()
    as_typed = client.post(search, {"q": asked}, headers={"HX-Request": "true"}).content.decode()
    assert says_nothing(page.replace(f'value="{asked}"', ""))
    assert says_nothing(as_typed)
    assert says_nothing(text_of(hidden, "people:person_list", who))


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["?format=csv", "?format=xlsx"])
def test_exports(hidden: World, query: str) -> None:
    text = text_of(hidden, "people:person_export", query=query)
    assert "Nadia" in text
    assert says_nothing(text)


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["referent", "reception"])
@pytest.mark.parametrize(
    "page",
    [
        "person_detail",
        "person_circle",
        "person_edit",
        "person_likeness",
        "person_restriction",
        "contact_create",
    ],
)
def test_pages_of_the_person(hidden: World, page: str, who: str) -> None:
    """So their prints neither: a print shows what the page holds."""
    assert says_nothing(text_of(hidden, f"people:{page}", who, person_id=hidden.person.pk))


@pytest.mark.django_db
def test_the_circle_of_a_relative_says_nothing_either(hidden: World) -> None:
    relative = hidden.restricted.person
    Relation.objects.create(person=relative, other=hidden.person, tie=Tie.SIBLING)
    HouseholdMember.objects.create(household=Household.objects.get(), person=relative)
    assert says_nothing(text_of(hidden, "people:person_circle", person_id=relative.pk))


@pytest.mark.django_db
def test_reveal_asks_why_and_keeps_it(hidden: World) -> None:
    contact = ContactPoint.objects.get(kind=ContactKind.ADDRESS)
    address = reverse("people:contact_reveal", args=[hidden.person.pk, contact.pk])
    client = client_of(hidden.cast.referent)
    assert says_nothing(client.get(address).content.decode())
    assert says_nothing(client.post(address, {"reason": "  "}).content.decode())
    assert not AccessEvent.objects.filter(verb=Verb.REVEAL).exists()
    response = client.post(address, {"reason": "Visite prévue demain"})
    assert STREET in response.content.decode()
    assert "no-store" in response.headers["Cache-Control"]
    event = AccessEvent.objects.get(verb=Verb.REVEAL)
    assert (event.reason, event.object_id, event.actor_id) == (
        "Visite prévue demain",
        contact.pk,
        hidden.cast.referent.pk,
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "status"), [("reception", 403), ("partner", 404), ("administrator", 404), ("head", 200)]
)
def test_reveal_is_for_those_who_accompany(hidden: World, who: str, status: int) -> None:
    contact = ContactPoint.objects.get(kind=ContactKind.ADDRESS)
    address = reverse("people:contact_reveal", args=[hidden.person.pk, contact.pk])
    response = client_of(getattr(hidden.cast, who)).post(address, {"reason": "parce que"})
    assert response.status_code == status
    assert (STREET in response.content.decode()) == (status == 200)


@pytest.mark.django_db
def test_correcting_what_is_protected_means_saying_why_first(hidden: World) -> None:
    contact = ContactPoint.objects.get(kind=ContactKind.ADDRESS)
    edit = reverse("people:contact_edit", args=[hidden.person.pk, contact.pk])
    reveal = reverse("people:contact_reveal", args=[hidden.person.pk, contact.pk])
    client = client_of(hidden.cast.referent)
    assert client.get(edit).headers["Location"] == reveal
    client.post(reveal, {"reason": "Elle a déménagé"})
    assert STREET in client.get(edit).content.decode()
    assert client_of(hidden.cast.reception).get(edit).status_code == 403


@pytest.mark.django_db
def test_a_stale_correction_of_what_is_protected_shows_it_only_to_those_allowed(hidden: World) -> None:
    contact = ContactPoint.objects.get(kind=ContactKind.ADDRESS)
    edit = reverse("people:contact_edit", args=[hidden.person.pk, contact.pk])
    stale = {"kind": "address", "value": "ailleurs", "safety": "unknown", "revision": 0, "is_protected": "on"}
    assert client_of(hidden.cast.reception).post(edit, stale).status_code == 403


@pytest.mark.django_db
def test_a_stale_correction_shows_what_is_protected_only_after_saying_why(hidden: World) -> None:
    contact = ContactPoint.objects.get(kind=ContactKind.ADDRESS)
    edit = reverse("people:contact_edit", args=[hidden.person.pk, contact.pk])
    reveal = reverse("people:contact_reveal", args=[hidden.person.pk, contact.pk])
    stale = {"kind": "address", "value": "ailleurs", "safety": "unknown", "revision": 0, "is_protected": "on"}
    client = client_of(hidden.cast.referent)
    refused = client.post(edit, stale)
    assert refused.status_code == 409
    assert says_nothing(refused.content.decode())
    assert "ailleurs" in refused.content.decode(), "nothing typed is lost"
    assert reveal in refused.content.decode()
    client.post(reveal, {"reason": "Deux corrections en même temps"})
    shown = client.post(edit, stale)
    assert shown.status_code == 409
    assert STREET in shown.content.decode()


@pytest.mark.django_db
def test_a_household_does_not_say_where_someone_protected_lives(hidden: World) -> None:
    household = Household.objects.get()
    edit = reverse("people:household_edit", args=[hidden.person.pk, household.pk])
    client = client_of(hidden.cast.referent)
    assert says_nothing(client.get(edit).content.decode())
    stale = client.post(edit, {"name": "Chez la sœur", "commune_name": "Metz", "revision": 0})
    assert stale.status_code == 409
    assert says_nothing(stale.content.decode())
    assert client.post(edit, {"name": "Chez la sœur", "commune_name": "Metz"}).status_code == 302
    household.refresh_from_db()
    assert (household.name, household.commune_name) == ("Chez la sœur", TOWN)


@pytest.mark.django_db
def test_once_nobody_protected_lives_there_the_commune_is_shown_again(hidden: World) -> None:
    household = Household.objects.get()
    household.members.update(until_on="2026-11-01")
    edit = reverse("people:household_edit", args=[hidden.person.pk, household.pk])
    assert TOWN in client_of(hidden.cast.referent).get(edit).content.decode()
