"""The pages of the circle: picture and list say the same, gestures answer, nothing leaks."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import World, client_of
from tests.reading import only_reading
from tisserand.audit.models import AccessEvent
from tisserand.people.choices import Tie
from tisserand.people.models import Keyholder, Person, Registration, Relation
from tisserand.sharing.choices import MemberKind, Ring
from tisserand.sharing.circle_page import MOST_DRAWN
from tisserand.sharing.models import CircleMember, PathReferent
from tisserand.sharing.tests.factories import make_consent, make_member, make_path

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(world: World) -> Client:
    """The referent's browser."""
    return client_of(world.cast.referent)


def at(world: World, name: str, member: CircleMember | None = None) -> str:
    ids = {"member_id": member.pk} if member else {}
    return reverse(f"sharing:{name}", kwargs={"person_id": world.person.pk, **ids})


def said(page: Client, address: str) -> str:
    return str(page.get(address).content.decode())


def test_picture_and_list_say_the_same(world: World, client: Client) -> None:
    doctor = make_member(world, phone="+33612345678", role="médecin traitant", introduced_by="la voisine")
    make_member(world, kind=MemberKind.RELATIVE, name="Samira", ring=Ring.CLOSE)
    make_path(world, doctor)
    with only_reading():
        page = said(client, at(world, "circle_detail"))
    assert page.count('class="around-drawing') == 2
    assert page.count(f'href="#membre-{doctor.pk}"') == 2
    assert f'id="membre-{doctor.pk}"' in page
    assert "★ tient le parcours" in page
    assert "tient le parcours</span>" in page
    assert "06\u00a012\u00a034\u00a056\u00a078" in page
    assert "présenté·e par la voisine" in page
    assert page.index("Tout près") < page.index("Autour</h3>")
    assert "n’ouvre rien" in page
    assert AccessEvent.objects.filter(part="sharing.circle", verb="read").count() == 1


def test_an_empty_circle_invites(world: World, client: Client) -> None:
    page = said(client, at(world, "circle_detail"))
    assert "Le cercle est encore vide" in page
    assert "around-drawing" not in page


def test_a_crowd_is_listed_whole_and_drawn_as_far_as_it_can_be_read(world: World, client: Client) -> None:
    for number in range(MOST_DRAWN):
        make_member(world, name=f"Mme Proche {number}", ring=Ring.CLOSE)
    far = [make_member(world, name=f"M. Loin {number}", ring=Ring.FURTHER) for number in range(37)]
    make_path(world, far[-1])
    page = said(client, at(world, "circle_detail"))
    assert page.count('class="around-one') == 2 * MOST_DRAWN
    assert f'href="#membre-{far[-1].pk}"' in page, "whoever holds the path is always drawn"
    assert f'href="#membre-{far[0].pk}"' not in page
    assert all(f'id="membre-{one.pk}"' in page for one in far)
    assert '<a href="#liste">et 37\u00a0autres, dans la liste</a>' in page


def test_ten_more_ask_no_more_questions(world: World, client: Client) -> None:
    sister = Relation.objects.create(person=world.person, tie=Tie.SIBLING, name="Samira")
    make_member(world, relation=sister, user=world.cast.colleague)
    make_consent(world)
    make_path(world, until_on=date(2026, 6, 1))

    def count() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(at(world, "circle_detail"))
        return len(queries)

    count()
    before = count()
    for number in range(10):
        tie = Relation.objects.create(person=world.person, tie=Tie.FRIEND, name=f"Ami {number}")
        member = make_member(world, relation=tie, user=world.cast.neighbour)
        make_path(world, member, until_on=date(2026, 6, 2))
    assert count() == before


# Coming in


def test_one_types_someone(world: World, client: Client) -> None:
    data = {"name": "Mme Ferrand", "kind": "school", "ring": "2", "phone": "06 12 34 56 78"}
    answer = client.post(at(world, "circle_member_add"), data)
    assert answer.status_code == 302
    assert CircleMember.objects.get().phone == "+33612345678"


def test_a_phone_without_a_number_is_refused_and_kept(world: World, client: Client) -> None:
    data = {"name": "Mme Ferrand", "kind": "school", "ring": "2", "phone": "au standard", "email": "x"}
    page = client.post(at(world, "circle_member_add"), data).content.decode()
    assert "Il n’y a pas de numéro ici." in page
    assert "au standard" in page
    assert not CircleMember.objects.exists()


def test_only_own_ties_and_colleagues_are_proposed(world: World, client: Client) -> None:
    tie = Relation.objects.create(person=world.person, tie=Tie.SIBLING, name="Samira", phone="06 12 34 56 79")
    page = said(client, at(world, "circle_member_add"))
    assert f"?lien={tie.pk}" in page
    assert str(world.cast.neighbour.pk) in page
    assert str(world.cast.partner.pk) not in page
    assert "Partner" not in page


def test_a_tie_brings_its_phone_and_its_name(world: World, client: Client) -> None:
    tie = Relation.objects.create(person=world.person, tie=Tie.SIBLING, name="Samira", phone="06 12 34 56 79")
    address = f"{at(world, 'circle_member_add')}?lien={tie.pk}"
    page = said(client, address)
    assert "Samira" in page
    assert "06 12 34 56 79" in page.replace("\u00a0", " ")
    client.post(address, {"kind": "relative", "ring": "1", "phone": "06 12 34 56 79"})
    member = CircleMember.objects.get()
    assert (member.relation, member.name, member.phone) == (tie, "Samira", "+33612345679")


def test_a_colleague_comes_with_their_account(world: World, client: Client) -> None:
    address = f"{at(world, 'circle_member_add')}?collegue={world.cast.neighbour.pk}"
    data = {"name": "Neighbour Essai", "kind": "professional", "ring": "2", "works_for": "CCAS"}
    client.post(address, data)
    assert CircleMember.objects.get().user == world.cast.neighbour
    assert "De votre structure" in said(client, at(world, "circle_detail"))
    assert "déjà dans le cercle" in client.post(address, data).content.decode()


def test_someone_from_elsewhere_is_never_picked(world: World, client: Client) -> None:
    for query in (f"collegue={world.cast.partner.pk}", "collegue=x", f"lien={world.person.pk}"):
        assert client.get(f"{at(world, 'circle_member_add')}?{query}").status_code == 404


def test_the_name_of_someone_discreet_is_not_copied(world: World, client: Client) -> None:
    """The referent holds the key of a restricted person; a colleague around this dossier does not."""
    hidden = Person.objects.create(first_names="Zoé", last_name="Cachée")
    here = Registration.objects.create(person=hidden, organisation=world.ccas, is_restricted=True)
    Keyholder.objects.create(registration=here, user=world.cast.referent)
    tie = Relation.objects.create(person=world.person, tie=Tie.SIBLING, other=hidden)
    client.post(f"{at(world, 'circle_member_add')}?lien={tie.pk}", {"kind": "relative", "ring": "1"})
    assert CircleMember.objects.get().name == "frère ou sœur"
    assert "Zoé" in said(client, at(world, "circle_detail"))
    for address in (at(world, "circle_detail"), reverse("sharing:sharing_detail", args=[world.person.pk])):
        assert "Zoé" not in said(client_of(world.cast.colleague), address)


# Corrected, leaving, coming back


def test_two_versions_are_shown(world: World, client: Client) -> None:
    member = make_member(world)
    form = {"name": "Dr Exemple", "kind": "health", "ring": "2", "role": "pédiatre", "revision": "1"}
    CircleMember.objects.get().save_gesture("role")
    answer = client.post(at(world, "circle_member_edit", member), form)
    assert answer.status_code == 409
    assert "pédiatre" in answer.content.decode()


def test_leaving_can_be_undone_at_once(world: World, client: Client) -> None:
    member = make_member(world)
    form = {"left_on": "2026-09-01", "why": "a changé de poste"}
    page = client.post(at(world, "circle_member_leave", member), form, follow=True).content.decode()
    assert "Dr Exemple n’est plus dans le cercle." in page
    assert "a changé de poste" in page
    client.post(at(world, "circle_member_restore", member))
    member.refresh_from_db()
    assert member.until_on is None


def test_a_day_to_come_is_refused_beside_its_field(world: World, client: Client) -> None:
    answer = client.post(at(world, "circle_member_leave", make_member(world)), {"left_on": "2099-01-01"})
    assert answer.status_code == 200
    assert "pas encore venu" in answer.content.decode()


# What is open, who holds the path


def test_it_says_what_an_agreement_opens(world: World, client: Client) -> None:
    make_member(world, kind=MemberKind.PROFESSIONAL, works_for="ASSOCIATION D'ESSAI")
    assert "Rien ne lui est ouvert" in said(client, at(world, "circle_detail"))
    consent = make_consent(world)
    assert "Un accord est ouvert à Association" in said(client, at(world, "circle_detail"))
    consent.grants.update(closes_on=date(2026, 3, 3))
    assert "Rien ne lui est ouvert" in said(client, at(world, "circle_detail"))


def test_the_path_is_chosen_changed_ended(world: World, client: Client) -> None:
    doctor, school = make_member(world), make_member(world, name="Mme Ferrand")
    form = {"member": str(doctor.pk), "agreed_on": "2026-09-01", "expression": "spoken", "current": ""}
    client.post(at(world, "path_appoint"), form)
    held = PathReferent.objects.get(until_on=None)
    form |= {"member": str(school.pk), "agreed_on": "2026-10-01", "current": str(held.pk)}
    client.post(at(world, "path_appoint"), form)
    page = said(client, at(world, "circle_detail"))
    assert PathReferent.objects.get(until_on=None).member == school
    assert "Avant (1)" in page
    client.post(at(world, "path_end"), {"ended_on": "2026-11-01", "why": "souhait de la personne"})
    assert not PathReferent.objects.filter(until_on=None).exists()
    assert "Avant (2)" in said(client, at(world, "circle_detail"))


def test_of_two_choices_the_second_learns_of_the_first(world: World, client: Client) -> None:
    doctor, school = make_member(world), make_member(world, name="Mme Ferrand")
    form = {"agreed_on": "2026-09-01", "expression": "signed", "current": ""}
    client.post(at(world, "path_appoint"), form | {"member": str(doctor.pk)})
    answer = client.post(at(world, "path_appoint"), form | {"member": str(school.pk)})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Dr Exemple tient le parcours" in page
    held = PathReferent.objects.get()
    assert f'value="{held.pk}"' in page, "confirming now is about what was just learnt"


def test_ending_what_is_over_says_so(world: World, client: Client) -> None:
    assert client.get(at(world, "path_end")).status_code == 404
    assert client.post(at(world, "path_end")).status_code == 302


def test_the_card_names_a_few(world: World, client: Client) -> None:
    make_path(world)
    for number in range(8):
        make_member(world, name=f"Personne {number}")
    page = said(client, reverse("sharing:sharing_detail", args=[world.person.pk]))
    assert "et 3\u00a0autres personnes" in page.replace("\u202f", "\u00a0") or "3 autres personnes" in page
    assert "tient le parcours, avec son accord" in page
