"""Two people administer the same thing at once: both versions are shown, and the other's name."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import World, client_of, give_second_factor, join, make_user
from tisserand.accounts.choices import Role
from tisserand.accounts.models import Membership, Team, User
from tisserand.common.clock import today
from tisserand.people.models import Keyholder, Registration
from tisserand.support.models import Review


def page_of(client: Client, address: str) -> dict[str, str]:
    """What a browser holds after opening the form of a page."""
    form = client.get(address).context["form"]
    values = {bound.html_name: bound.field.prepare_value(bound.initial) for bound in form}
    return {name: "" if value is None else value for name, value in values.items()}


@pytest.fixture
def other(world: World) -> User:
    """Someone else who administers the CCAS."""
    user = make_user("autre")
    give_second_factor(user)
    join(user, world.ccas, Role.ADMINISTRATOR)
    return user


def test_a_team_named_twice(world: World, other: User) -> None:
    address = reverse("accounts:team_rename", args=[world.north.pk])
    mine = page_of(client_of(world.cast.administrator), address) | {"name": "Nord et gare"}
    theirs = page_of(client_of(other), address) | {"name": "Nord et port"}
    assert client_of(other).post(address, theirs).status_code == 302
    answer = client_of(world.cast.administrator).post(address, mine)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "gare" in text
    assert "port" in text
    assert "Autre Essai" in text
    assert Team.objects.get(pk=world.north.pk).name == "Nord et port"


def test_the_end_of_a_role_does_not_open_again_an_access_closed_meanwhile(world: World, other: User) -> None:
    role = Membership.objects.get(user=world.cast.colleague)
    end = reverse("accounts:membership_end", args=[role.pk])
    mine = page_of(client_of(world.cast.administrator), end)
    mine["until_on"] = (today() + timedelta(days=30)).isoformat()
    client_of(other).post(reverse("accounts:member_close", args=[role.user_id]))
    answer = client_of(world.cast.administrator).post(end, mine)
    assert answer.status_code == 409
    assert "Autre Essai" in answer.content.decode()
    role.refresh_from_db()
    assert role.until_on == today() - timedelta(days=1)


def test_one_s_own_page_open_twice(world: World) -> None:
    client, address = client_of(world.cast.referent), reverse("accounts:profile")
    first = page_of(client, address) | {"job_title": "assistante sociale"}
    second = page_of(client, address) | {"job_title": "éducatrice"}
    assert client.post(address, first).status_code == 302
    answer = client.post(address, second)
    assert answer.status_code == 409
    assert "dans une autre fenêtre" in answer.content.decode()
    assert User.objects.get(pk=world.cast.referent.pk).job_title == "assistante sociale"


def test_two_reasons_to_restrict(world: World) -> None:
    address = reverse("people:person_restriction", args=[world.person.pk])
    Keyholder.objects.create(
        registration=Registration.objects.get(person=world.person), user=world.cast.referent
    )
    head, referent = client_of(world.cast.head), client_of(world.cast.referent)
    mine = page_of(head, address) | {"reason": "À la demande de la personne"}
    theirs = page_of(referent, address) | {"reason": "Elle travaille à la mairie"}
    assert referent.post(address, theirs).status_code == 302
    answer = head.post(address, mine)
    assert answer.status_code == 409
    assert "Referent Essai" in answer.content.decode()
    registration = Registration.objects.get(person=world.person, organisation=world.ccas)
    assert registration.restriction_reason == "Elle travaille à la mairie"


def test_two_people_pass_the_same_thread(world: World) -> None:
    address = reverse("support:referent_change", args=[world.dossier.pk])
    head, coordinator = client_of(world.cast.head), client_of(world.cast.coordinator)
    mine = page_of(head, address) | {"referent": world.cast.neighbour.pk, "reason": "Près de chez elle"}
    theirs = page_of(coordinator, address) | {"referent": world.cast.colleague.pk}
    assert coordinator.post(address, theirs).status_code == 302
    answer = head.post(address, mine)
    page = answer.content.decode()
    assert "a passé le fil à Colleague Essai" in page.replace("\u00a0", " ")
    assert "Près de chez elle" in page
    assert world.dossier.referents.get(until_on=None).user == world.cast.colleague
    again = mine | {"held_by": answer.context["form"]["held_by"].value()}
    assert head.post(address, again).status_code == 302
    assert world.dossier.referents.get(until_on=None).user == world.cast.neighbour


def test_two_people_hand_the_same_dossier_to_a_team(world: World) -> None:
    address = reverse("support:dossier_hand", args=[world.dossier.pk])
    third = Team.objects.create(organisation=world.ccas, name="Est")
    head, again = client_of(world.cast.head), client_of(world.cast.head)
    mine = page_of(head, address) | {"team": third.pk, "reason": "Elle déménage"}
    theirs = page_of(again, address) | {"team": world.south.pk, "reason": "Plus près"}
    assert again.post(address, theirs).status_code == 302
    answer = head.post(address, mine)
    page = answer.content.decode()
    assert f"a confié ce dossier à l’équipe {world.south.name}" in page.replace("\u00a0", " ")
    assert "Elle déménage" in page
    world.dossier.refresh_from_db()
    assert world.dossier.team == world.south
    once_more = mine | {"held_by": answer.context["form"]["held_by"].value()}
    assert head.post(address, once_more).status_code == 302
    world.dossier.refresh_from_db()
    assert world.dossier.team == third


@pytest.mark.parametrize("is_waiting", [False, True])
def test_two_dates_for_the_next_review(world: World, is_waiting: bool) -> None:
    address = reverse("support:review_plan", args=[world.dossier.pk])
    colleague, referent = client_of(world.cast.colleague), client_of(world.cast.referent)
    days = [(today() + timedelta(days=ahead)).isoformat() for ahead in (30, 40, 50)]
    if is_waiting:
        assert referent.post(address, page_of(referent, address) | {"planned_on": days[0]}).status_code == 302
    mine = page_of(colleague, address) | {"planned_on": days[1]}
    theirs = page_of(referent, address) | {"planned_on": days[2]}
    assert referent.post(address, theirs).status_code == 302
    answer = colleague.post(address, mine)
    assert answer.status_code == 409
    assert "Referent Essai" in answer.content.decode()
    review = Review.objects.get(plan__dossier=world.dossier)
    assert review.planned_on.isoformat() == days[2]
    once_more = mine | {"revision": review.revision}
    assert colleague.post(address, once_more).status_code == 302
    review.refresh_from_db()
    assert review.planned_on.isoformat() == days[1]
