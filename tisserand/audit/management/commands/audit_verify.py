"""`manage.py audit_verify`: prove that nobody touched the trail, or list where the chain is broken."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tisserand.audit.models import AccessEvent
from tisserand.audit.queries import broken_links

WORDS = {
    "gap": "une ligne manque avant celle-ci",
    "altered": "cette ligne, ou celle d’avant, a été modifiée",
    "cut": "la fin de la chaîne a été coupée",
    "no head": "cette chaîne n’a pas de tête",
}


class Command(BaseCommand):
    help = "Vérifie la chaîne de la trace ; code de retour 1 si elle est rompue."

    def handle(self, *args: Any, **options: Any) -> None:
        """List the broken links."""
        broken = list(broken_links())
        for link in broken:
            self.stdout.write(f"chaîne {link.stream}, ligne {link.position} : {WORDS[link.what]}")
        if broken:
            raise CommandError(f"La trace a été touchée : {len(broken)} rupture(s).")
        self.stdout.write(f"La trace est intacte : {AccessEvent.objects.count()} lignes vérifiées.")
