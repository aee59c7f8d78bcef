"""`tisserand directory export FOLDER`: what the directory holds, for others to use."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from tisserand.accounts.actors import system_actor
from tisserand.directory.exchange.writing import FORMATS
from tisserand.directory.services.exporting import export_directory
from tisserand.ui.templatetags.words import plural


class Command(BaseCommand):
    help = "Écrit l’annuaire selon le schéma data·inclusion v1, sans le nom des contacts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="le dossier où écrire structures et services")
        parser.add_argument("--format", choices=FORMATS, default="json")
        parser.add_argument(
            "--as-received", action="store_true", help="ce qu’ont dit les producteurs, sans nos corrections"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder, form = options["folder"], options["format"]
        folder.mkdir(parents=True, exist_ok=True)
        for what, words in (("structures", "structure,structures"), ("services", "service,services")):
            path = folder / f"{what}.{form}"
            count = export_directory(
                actor=system_actor("Export de l’annuaire"),
                what=what,
                form=form,
                path=path,
                as_received=options["as_received"],
            )
            self.stdout.write(f"{path} : {plural(count, words)}")
