"""`tisserand caseload import FILE`: the same import as on screen, for administrators and migrations."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from tisserand.accounts.actors import Actor
from tisserand.accounts.authorship import written_by
from tisserand.accounts.choices import Role
from tisserand.accounts.models import Membership, Organisation, Team, User
from tisserand.accounts.queries import actors_of
from tisserand.common.clock import now, today
from tisserand.support.caseload.columns import BY_KEY
from tisserand.support.caseload.reading import refuse_too_heavy
from tisserand.support.caseload.tables import UnreadableFile
from tisserand.support.choices import RowState
from tisserand.support.models import CaseloadImport
from tisserand.support.policies import may_import_caseload
from tisserand.support.services.caseload import MappingProblem, Summary, run_import, set_mapping, start_import
from tisserand.support.services.caseload_rows import NoTeam


class Rehearsal(Exception):
    """Raised at the end of a dry run, so that the database forgets all of it."""


class Command(BaseCommand):
    help = "Reprend une file active depuis un tableur (CSV ou XLSX)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="le fichier")
        parser.add_argument("--organisation", required=True, metavar="SLUG", help="la structure qui reprend")
        parser.add_argument(
            "--team", metavar="NOM", help="l’équipe d’accueil des dossiers sans référent·e connu·e"
        )
        parser.add_argument("--as", dest="email", metavar="COURRIEL", help="au nom de qui l’import est fait")
        parser.add_argument(
            "--mapping", type=Path, metavar="JSON", help="colonnes et référent·es (voir le guide)"
        )
        parser.add_argument("--sheet", metavar="NOM", help="ne reprendre que cette feuille du classeur")
        parser.add_argument("--dry-run", action="store_true", help="tout essayer, ne rien garder")
        parser.add_argument("--json", action="store_true", help="rendre le résultat en JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        report: dict[str, Any] = {}
        try:
            with transaction.atomic():
                report = self.bring_in(options)
                if options["dry_run"]:
                    raise Rehearsal
        except Rehearsal:
            pass
        except (UnreadableFile, MappingProblem, NoTeam) as error:
            raise CommandError(str(error)) from error
        self.tell(report, as_json=options["json"])

    def bring_in(self, options: dict[str, Any]) -> dict[str, Any]:
        organisation = _organisation(options["organisation"])
        actor = _actor(organisation, options["email"])
        team = _team(organisation, options["team"])
        content = _content(options["file"])
        caseload_import = start_import(
            actor=actor, file_name=options["file"].name, content=content, team=team, now=now()
        )
        _correct(actor, caseload_import, options["mapping"], options["sheet"])
        with written_by(actor):
            run_import(actor=actor, caseload_import=caseload_import, now=now(), progress=self.progress)
        return _report(caseload_import, dry_run=options["dry_run"])

    def progress(self, done: int) -> None:
        if self.stderr.isatty():
            self.stderr.write(f"\r{done} lignes traitées", ending="")

    def tell(self, report: dict[str, Any], *, as_json: bool) -> None:
        if self.stderr.isatty():
            self.stderr.write("")
        if as_json:
            self.stdout.write(json.dumps(report, ensure_ascii=False, indent=2))
            return
        self.stdout.write(
            f"{report['rows_read']} lignes lues : {report['accepted']} reprises, "
            f"{report['duplicates_proposed']} doublons possibles, {len(report['rejected'])} rejetées."
        )
        for row in report["rejected"]:
            self.stdout.write(f"  ligne {row['row']} : {' '.join(row['reasons'])}")
        if report["dry_run"]:
            self.stdout.write("Essai à blanc : rien n’a été gardé.")


def _organisation(slug: str) -> Organisation:
    try:
        return Organisation.objects.get(slug=slug)
    except Organisation.DoesNotExist as error:
        known = ", ".join(Organisation.objects.values_list("slug", flat=True)) or "aucune"
        raise CommandError(f"Aucune structure « {slug} ». Structures connues : {known}.") from error


def _team(organisation: Organisation, name: str | None) -> Team | None:
    if not name:
        return None
    team = organisation.teams.filter(name__iexact=name, closed_on=None).first()
    if team is None:
        raise CommandError(f"Aucune équipe « {name} » dans cette structure.")
    return team


def _actor(organisation: Organisation, email: str | None) -> Actor:
    """Who answers for the import: `--as`, else a head of service or a coordinator of the organisation."""
    memberships = Membership.objects.current(today()).filter(organisation=organisation, user__is_active=True)
    if email:
        memberships = memberships.filter(user__email__iexact=email)
    else:
        memberships = memberships.filter(role__in=[Role.HEAD_OF_SERVICE, Role.COORDINATOR]).order_by(
            "-role", "pk"
        )
    user = User.objects.filter(pk__in=memberships.values("user_id")[:1]).first()
    if user is None:
        raise CommandError(
            "Personne, dans cette structure, ne peut répondre de cet import : précisez --as COURRIEL."
        )
    actor = actors_of(user, today=today())[organisation.pk]
    if not may_import_caseload(actor):
        raise CommandError("Cette personne ne peut pas reprendre une file active pour cette structure.")
    return actor


def _content(path: Path) -> bytes:
    try:
        refuse_too_heavy(path.stat().st_size)
        return path.read_bytes()
    except OSError as error:
        raise CommandError(f"Impossible de lire « {path} » : {error.strerror}.") from error


def _correct(
    actor: Actor, caseload_import: CaseloadImport, mapping_file: Path | None, sheet: str | None
) -> None:
    """Apply the mapping file: {"columns": {field: heading or [headings]}, "referents": {as written: e-mail}}."""
    given = _mapping(mapping_file) if mapping_file else {}
    sheets = caseload_import.sheets
    names = [s["name"] for s in sheets]
    if sheet and sheet not in names:
        raise CommandError(f"Aucune feuille « {sheet} ». Feuilles lues : {', '.join(names)}.")
    set_mapping(
        actor=actor,
        caseload_import=caseload_import,
        mappings=[_columns(s, given.get("columns", {})) for s in sheets],
        skipped=[s["name"] != sheet if sheet else s["skip"] for s in sheets],
        referents=_referents(given.get("referents", {})),
        team=caseload_import.team,
        revision=caseload_import.revision,
    )


def _mapping(path: Path) -> dict[str, Any]:
    try:
        given = json.loads(_content(path))
    except ValueError as error:
        raise CommandError(f"« {path} » n’est pas du JSON : {error}.") from error
    if not isinstance(given, dict):
        raise CommandError("Le fichier de correspondance doit être un objet JSON.")
    return given if "columns" in given or "referents" in given else {"columns": given}


def _columns(sheet: dict[str, Any], columns: dict[str, Any]) -> dict[str, list[int]]:
    """The guessed mapping of a sheet, corrected by the headings that the file names."""
    mapping = {key: list(places) for key, places in sheet["mapping"].items()}
    for key, headings in columns.items():
        if key not in BY_KEY:
            raise CommandError(f"Champ inconnu : « {key} ». Champs : {', '.join(BY_KEY)}.")
        wanted = [headings] if isinstance(headings, (str, int)) else (headings or [])
        places = [p for p in (_place(sheet["headings"], heading) for heading in wanted) if p is not None]
        for others in mapping.values():
            others[:] = [place for place in others if place not in places]
        mapping[key] = places
    return {key: places for key, places in mapping.items() if places}


def _place(headings: list[str], heading: str | int) -> int | None:
    if isinstance(heading, int):
        return heading if 0 <= heading < len(headings) else None
    return headings.index(heading) if heading in headings else None


def _referents(given: dict[str, str]) -> dict[str, str]:
    users = {user.email: str(user.pk) for user in User.objects.filter(email__in=given.values())}
    return {written: users.get(email, "") for written, email in given.items()}


def _report(caseload_import: CaseloadImport, *, dry_run: bool) -> dict[str, Any]:
    summary = Summary.of(caseload_import)
    names = [sheet["name"] for sheet in caseload_import.sheets]
    skipped = [sheet["name"] for sheet in caseload_import.sheets if sheet["skip"]]
    rejected = caseload_import.rows.filter(state=RowState.REJECTED)
    return {
        "file": caseload_import.file_name,
        "organisation": caseload_import.organisation.slug,
        "dry_run": dry_run,
        "rows_read": summary.rows_read,
        "accepted": summary.accepted,
        "duplicates_proposed": summary.duplicates,
        "rejected": [
            {"row": row.number, "sheet": names[row.sheet], "reasons": row.reasons} for row in rejected
        ],
        "sheets_left_aside": skipped,
        "mapping": [
            {
                "sheet": sheet["name"],
                "columns": {
                    key: [sheet["headings"][p] for p in places] for key, places in sheet["mapping"].items()
                },
            }
            for sheet in caseload_import.sheets
        ],
    }
