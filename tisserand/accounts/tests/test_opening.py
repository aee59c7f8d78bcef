"""Opening an organisation from the command line: the only way in before anybody administers."""

from __future__ import annotations

import json
import re
from io import StringIO
from smtplib import SMTPException
from typing import Any
from unittest.mock import patch

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.test import Client

from tests.cast import World
from tisserand.accounts.choices import Role
from tisserand.accounts.models import INSTALLERS, Invitation, Organisation, OutboxMessage, User
from tisserand.accounts.services.organisations import open_organisation, slug_of
from tisserand.audit.models import AccessEvent
from tisserand.common.clock import now

EMAIL = "Ines.Premiere@Exemple.test"
ME = {"first_name": "Inès", "last_name": "Première", "job_title": "", "password": "Tournesol-42x"}
NO_SERVER = "tisserand.accounts.mail.OutboxBackend"
pytestmark = pytest.mark.django_db


def create(name: str = "CCAS d’Œuilly", **options: Any) -> str:
    out = StringIO()
    call_command("organisation_create", name, **({"administrator": EMAIL} | options), stdout=out)
    return out.getvalue()


def path_in(words: str) -> str:
    found = re.search(r"https?://[^/]+(/invitation/\S+)", words)
    assert found
    return found[1]


def test_the_link_leads_the_first_administrator_in() -> None:
    words = create()
    assert "identifiant : ccas-d-oeuilly" in words
    assert "partie à ines.premiere@exemple.test" in words
    assert path_in(str(mail.outbox[0].body)) == path_in(words)
    client = Client()
    assert INSTALLERS in client.get(path_in(words)).content.decode()
    assert client.post(path_in(words), ME).url == "/"
    membership = User.objects.get(email=EMAIL.lower()).memberships.get()
    assert (membership.organisation.name, membership.role) == ("CCAS d’Œuilly", Role.ADMINISTRATOR)


def test_someone_who_has_an_account_joins_with_it(world: World) -> None:
    path = path_in(create(administrator=world.cast.partner.email))
    client = Client()
    client.force_login(world.cast.partner)
    assert INSTALLERS in client.get(path).content.decode()
    client.post(path)
    assert world.cast.partner.memberships.filter(role=Role.ADMINISTRATOR).exists()


def test_the_trail_names_those_who_install() -> None:
    create()
    organisation = Organisation.objects.get()
    lines = AccessEvent.objects.filter(organisation_id=organisation.pk).order_by("position")
    assert [(line.part, line.actor_name, line.actor_id) for line in lines] == [
        ("accounts.organisation_opened", INSTALLERS, None),
        ("accounts.invitation_sent", INSTALLERS, None),
    ]


def test_without_a_mail_server_the_link_is_to_be_handed_over(settings: Any) -> None:
    settings.EMAIL_BACKEND = NO_SERVER
    words = create()
    assert "transmettez le lien vous-même" in words
    assert Client().get(path_in(words)).status_code == 200
    assert not OutboxMessage.objects.exists(), "a key that works is kept nowhere"


def test_a_mail_server_that_fails_breaks_nothing() -> None:
    with patch("tisserand.accounts.mail.send_mail", side_effect=SMTPException):
        words = create()
    assert "n’a pas pu partir" in words
    assert Client().get(path_in(words)).status_code == 200


@pytest.mark.parametrize(
    ("hosts", "https", "base"),
    [
        (["localhost", "127.0.0.1", "[::1]"], False, "http://localhost:8000/invitation/"),
        (["localhost", "social.exemple.fr"], False, "http://social.exemple.fr:8000/invitation/"),
        ([".exemple.fr"], True, "https://exemple.fr/invitation/"),
        (["*"], False, "http://localhost:8000/invitation/"),
    ],
)
def test_the_address_is_the_one_others_visit(settings: Any, hosts: list[str], https: bool, base: str) -> None:
    settings.ALLOWED_HOSTS, settings.HTTPS, settings.PORT = hosts, https, 8000
    report = json.loads(create(json=True))
    assert report.pop("link").startswith(base)
    assert report.pop("expires_at")
    assert report == {
        "organisation": "CCAS d’Œuilly",
        "slug": "ccas-d-oeuilly",
        "administrator": "ines.premiere@exemple.test",
        "mail": "sent",
    }


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"slug": "ccas-essai"}, "« ccas-essai » est déjà"),
        ({"name": "CCAS Essai"}, "« ccas-essai » est déjà"),
        ({"slug": "Ça ne va pas"}, "L’identifiant ne convient pas"),
        ({"name": "   "}, "Le nom ne convient pas"),
        ({"name": "x" * 161}, "Le nom ne convient pas"),
        ({"administrator": "ines"}, "L’adresse de --administrator ne convient pas"),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence(world: World, said: dict[str, str], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence) as refusal:
        create(**said)
    assert "\n" not in str(refusal.value)
    assert Organisation.objects.count() == 2
    assert not Invitation.objects.exists()
    assert not mail.outbox


def test_no_account_opens_an_organisation(world: World) -> None:
    with pytest.raises(PermissionDenied):
        open_organisation(
            actor=world.cast.actor("administrator"),
            name="Autre",
            slug="",
            administrator=EMAIL,
            address_of=str,
            now=now(),
        )


def test_an_identifier_reads_like_the_name() -> None:
    assert slug_of("L'Étape – Maison des familles") == "l-etape-maison-des-familles"
    assert not slug_of("x" * 59 + " y").endswith("-")
