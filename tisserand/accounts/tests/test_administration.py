"""Administering members, roles and teams: dated, undone without loss, never without an administrator."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cast import SINCE, World, client_of, join, make_user
from tests.reading import only_reading
from tests.searching import searched
from tisserand.accounts import idle
from tisserand.accounts.choices import Role
from tisserand.accounts.models import Invitation, Membership, Organisation, Team, User
from tisserand.accounts.services import memberships as services
from tisserand.accounts.services import teams as team_services
from tisserand.accounts.services.invitations import NotPending, accept_invitation
from tisserand.audit.models import AccessEvent
from tisserand.common.clock import now, today


def members_page(world: World, query: str = "", who: str = "administrator") -> Any:
    return client_of(getattr(world.cast, who)).get(reverse("accounts:member_list") + query)


def names(page: Any) -> list[str]:
    return [user.first_name for user in page.context["page"]]


def test_the_list_shows_this_organisation_only(world: World) -> None:
    shown = names(members_page(world))
    assert "Partner" not in shown
    assert "Former" not in shown
    assert "Former" in names(members_page(world, "?etat=fermes"))


def test_members_are_found_by_name_address_and_role(world: World) -> None:
    world.cast.referent.last_name = "Étienne-Lefèvre"
    world.cast.referent.save()
    client, page = client_of(world.cast.administrator), reverse("accounts:member_list")

    def found(text: str) -> list[str]:
        return names(client.get(searched(client, page, q=text)))

    assert found("etienne") == ["Referent"]
    assert found("colleague@") == ["Colleague"]
    assert names(members_page(world, "?role=reception")) == ["Reception"]
    assert names(members_page(world, "?tri=-nom"))[0] == "Referent"


def test_looking_writes_nothing_and_costs_the_same_for_ten_more(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(idle, "SPARING", 3600)  # the session's age is written now and then, not by a page
    client = client_of(world.cast.administrator)
    addresses = [
        reverse(f"accounts:{name}") for name in ("member_list", "team_list", "invitation_list", "trail")
    ]

    def cost(address: str) -> int:
        with CaptureQueriesContext(connection) as queries, only_reading():
            assert client.get(address).status_code == 200
        return len(queries)

    def grow(numbers: range) -> None:
        for number in numbers:
            team = Team.objects.create(organisation=world.ccas, name=f"Équipe {number}")
            join(make_user(f"member{number}"), world.ccas, Role.WORKER, team)
            said = {"email": f"x{number}@exemple.test", "role": "reception"}
            client.post(reverse("accounts:invitation_send"), said)

    grow(range(1))
    first = [cost(address) for address in addresses]
    grow(range(1, 11))
    assert [cost(address) for address in addresses] == first
    assert max(first) <= 20


def test_a_role_is_given_from_a_day_on_and_ends_on_another(world: World) -> None:
    client = client_of(world.cast.administrator)
    address = reverse("accounts:membership_give", args=[world.cast.reception.pk])
    said = {"role": "worker", "team": "", "since_on": "2026-11-01"}
    assert "Choisissez l’équipe" in client.post(address, said).content.decode()
    assert client.post(address, said | {"team": str(world.south.pk)}).status_code == 302
    assert "déjà ce rôle" in client.post(address, said | {"team": str(world.south.pk)}).content.decode()

    given = world.cast.reception.memberships.get(role=Role.WORKER)
    end = reverse("accounts:membership_end", args=[given.pk])
    assert "a commencé après" in client.post(end, {"until_on": "2026-10-01"}).content.decode()
    client.post(end, {"until_on": "2026-11-20"})
    given.refresh_from_db()
    assert given.until_on == date(2026, 11, 20)
    client.post(reverse("accounts:membership_restore", args=[given.pk]))
    given.refresh_from_db()
    assert given.until_on is None
    parts = (
        AccessEvent.objects.filter(object_id=world.cast.reception.pk)
        .order_by("at")
        .values_list("part", flat=True)
    )
    assert list(parts) == ["accounts.role_given", "accounts.role_ended", "accounts.role_restored"]


def test_a_team_of_another_organisation_is_not_offered(world: World) -> None:
    street = Team.objects.get(name="Rue")
    actor = world.cast.actor("administrator")
    with pytest.raises(Http404):
        services.give_role(
            actor=actor, member=world.cast.referent, role=Role.WORKER, team=street, since_on=SINCE, now=now()
        )


def test_closing_works_at_once_and_opens_again_as_it_was(world: World) -> None:
    administrator, referent = client_of(world.cast.administrator), client_of(world.cast.referent)
    join(world.cast.referent, world.ccas, Role.RECEPTION)
    Membership.objects.filter(role=Role.RECEPTION, user=world.cast.referent).update(since_on=today())
    assert referent.get(reverse("accounts:job_list")).wsgi_request.actor.is_member
    administrator.post(reverse("accounts:member_close", args=[world.cast.referent.pk]))
    assert not referent.get(reverse("accounts:job_list")).wsgi_request.actor.is_member
    administrator.post(reverse("accounts:member_reopen", args=[world.cast.referent.pk]))
    actor = referent.get(reverse("accounts:job_list")).wsgi_request.actor
    assert actor.has_role(Role.WORKER)
    assert actor.has_role(Role.RECEPTION)


@pytest.mark.parametrize("act", ["end", "close"])
def test_the_last_administrator_stays(world: World, act: str) -> None:
    client = client_of(world.cast.administrator)
    membership = world.cast.administrator.memberships.get()

    def leave() -> str:
        if act == "close":
            address = reverse("accounts:member_close", args=[world.cast.administrator.pk])
            return client.post(address, follow=True).content.decode()
        address = reverse("accounts:membership_end", args=[membership.pk])
        return client.post(address, {"until_on": today().isoformat()}, follow=True).content.decode()

    assert "dernière personne qui administre" in leave()
    membership.refresh_from_db()
    assert membership.until_on is None
    join(world.cast.head, world.ccas, Role.ADMINISTRATOR)
    leave()
    membership.refresh_from_db()
    assert membership.until_on is not None


def test_an_administrator_who_will_leave_does_not_count(world: World) -> None:
    join(world.cast.head, world.ccas, Role.ADMINISTRATOR, until=today() + timedelta(days=3))
    with pytest.raises(services.LastAdministrator):
        services.close_member(
            actor=world.cast.actor("administrator"), member=world.cast.administrator, now=now()
        )


def test_a_lost_second_factor_is_forgotten_and_its_owner_told(world: World) -> None:
    client = client_of(world.cast.administrator)
    client.post(reverse("accounts:second_factor_reset", args=[world.cast.referent.pk]))
    assert mail.outbox[0].to == [world.cast.referent.email]
    referent = client_of(world.cast.referent)
    assert referent.get(reverse("accounts:job_list")).url == reverse("mfa_activate_totp")
    own = reverse("accounts:second_factor_reset", args=[world.cast.administrator.pk])
    assert client.post(own).status_code == 403


def test_teams_are_formed_renamed_closed_when_empty_and_opened_again(world: World) -> None:
    client = client_of(world.cast.administrator)
    create = reverse("accounts:team_create")
    assert "porte déjà ce nom" in client.post(create, {"name": "  nord "}).content.decode()
    client.post(create, {"name": "Ouest"})
    west = Team.objects.get(name="Ouest")
    client.post(reverse("accounts:team_rename", args=[west.pk]), {"name": "Grand Ouest"})
    client.post(reverse("accounts:team_close", args=[west.pk]))
    west.refresh_from_db()
    assert (west.name, west.closed_on) == ("Grand Ouest", today())
    client.post(reverse("accounts:team_reopen", args=[west.pk]))
    west.refresh_from_db()
    assert west.closed_on is None
    busy = client.post(reverse("accounts:team_close", args=[world.north.pk]), follow=True)
    assert "Des collègues travaillent encore" in busy.content.decode()


def test_heads_of_service_look_and_do_not_touch(world: World) -> None:
    page = client_of(world.cast.head).get(reverse("accounts:member_detail", args=[world.cast.referent.pk]))
    assert "Mettre fin" not in page.content.decode()
    with pytest.raises(PermissionDenied):
        team_services.close_team(actor=world.cast.actor("head"), team=world.south, now=now())


def test_two_administrators_amending_the_organisation_both_keep_their_words(world: World) -> None:
    first, second = client_of(world.cast.administrator), client_of(world.cast.administrator)
    address = reverse("accounts:organisation_edit")
    said = {
        "name": "CCAS de Valmont",
        "siret": "",
        "phone": "",
        "address": "",
        "revision": world.ccas.revision,
    }
    assert "14 chiffres" in first.post(address, said | {"siret": "12"}).content.decode()
    assert first.post(address, said).status_code == 302
    conflict = second.post(address, said | {"name": "CCAS de Valmont-les-Bains"})
    assert conflict.status_code == 409
    assert "Valmont-les-Bains" in conflict.content.decode()
    assert Organisation.objects.get(pk=world.ccas.pk).name == "CCAS de Valmont"


def test_the_trail_names_what_was_done_to_whom_and_nobody_accompanied(world: World) -> None:
    client = client_of(world.cast.administrator)
    client.post(reverse("accounts:member_close", args=[world.cast.referent.pk]))
    words = client.get(reverse("accounts:trail")).content.decode()
    assert "Accès fermé" in words
    assert "Referent Essai" in words
    assert world.person.last_name + " Nadia" not in words


def test_no_account_of_elsewhere_can_be_opened(world: World) -> None:
    address = reverse("accounts:member_detail", args=[world.cast.partner.pk])
    assert client_of(world.cast.administrator).get(address).status_code == 404
    assert User.objects.filter(pk=world.cast.partner.pk).exists()


def test_the_second_factor_of_someone_who_left_is_no_longer_ours_to_forget(world: World) -> None:
    join(world.cast.former, world.association, Role.WORKER, Team.objects.get(name="Rue"))
    client = client_of(world.cast.administrator)
    reset = reverse("accounts:second_factor_reset", args=[world.cast.former.pk])
    assert client.post(reset).status_code == 403
    assert Authenticator.objects.filter(user=world.cast.former).exists()
    page = client.get(reverse("accounts:member_detail", args=[world.cast.former.pk]))
    assert reset not in page.content.decode()
    assert not mail.outbox


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_nobody_gives_themself_a_role_that_tells_of_people(world: World, role: Role) -> None:
    administrator = world.cast.administrator
    address = reverse("accounts:membership_give", args=[administrator.pk])
    said = {"role": role.value, "team": str(world.north.pk), "since_on": "2026-11-01"}
    page = client_of(administrator).post(address, said)
    assert "seule une autre personne qui administre" in page.content.decode()
    assert [m.role for m in administrator.memberships.all()] == [Role.ADMINISTRATOR]
    join(world.cast.head, world.ccas, Role.ADMINISTRATOR)
    assert client_of(world.cast.head).post(address, said).status_code == 302
    assert administrator.memberships.filter(role=role).exists()


def test_nobody_takes_up_again_alone_a_role_that_has_lapsed(world: World) -> None:
    administrator = world.cast.administrator
    join(administrator, world.ccas, Role.WORKER, world.north, until=today())
    lapsed = administrator.memberships.get(role=Role.WORKER)
    client = client_of(administrator)

    def take_up() -> date | None:
        client.post(reverse("accounts:membership_restore", args=[lapsed.pk]))
        lapsed.refresh_from_db()
        return lapsed.until_on

    yesterday = today() - timedelta(days=1)
    assert take_up() is None, "a slip of today is still mended by oneself"
    Membership.objects.filter(pk=lapsed.pk).update(until_on=yesterday)
    assert take_up() == yesterday
    page = client.post(reverse("accounts:member_reopen", args=[administrator.pk]), follow=True)
    assert "seule une autre personne qui administre" in page.content.decode()
    lapsed.refresh_from_db()
    assert lapsed.until_on == yesterday


def test_nobody_invites_themself_by_another_address(world: World) -> None:
    administrator = world.cast.administrator
    invitation = Invitation.objects.create(
        organisation=world.ccas,
        team=world.north,
        role=Role.WORKER,
        email="autre@exemple.test",
        invited_by=administrator,
        key_digest="x",
        expires_at=now() + timedelta(days=1),
    )
    administrator.email = invitation.email
    administrator.save()
    with pytest.raises(NotPending):
        accept_invitation(invitation=invitation, user=administrator, now=now())
