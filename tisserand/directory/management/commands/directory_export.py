"""`tisserand directory export FOLDER`: what the directory holds, for others to use."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from tisserand.directory.exchange.fields import SERVICE_FIELDS, STRUCTURE_FIELDS
from tisserand.directory.exchange.writing import without_names, write_csv, write_json, write_parquet
from tisserand.directory.queries import service_records, structure_records
from tisserand.ui.templatetags.words import plural


class Command(BaseCommand):
    help = "Écrit l’annuaire selon le schéma data·inclusion v1, sans le nom des contacts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, help="le dossier où écrire structures et services")
        parser.add_argument("--format", choices=("json", "csv", "parquet"), default="json")

    def handle(self, *args: Any, **options: Any) -> None:
        folder, form = options["folder"], options["format"]
        folder.mkdir(parents=True, exist_ok=True)
        for name, records, fields, words in (
            ("structures", structure_records(), STRUCTURE_FIELDS, "structure,structures"),
            ("services", service_records(), SERVICE_FIELDS, "service,services"),
        ):
            path = folder / f"{name}.{form}"
            rows = list(without_names(records))
            if form == "json":
                write_json(rows, path)
            else:
                (write_csv if form == "csv" else write_parquet)(rows, fields, path)
            self.stdout.write(f"{path} : {plural(len(rows), words)}")
