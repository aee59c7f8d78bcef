"""`tisserand directory import FILE`: bring a file of structures and services in."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tisserand.accounts.actors import system_actor
from tisserand.common.clock import now
from tisserand.directory.choices import LineOutcome
from tisserand.directory.exchange.adapters import given_by
from tisserand.directory.exchange.reading import UnreadableFile
from tisserand.directory.models import Loading
from tisserand.directory.services.loading import AlreadyLoading, load_directory
from tisserand.ui.templatetags.words import plural

SAID = 20  # refused rows told on the screen; the file has them all


class Command(BaseCommand):
    help = "Met l’annuaire à jour depuis un fichier (data·inclusion v1, France services, conseillers numériques)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="le fichier : .json, .csv ou .parquet")
        parser.add_argument(
            "--partial",
            action="store_true",
            help="ce fichier ne dit pas tout : ce qu’il ne nomme pas n’a pas disparu",
        )
        parser.add_argument(
            "--refused", type=Path, metavar="JSON", help="où écrire les lignes refusées et remarquées"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        path: Path = options["file"]
        if not path.is_file():
            raise CommandError(f"{path} n’existe pas.")
        try:
            given = given_by(path)
        except UnreadableFile as error:
            raise CommandError(str(error)) from error
        try:
            loading = load_directory(
                actor=system_actor("Mise à jour de l’annuaire"),
                given=given,
                file_name=path.name,
                now=now(),
                is_whole=not options["partial"],
                progress=lambda done: self.progress(done, len(given)),
            )
        except AlreadyLoading as error:
            raise CommandError(str(error)) from error
        self.tell(loading)
        if options["refused"]:
            self.write_lines(loading, options["refused"])

    def progress(self, done: int, count: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{done} / {count}", ending="")

    def tell(self, loading: Loading) -> None:
        self.stdout.write(
            f"{plural(loading.kept, 'fiche,fiches')} : {plural(loading.new, 'nouvelle,nouvelles')}, "
            f"{plural(loading.changed, 'changée,changées')}, {plural(loading.same, 'inchangée,inchangées')}. "
            f"{plural(loading.refused, 'ligne refusée,lignes refusées')}, "
            f"{plural(loading.remarked, 'gardée avec une remarque,gardées avec une remarque')}, "
            f"{plural(loading.gone, 'fiche disparue,fiches disparues')}."
        )
        refused = loading.lines.filter(outcome=LineOutcome.REFUSED)
        for line in refused[:SAID]:
            self.stdout.write(
                f"  ligne {line.number} ({line.key or 'sans identifiant'}) : {' ; '.join(line.reasons)}"
            )
        if loading.refused > SAID:
            self.stdout.write(f"  et {loading.refused - SAID} autres : --refused FICHIER les écrit toutes.")

    def write_lines(self, loading: Loading, path: Path) -> None:
        lines = [
            {"ligne": line.number, "nature": line.kind, "sort": line.get_outcome_display()}
            | {"raisons": line.reasons, "telle_que_recue": line.record}
            for line in loading.lines.filter(outcome__in=[LineOutcome.REFUSED, LineOutcome.REMARKED])
        ]
        path.write_text(json.dumps(lines, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
