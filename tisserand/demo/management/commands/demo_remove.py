"""`demo_remove`: the territory and everything in it, gone; the trail of what was done stays, as for anybody."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand
from django.db import transaction

from tisserand.demo.removal import remove_demonstration


class Command(BaseCommand):
    help = "Retire tout ce qui est marqué comme démonstration."

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            counts = remove_demonstration()
        self.stdout.write(
            f"Démonstration retirée : {counts['people']} personnes, {counts['dossiers']} dossiers, "
            f"{counts['users']} comptes, {counts['organisations']} structures."
        )
