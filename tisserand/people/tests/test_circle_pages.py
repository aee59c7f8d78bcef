"""The picture of a circle on screen and on paper: gestures, discretion, traces."""

from __future__ import annotations

import json
import re
import zlib
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdfium2 import PdfDocument

from tests.cast import World, client_of
from tisserand.audit.choices import Verb
from tisserand.audit.models import AccessEvent
from tisserand.common.clock import today
from tisserand.people.choices import ContactKind, Place, Tie
from tisserand.people.circle_page import CirclePage
from tisserand.people.circle_print import circle_svg, data_of
from tisserand.people.models import CirclePicture, Household, HouseholdMember, Person, Registration, Relation
from tisserand.people.picture.circle import circle_of
from tisserand.people.queries import people_visible_to
from tisserand.people.tests.factories import ContactFactory, PersonFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)
HIDDEN_NAME = "Introuvable"


def address(world: World, name: str, query: str = "", **also: object) -> str:
    return reverse(f"people:{name}", kwargs={"person_id": world.person.pk, **also}) + query


@pytest.fixture
def client(world: World) -> Client:
    return client_of(world.cast.referent)


def tie(world: World, **said: object) -> Relation:
    return Relation.objects.create(person=world.person, **{"tie": Tie.FRIEND, "name": "Leïla", **said})


def restricted_relative(world: World, **said: object) -> Person:
    """Known here, for the eyes of the referent alone."""
    person = PersonFactory(last_name=HIDDEN_NAME, first_names="Ana", gender="female", birth_year=1950)
    registration = Registration.objects.create(person=person, organisation=world.ccas, is_restricted=True)
    registration.keyholders.create(user=world.cast.referent)
    return person


# Gestures


def test_one_gesture_adds_someone_and_one_press_takes_them_back(client: Client, world: World) -> None:
    typed = {"element": "me", "gesture": "parent", "name": "Fatma", "gender": "female"}
    page = client.post(address(world, "picture_add"), typed, follow=True).content.decode()
    mother = Relation.objects.get(person=world.person)
    assert (mother.tie, mother.name, mother.gender) == (Tie.PARENT, "Fatma", "female")
    assert "Fatma est dans le cercle" in page
    assert "mère" in page
    client.post(address(world, "relation_end", relation_id=mother.pk), {"retour": "image"})
    mother.refresh_from_db()
    assert mother.until_on is not None
    client.post(address(world, "relation_restore", relation_id=mother.pk))
    mother.refresh_from_db()
    assert mother.until_on is None


def test_no_name_is_needed(client: Client, world: World) -> None:
    client.post(address(world, "picture_add"), {"element": "me", "gesture": "parent", "gender": "male"})
    assert Relation.objects.get().name == "Père"


def test_from_a_partner_a_child_comes_through_them(client: Client, world: World) -> None:
    partner = tie(world, tie=Tie.FORMER_SPOUSE, name="Rachid")
    client.post(address(world, "picture_add"), {"element": partner.pk, "gesture": "child", "name": "Sami"})
    child = Relation.objects.get(name="Sami")
    assert (child.tie, child.through) == (Tie.CHILD, partner)


def test_a_gesture_that_makes_no_sense_is_refused_and_nothing_typed_is_lost(
    client: Client, world: World
) -> None:
    response = client.post(address(world, "picture_add"), {"element": "me", "name": "Fatma"})
    assert response.status_code == 422
    text = response.content.decode()
    assert "Dites qui c’est" in text
    assert 'value="Fatma"' in text
    bad = client.post(address(world, "picture_add"), {"element": "me", "gesture": "grandchild", "name": "X"})
    assert bad.status_code == 422
    assert not Relation.objects.exists()


def test_how_a_tie_is_lived_is_said_unsaid_and_remembered(client: Client, world: World) -> None:
    friend = tie(world)
    qualify = address(world, "relation_qualify", relation_id=friend.pk)
    client.post(qualify, {"quality": "conflict"})
    page = client.post(qualify, {"quality": "close"}, follow=True).content.decode()
    friend.refresh_from_db()
    assert friend.quality == "close"
    assert "Avant : lien conflictuel" in re.sub(r"\s+", " ", page.replace("\u00a0", " "))
    assert 'name="quality" value="conflict"' in page  # what « Annuler » sends
    client.post(qualify, {"quality": "close"})
    friend.refresh_from_db()
    assert friend.quality == ""


def test_the_other_parent_is_said_in_one_press(client: Client, world: World) -> None:
    partner = tie(world, tie=Tie.SPOUSE, name="Marc")
    friend = tie(world)
    child = tie(world, tie=Tie.CHILD, name="Sami")
    join = address(world, "relation_join", relation_id=child.pk)
    client.post(join, {"through": partner.pk})
    child.refresh_from_db()
    assert child.through == partner
    for refused in (child, friend):
        assert (
            "ne peut pas passer" in client.post(join, {"through": refused.pk}, follow=True).content.decode()
        )
        child.refresh_from_db()
        assert child.through == partner
    assert client.post(join, {"through": "nobody"}).status_code == 400


def test_moves_are_kept_undone_and_forgotten(client: Client, world: World) -> None:
    friend = tie(world)
    key = str(friend.pk)
    start = place_of(client, world, key)
    arrange = address(world, "picture_arrange")
    moved = {"places": json.dumps({key: [start[0] + 100, start[1] + 60]}), "revision": "1"}
    answer = client.post(arrange, moved)
    assert answer.status_code == 200
    assert place_of(client, world, key) == (start[0] + 100, start[1] + 60)
    assert f'data-x="{start[0] + 100}"' in answer.json()["svg"]
    assert client.post(arrange, moved).status_code == 409, "rearranged since"
    client.post(address(world, "picture_undo"))
    assert place_of(client, world, key) == start
    client.post(address(world, "picture_undo"))
    assert place_of(client, world, key) != start
    client.post(address(world, "picture_let_arrange"))
    assert place_of(client, world, key) == start
    client.post(arrange, {"element": key, "way": "right"})
    assert place_of(client, world, key)[0] == start[0] + 24


def place_of(client: Client, world: World, key: str) -> tuple[int, int]:
    text = client.get(address(world, "picture_detail")).content.decode()
    found = re.search(rf'data-item="{key}" data-x="(\d+)" data-y="(\d+)"', text)
    assert found
    return int(found[1]), int(found[2])


@pytest.mark.parametrize("places", ["", "[]", "{", '{"me": 1}', '{"me": ["a", 2]}', '{"me": [1e400, 2]}'])
def test_nonsense_is_refused(client: Client, world: World, places: str) -> None:
    response = client.post(address(world, "picture_arrange"), {"places": places, "revision": "1"})
    assert response.status_code == 400
    assert not CirclePicture.objects.exists()


def test_someone_of_the_household_becomes_family_in_one_press(client: Client, world: World) -> None:
    child = PersonFactory(organisation=world.ccas, first_names="Sami", last_name="Essai")
    home = Household.objects.create(name="Chez Nadia")
    HouseholdMember.objects.create(household=home, person=world.person)
    member = HouseholdMember.objects.create(household=home, person=child, place=Place.CHILD, share=50)
    client.post(address(world, "picture_add"), {"element": member.pk, "gesture": "is_child"})
    assert Relation.objects.get(person=world.person).other == child
    text = client.get(address(world, "picture_detail", "?vue=tableau")).content.decode()
    assert "Chez Nadia (50\u00a0% du temps)" in text
    assert text.count("Sami Essai</a>") == 1


# Discretion


def shown(world: World, who: str, query: str = "") -> str:
    response = client_of(getattr(world.cast, who)).get(address(world, "picture_detail", query))
    assert response.status_code == 200
    return response.content.decode()


def exported(world: World, who: str) -> str:
    """The PDF's words, with the alternative text of its picture, and the SVG."""
    client = client_of(getattr(world.cast, who))
    pdf = client.get(address(world, "picture_export"))
    svg = client.get(address(world, "picture_export", "?format=svg"))
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert svg.headers["Content-Disposition"].startswith("attachment")
    assert b"/Alt" in opened(pdf.content)
    assert b"/MarkInfo" in opened(pdf.content)
    page = CirclePage(world.cast.actor(who), world.person, today=TODAY, on_paper=True)
    alternative = data_of(page)["alt"]
    return " ".join([words_of(pdf.content), alternative, svg.content.decode()])


def words_of(pdf: bytes) -> str:
    """What one can select in the pages."""
    document = PdfDocument(pdf)
    return " ".join(page.get_textpage().get_text_range() for page in document)


def opened(pdf: bytes) -> bytes:
    """The bytes of a PDF with its compressed streams opened."""
    parts = [pdf]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.S):
        try:
            parts.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(parts)


@pytest.mark.parametrize("who", ["colleague", "neighbour", "reception"])
def test_someone_the_reader_may_not_know_is_what_this_side_says(world: World, who: str) -> None:
    hidden = restricted_relative(world)
    tie(world, tie=Tie.PARENT, name="Maman", other=hidden)
    tie(world, tie=Tie.SIBLING, name="", other=hidden)
    for query in ("", "?vue=tableau"):
        text = shown(world, who, query)
        assert HIDDEN_NAME not in text
        assert str(hidden.pk) not in text
        assert "Maman" in text
        assert "une personne" in text
        assert "76 ans" not in text.replace("\u00a0", " ")


def test_nothing_tells_a_hidden_relative_from_one_never_recorded(world: World) -> None:
    hidden = restricted_relative(world)
    one = tie(world, tie=Tie.PARENT, name="Maman", other=hidden)
    first = shown(world, "colleague", f"?element={one.pk}")
    Relation.objects.filter(pk=one.pk).update(other=None)
    assert _still(first) == _still(shown(world, "colleague", f"?element={one.pk}"))


def _still(text: str) -> str:
    """A page without what changes at each visit."""
    return re.sub(r'(csrfmiddlewaretoken|_once|csrf-token|nonce)"[^>]*>', "", text)


@pytest.mark.parametrize("who", ["referent", "head"])
def test_of_someone_restricted_even_those_who_may_know_see_no_link(world: World, who: str) -> None:
    hidden = restricted_relative(world)
    one = tie(world, tie=Tie.PARENT, name="", other=hidden)
    text = shown(world, who, f"?element={one.pk}")
    assert HIDDEN_NAME in text
    assert str(hidden.pk) not in text
    told = re.sub(r'[0-9a-f-]{36}|value="[A-Za-z0-9]{64}"', "", text.split('id="story"')[1])  # ids, tokens
    assert "76" not in told


@pytest.mark.parametrize("who", ["referent", "head", "colleague"])
def test_a_file_says_nothing_of_someone_discreet_whoever_takes_it(world: World, who: str) -> None:
    hidden = restricted_relative(world)
    tie(world, tie=Tie.PARENT, name="", other=hidden)
    protected = PersonFactory(organisation=world.ccas, last_name="Cachette", first_names="Eva")
    ContactFactory(
        person=protected, kind=ContactKind.ADDRESS, value="17 impasse du Secret", is_protected=True
    )
    tie(world, tie=Tie.SIBLING, name="Ma sœur", other=protected, quality="close")
    home = Household.objects.create(name="Chez Nadia", commune_name="Secretville")
    for person in (world.person, hidden, protected):
        HouseholdMember.objects.create(household=home, person=person)
    text = exported(world, who)
    for secret in (HIDDEN_NAME, "Cachette", "Eva", "Secret", str(hidden.pk), str(protected.pk)):
        assert secret not in text
    assert "une personne" in text
    assert "Ma sœur" in text
    assert "lien proche" in text


def test_a_tie_told_by_someone_discreet_is_not_drawn(world: World) -> None:
    hidden = restricted_relative(world)
    Relation.objects.create(person=hidden, other=world.person, tie=Tie.CHILD, quality="conflict")
    assert HIDDEN_NAME not in shown(world, "referent")


def test_what_the_other_side_says_of_the_tie_stays_there(world: World) -> None:
    other = PersonFactory(organisation=world.ccas, first_names="Paul", last_name="Ouvert")
    Relation.objects.create(
        person=other, other=world.person, tie=Tie.SIBLING, quality="conflict", role="secret de famille"
    )
    text = shown(world, "referent")
    assert "Paul Ouvert" in text
    assert "secret de famille" not in text
    assert "circle-pill" not in text


def test_reception_reads_the_circle_without_how_ties_are_lived(world: World) -> None:
    friend = tie(world, quality="conflict")
    for query in (f"?element={friend.pk}", "?vue=tableau"):
        text = shown(world, "reception", query)
        assert "Leïla" in text
        assert "conflictuel" not in text
    client = client_of(world.cast.reception)
    edit = address(world, "relation_edit", relation_id=friend.pk)
    assert "conflictuel" not in client.get(edit).content.decode()
    assert "conflictuel" not in client.get(address(world, "person_circle")).content.decode()
    client.post(edit, {"tie": "friend", "name": "Leïla B.", "quality": "close"})
    friend.refresh_from_db()
    assert (friend.name, friend.quality) == ("Leïla B.", "conflict")


@pytest.mark.parametrize("who", ["referent", "colleague", "neighbour", "head", "reception"])
def test_twin_those_whose_page_may_be_opened_are_those_the_reader_may_know(world: World, who: str) -> None:
    """The links of the picture and the rule of the room cannot drift."""
    actor = world.cast.actor(who)
    people = [PersonFactory(organisation=world.ccas), PersonFactory(), restricted_relative(world)]
    people.append(PersonFactory(organisation=world.association))
    for person in people:
        tie(world, name="quelqu’un", other=person)
    circle = circle_of(actor, world.person, today=TODAY)
    opened = {one.person for one in circle.others if one.person}
    may_open = set(people_visible_to(actor).filter(pk__in=[person.pk for person in people]))
    discreet = {people[2]}
    assert opened == may_open - discreet


# Files and traces


def test_a_file_says_when_and_what_is_kept_out_and_leaves_a_trace(world: World) -> None:
    tie(world, quality="close", phone="06 39 98 42 43", note="Ne pas dire", role="du club")
    before = AccessEvent.objects.filter(verb=Verb.EXPORT).count()
    text = exported(world, "referent")
    assert AccessEvent.objects.filter(verb=Verb.EXPORT, part="people.picture").count() == before + 2
    flat = re.sub(r"\s+", " ", text)
    assert "Ni adresse, ni téléphone, ni note" in flat
    assert f"tel qu’il est dit le {today().day}" in flat.replace("1er", "1")
    assert str(today().year) in flat
    assert "39 98" not in flat
    assert "Ne pas dire" not in flat


def test_the_file_is_drawn_as_the_screen_and_escapes_what_people_type(world: World) -> None:
    tie(world, name="<script>alert(1)</script>", quality="close")
    page = CirclePage(world.cast.actor("referent"), world.person, today=TODAY, on_paper=True)
    svg = circle_svg(page)
    assert "<script" not in svg
    assert svg.startswith("<svg")
    assert re.search(r'="\d+,\d', svg) is None, "a decimal comma"


def test_queries_do_not_grow_with_the_circle(client: Client, world: World) -> None:
    tie(world)
    with CaptureQueriesContext(connection) as few:
        client.get(address(world, "picture_detail"))
    for number in range(10):
        other = PersonFactory(organisation=world.ccas)
        tie(world, name=f"Ami {number}", other=other, quality="close")
    with CaptureQueriesContext(connection) as many:
        client.get(address(world, "picture_detail"))
    assert len(many) <= len(few)
    assert len(many) <= 20
