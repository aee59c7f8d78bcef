"""`tisserand organisation create NAME --administrator EMAIL`: the first door of an organisation.

Everybody else enters on the invitation of somebody who administers; somebody has to be the first.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse

from tisserand.accounts.actors import system_actor
from tisserand.accounts.authorship import written_by
from tisserand.accounts.mail import MailNotSent, leaves_the_house
from tisserand.accounts.models import INSTALLERS
from tisserand.accounts.services.invitations import mail_invitation
from tisserand.accounts.services.organisations import Opened, SlugTaken, open_organisation, slug_of
from tisserand.common.clock import now

HERE = ("localhost", "127.0.0.1", "[::1]", "*")
WORDS = {
    "sent": "L’invitation est partie à {email}.",
    "failed": "Le message n’a pas pu partir à {email} : transmettez le lien vous-même.",
    "no_server": "Aucun serveur de courrier n’est réglé : transmettez le lien vous-même à {email}.",
}


class Command(BaseCommand):
    help = "Ouvre une structure et invite la personne qui l’administrera."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", metavar="NOM", help="le nom de la structure")
        parser.add_argument(
            "--administrator", required=True, metavar="COURRIEL", help="la personne qui l’administrera"
        )
        parser.add_argument(
            "--slug", default="", help="son identifiant dans les commandes (sinon, tiré du nom)"
        )
        parser.add_argument("--json", action="store_true", help="rendre le résultat en JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        opened = _open(options["name"], options["slug"], options["administrator"])
        mail = _mail(opened)
        if options["json"]:
            self.stdout.write(json.dumps(_report(opened, mail), ensure_ascii=False, indent=2))
            return
        self.stdout.write(f"{opened.organisation} est ouverte (identifiant : {opened.organisation.slug}).")
        self.stdout.write(WORDS[mail].format(email=opened.invitation.email))
        self.stdout.write(f"Le lien sert une seule fois, pendant sept jours :\n  {opened.address}")


def _open(name: str, slug: str, administrator: str) -> Opened:
    actor = system_actor(INSTALLERS)
    try:
        with written_by(actor):
            return open_organisation(
                actor=actor,
                name=name,
                slug=slug,
                administrator=administrator,
                address_of=_address,
                now=now(),
            )
    except SlugTaken:
        taken = slug or slug_of(name)
        raise CommandError(
            f"L’identifiant « {taken} » est déjà celui d’une structure : choisissez-en un autre avec --slug."
        ) from None
    except ValidationError as error:
        raise CommandError(_sentence(error)) from None


def _sentence(error: ValidationError) -> str:
    """The first thing that does not fit, named as on the command line."""
    field, messages = next(iter(error.message_dict.items()))
    said = {"email": "L’adresse de --administrator", "slug": "L’identifiant", "name": "Le nom"}
    return f"{said.get(field, field)} ne convient pas : {messages[0]}"


def _mail(opened: Opened) -> str:
    """Send the link if there is a server to send it; the organisation is open either way."""
    if not leaves_the_house():
        return "no_server"
    try:
        mail_invitation(opened.invitation, INSTALLERS, opened.address)
    except MailNotSent:
        return "failed"
    return "sent"


def _report(opened: Opened, mail: str) -> dict[str, str]:
    return {
        "organisation": opened.organisation.name,
        "slug": opened.organisation.slug,
        "administrator": opened.invitation.email,
        "mail": mail,
        "link": opened.address,
        "expires_at": opened.invitation.expires_at.isoformat(),
    }


def _address(key: str) -> str:
    """There is no request to build it from: the first name under which others visit, or else this machine's."""
    names = [name.lstrip(".") for name in settings.ALLOWED_HOSTS]
    host = next((name for name in names if name not in HERE), "localhost")
    # With HTTPS, a server stands in front, at the usual port.
    base = f"https://{host}" if settings.HTTPS else f"http://{host}:{settings.PORT}"
    return base + reverse("accounts:invitation_accept", args=[key])
