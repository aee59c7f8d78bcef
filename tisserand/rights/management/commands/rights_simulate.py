"""`tisserand rights simulate FILE`: what a household may claim, for whoever reads it or for another program."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tisserand.common.clock import today
from tisserand.rights.engine.door import open_engine
from tisserand.rights.engine.household import Household
from tisserand.rights.engine.months import month_of
from tisserand.rights.engine.reading import UnreadableHousehold, read_household, read_month
from tisserand.rights.trouble import EngineUnavailable

WRONG, UNAVAILABLE = 2, 3  # exit codes: the file is to be mended; the engine is not there


class Command(BaseCommand):
    help = "Calcule les droits d’un ménage décrit dans un fichier JSON (voir docs/rights.md)."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="le ménage, en JSON ; - lit l’entrée standard")
        parser.add_argument(
            "--month", help="le mois des droits, 2026-11 (sinon celui du fichier, ou ce mois-ci)"
        )
        parser.add_argument(
            "--json", action="store_true", help="le résultat en JSON, toutes les règles comprises"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        told = self.told(options["file"])
        try:
            month, household = self.read(told, options["month"])
        except UnreadableHousehold as error:
            lines = [f"{field}\u00a0: {sentence}" for field, sentence in error.problems]
            raise CommandError("\n".join(lines), returncode=WRONG) from error
        try:
            engine = open_engine()
        except EngineUnavailable as error:
            raise CommandError(str(error), returncode=UNAVAILABLE) from error
        result, explanations = engine.explain(household, month)
        if options["json"]:
            values = engine.result_as_values(result, explanations)
            self.stdout.write(json.dumps(values, ensure_ascii=False, indent=1))
        else:
            self.stdout.write("\n".join(engine.result_as_text(result, explanations)))

    def told(self, path: Path) -> Any:
        try:
            text = sys.stdin.read() if str(path) == "-" else path.read_text(encoding="utf-8")
            return json.loads(text, parse_float=Decimal)
        except OSError as error:
            raise CommandError(f"{path} ne se lit pas\u00a0: {error.strerror}.") from error
        except ValueError as error:
            raise CommandError(f"{path} n’est pas du JSON\u00a0: {error}", returncode=WRONG) from error

    def read(self, told: Any, asked: str | None) -> tuple[int, Household]:
        written = told.get("month") if isinstance(told, dict) else None
        if asked is not None:
            month = read_month(asked, "--month")
        else:
            month = month_of(today()) if written is None else read_month(written)
        return month, read_household(told, month=month)
