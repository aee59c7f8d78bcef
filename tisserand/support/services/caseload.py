"""Bringing a caseload in: read, checked by a person, brought in row by row, resumable, undone as a whole."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import structlog
from django.core.exceptions import PermissionDenied
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from tisserand.accounts.actors import Actor
from tisserand.accounts.jobs import Progress
from tisserand.accounts.models import Team, User
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action
from tisserand.common.folding import fold
from tisserand.people.models import NotDuplicate, Person
from tisserand.people.names import initials_of
from tisserand.support.caseload.columns import guess_mapping
from tisserand.support.caseload.reading import problems, read_file
from tisserand.support.caseload.rows import Reader, RowDraft, learn_habits
from tisserand.support.caseload.tables import Table
from tisserand.support.choices import ImportState, RowState
from tisserand.support.models import CaseloadImport, Dossier, ImportRow
from tisserand.support.policies import IMPORT, may_import_caseload
from tisserand.support.queries.dossiers import may_hold_thread
from tisserand.support.services.caseload_rows import (
    Destination,
    bring_in,
    find_candidates,
    take_back,
)

log = structlog.get_logger(__name__)
CHUNK = 50
UNDOING = "support.caseload_undo"  # the kind of job that takes an import back
UNFINISHED = (ImportState.MAPPING, ImportState.RUNNING, ImportState.FAILED)
UNREADABLE = (
    "Tisserand n’a pas su reprendre cette ligne. Elle est gardée ici : saisissez cette personne à la main."
)
SAMPLE = 200


@dataclass(frozen=True)
class MappingProblem(Exception):
    """The columns chosen cannot work; the message says why, in French."""

    message: str

    def __str__(self) -> str:
        return self.message


@transaction.atomic
def start_import(
    *, actor: Actor, file_name: str, content: bytes, team: Team | None, now: datetime
) -> CaseloadImport:
    """Read the file, keep its rows, guess its columns. Nothing is brought in yet.

    Raises `UnreadableFile` with a sentence for the person who chose the file.
    """
    if not may_import_caseload(actor):
        raise PermissionDenied
    tables = read_file(file_name, content)
    caseload_import = CaseloadImport.objects.create(
        organisation_id=actor.organisation_id,
        team=team,
        started_by_id=actor.user_id,
        file_name=file_name[-200:],
        digest=hashlib.sha256(content).hexdigest(),
        sheets=[_describe(table) for table in tables],
    )
    caseload_import.referents = guess_referents(actor, caseload_import, tables, today=timezone.localdate(now))
    caseload_import.save()
    for index, table in enumerate(tables):
        _keep_rows(caseload_import, index, table)
    record(actor=actor, verb=Verb.CREATE, part="support.caseload_import", object_id=caseload_import.pk)
    return caseload_import


def _describe(table: Table) -> dict[str, object]:
    sample = [line.cells for line in table.lines[:SAMPLE]]
    mapping = guess_mapping(table.headings, sample)
    return {
        "name": table.name,
        "headings": table.headings,
        "mapping": mapping,
        "skip": not _names_people(mapping) or bool(_NOT_PEOPLE.match(fold(table.name))),
    }


# Sheets that workbooks carry beside the people: lists of choices, instructions, counts, colleagues.
_NOT_PEOPLE = re.compile(
    r"(?:listes?|parametres?|param|referents?|intervenants?|equipe|annuaire|partenaires?|notice|mode d emploi|lisez"
    r"|a lire|aide|consignes?|legende|statistiques?|stats?|tcd|tableaux? de bord|bilan|synthese|codes?|nomenclature)\b"
)


def _names_people(mapping: dict[str, list[int]]) -> bool:
    return any(key in mapping for key in ("last_name", "full_name", "first_names", "birth_name"))


def _keep_rows(caseload_import: CaseloadImport, index: int, table: Table) -> None:
    not_people = problems(table)
    ImportRow.objects.bulk_create(
        (
            ImportRow(
                caseload_import=caseload_import,
                sheet=index,
                number=line.number,
                cells=line.cells,
                state=RowState.REJECTED if line.number in not_people else RowState.PENDING,
                reasons=[not_people[line.number]] if line.number in not_people else [],
            )
            for line in table.lines
        ),
        batch_size=1000,
    )


# --- who is « M. Diallo »


def guess_referents(
    actor: Actor, caseload_import: CaseloadImport, tables: Iterable[Table], *, today: date
) -> dict[str, str]:
    """For each way a worker is written in the file, the id of the only colleague it can be, or an empty string."""
    colleagues = list(may_hold_thread(actor, today))
    written: set[str] = set()
    for table, sheet in zip(tables, caseload_import.sheets, strict=True):
        for column in sheet["mapping"].get("referent", []):
            written |= {line.cells[column] for line in table.lines if column < len(line.cells)}
    return {text: _only_match(text, colleagues) for text in sorted(written) if text.strip()}


def _only_match(text: str, colleagues: list[User]) -> str:
    found = [user for user in colleagues if _could_be(fold(text).split(), user)]
    return str(found[0].pk) if len(found) == 1 else ""


def _could_be(words: list[str], user: User) -> bool:
    """« perrin s », « mme perrin », « diallo amadou », « sophie », « sp »: the name, and nothing of another one."""
    words = [word for word in words if word not in {"m", "mme", "mr", "mlle", "monsieur", "madame"}] or words
    last, first = set(fold(user.last_name).split()), fold(user.first_name)
    if len(words) == 1 and len(words[0]) in (2, 3):
        return words[0] in initials_of([user.first_name], [user.last_name]) or words[0] == first
    if words and words == first.split():
        return True
    rest = [word for word in words if word not in last]
    return last <= set(words) and all(first.startswith(word) or word in first.split() for word in rest)


# --- checked by a person


def set_mapping(
    *,
    actor: Actor,
    caseload_import: CaseloadImport,
    mappings: list[dict[str, list[int]]],
    skipped: list[bool],
    referents: dict[str, str],
    team: Team | None,
    revision: int,
) -> None:
    """Keep what the person corrected on screen. Raises MappingProblem, or StaleRevision."""
    IMPORT.check(actor, Action.EDIT, caseload_import)
    for sheet, mapping, skip in zip(caseload_import.sheets, mappings, skipped, strict=True):
        if not skip and not _names_people(mapping):
            where = f" de la feuille « {sheet['name']} »" if sheet["name"] else ""
            raise MappingProblem(f"Aucune colonne{where} ne donne le nom des personnes.")
        sheet["mapping"], sheet["skip"] = mapping, skip
    if all(skipped):
        raise MappingProblem("Toutes les feuilles sont laissées de côté : il n’y a rien à reprendre.")
    caseload_import.referents = caseload_import.referents | referents
    caseload_import.team = team
    caseload_import.save_revision(expected=revision)


def readers(caseload_import: CaseloadImport, *, today: date) -> dict[int, Reader]:
    """A reader for each sheet that is not left aside, by place."""
    return {
        index: Reader(
            sheet["headings"],
            sheet["mapping"],
            learn_habits(sheet["mapping"], _cells_of(caseload_import, index)),
            today,
        )
        for index, sheet in enumerate(caseload_import.sheets)
        if not sheet["skip"]
    }


def _cells_of(caseload_import: CaseloadImport, sheet: int) -> Iterable[list[str]]:
    return caseload_import.rows.filter(sheet=sheet).values_list("cells", flat=True).iterator(chunk_size=2000)


# --- brought in


def run_import(
    *,
    actor: Actor,
    caseload_import: CaseloadImport,
    now: datetime,
    progress: Callable[[int], None] = lambda done: None,
) -> None:
    """Bring in every row still pending, a chunk a transaction: stopped at any moment, it goes on from there.

    `progress` is told how many rows have a result so far.
    """
    IMPORT.check(actor, Action.EDIT, caseload_import)
    today = timezone.localdate(now)
    by_sheet = readers(caseload_import, today=today)
    destination = Destination.of(caseload_import, list(may_hold_thread(actor, today)), now)
    this = CaseloadImport.objects.filter(pk=caseload_import.pk)
    if not this.filter(state__in=UNFINISHED).update(state=ImportState.RUNNING, updated_at=now):
        return  # finished by another worker, or undone: a task taken up again finds nothing to do
    while _bring_in_chunk(actor, caseload_import, by_sheet, destination):
        progress(caseload_import.rows.exclude(state=RowState.PENDING).count())
    done = {"state": ImportState.DONE, "finished_at": now, "updated_at": now}
    this.filter(state=ImportState.RUNNING).update(**done)
    caseload_import.refresh_from_db(fields=list(done))


def _bring_in_chunk(
    actor: Actor, caseload_import: CaseloadImport, by_sheet: dict[int, Reader], destination: Destination
) -> bool:
    """The next rows, whole or not at all; False when there is nothing left, or somebody undid meanwhile."""
    rows: list[ImportRow] = []
    try:
        with transaction.atomic():
            rows = _next_rows(caseload_import, by_sheet)
            for row in rows:
                _treat(actor, row, by_sheet[row.sheet].read(row.cells), destination)
    except (OperationalError, InterfaceError):
        raise  # no row's fault: the import stops here and is taken up again
    except Exception:
        for row in rows:
            _treat_alone(actor, row.pk, by_sheet[row.sheet], destination)
    return bool(rows)


def _next_rows(caseload_import: CaseloadImport, by_sheet: dict[int, Reader]) -> list[ImportRow]:
    """A chunk of what is pending. The import is held meanwhile: of two workers on one import, one waits."""
    held = CaseloadImport.objects.select_for_update().get(pk=caseload_import.pk)
    if held.state != ImportState.RUNNING:
        return []
    return list(caseload_import.rows.filter(state=RowState.PENDING, sheet__in=by_sheet)[:CHUNK])


def _treat_alone(actor: Actor, row_id: UUID, reader: Reader, destination: Destination) -> None:
    """One row in its own transaction: what we cannot read is rejected with a reason, and stops nobody else."""
    try:
        with transaction.atomic():
            row = ImportRow.objects.select_for_update(of=("self",)).get(pk=row_id)
            if row.state == RowState.PENDING:
                _treat(actor, row, reader.read(row.cells), destination)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        log.error("caseload_row_failed", row=str(row_id), error=type(error).__name__)
        ImportRow.objects.filter(pk=row_id).update(state=RowState.REJECTED, reasons=[UNREADABLE])


def _treat(actor: Actor, row: ImportRow, draft: RowDraft, destination: Destination) -> None:
    row.remarks = draft.remarks
    if draft.errors:
        row.state, row.reasons = RowState.REJECTED, draft.errors
    elif candidates := find_candidates(actor, draft):
        row.state, row.candidates = RowState.DUPLICATE, candidates
        row.reasons = [reason for candidate in candidates[:1] for reason in candidate["reasons"]]
    else:
        bring_in(actor=actor, row=row, draft=draft, destination=destination)
    row.save()


# --- a possible duplicate, decided by a person; an import, undone


@transaction.atomic
def decide_duplicate(*, actor: Actor, row: ImportRow, same_as: Person | None, now: datetime) -> None:
    """`same_as` this person: complete what is known of them; None: somebody else, and we remember it."""
    IMPORT.check(actor, Action.EDIT, row.caseload_import)
    # Held as well, so that an import is not undone between the question and the answer.
    caseload_import = (
        CaseloadImport.objects.select_for_update(of=("self",))
        .select_related("job")
        .get(pk=row.caseload_import_id)
    )
    if is_undone(caseload_import, now):
        return
    row = ImportRow.objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.state != RowState.DUPLICATE:
        return  # decided meanwhile, by someone else or by a double click
    today = timezone.localdate(now)
    destination = Destination.of(caseload_import, list(may_hold_thread(actor, today)), now)
    draft = readers(caseload_import, today=today)[row.sheet].read(row.cells)
    bring_in(actor=actor, row=row, draft=draft, destination=destination, known=same_as)
    row.save()
    if same_as is None and row.person:
        for candidate in row.candidates:
            first, second = sorted([row.person.pk, UUID(candidate["person"])])
            NotDuplicate.objects.get_or_create(
                first_id=first, second_id=second, defaults={"decided_by_id": actor.user_id}
            )


def is_undone(caseload_import: CaseloadImport, now: datetime) -> bool:
    """Whether it was undone, or is being so."""
    job = caseload_import.job
    is_under_way = job is not None and job.kind == UNDOING and not Progress(job, now).is_over
    return is_under_way or caseload_import.state == ImportState.UNDONE


def undo_import(
    *,
    actor: Actor,
    caseload_import: CaseloadImport,
    now: datetime,
    progress: Callable[[int], None] = lambda done: None,
) -> list[ImportRow]:
    """Take back everything this import made, but what has been worked on since: those rows are returned, untouched.

    A row a transaction: stopped at any moment, it goes on from there. `progress` is told how many are looked at.
    """
    IMPORT.check(actor, Action.EDIT, caseload_import)
    kept: list[ImportRow] = []
    accepted = caseload_import.rows.filter(state=RowState.ACCEPTED).select_related("person", "dossier")
    # What completes someone goes before the row that made them.
    ordered = accepted.order_by("created_person", "created_dossier", "-sheet", "-number")
    for looked_at, row in enumerate(ordered, 1):
        if looked_at % CHUNK == 0:
            progress(looked_at)
        with transaction.atomic():
            # Held, so that nobody adds anything about them between the question and the removal.
            Person.objects.select_for_update().filter(pk=row.person_id).first()
            Dossier.objects.select_for_update().filter(pk=row.dossier_id).first()
            if take_back(row):
                ImportRow.objects.filter(pk=row.pk).update(state=RowState.UNDONE)
            else:
                kept.append(row)
    with transaction.atomic():
        caseload_import.state = ImportState.UNDONE
        caseload_import.undone_at = now
        caseload_import.save(update_fields=["state", "undone_at", "updated_at"])
        record(actor=actor, verb=Verb.DELETE, part="support.caseload_import", object_id=caseload_import.pk)
    return kept


def rejected_table(caseload_import: CaseloadImport) -> tuple[list[str], list[list[str]]]:
    """Headings and rows of what was rejected: the columns of every sheet, then where it was and why."""
    sheets = {i: sheet for i, sheet in enumerate(caseload_import.sheets) if not sheet["skip"]}
    places = {i: _numbered(sheet["headings"]) for i, sheet in sheets.items()}
    columns = list(dict.fromkeys(column for sheet in places.values() for column in sheet))
    several = len(caseload_import.sheets) > 1
    table = []
    for row in caseload_import.rows.filter(state=RowState.REJECTED, sheet__in=sheets):
        cells = dict(zip(places[row.sheet], row.cells, strict=False))
        beyond = row.cells[len(places[row.sheet]) :]  # of a row with too many cells
        where = [str(row.number), *([sheets[row.sheet]["name"]] if several else [])]
        reasons = [*row.reasons, *(["En trop : " + " ; ".join(beyond)] if any(beyond) else [])]
        table.append([cells.get(column, "") for column in columns] + where + [" ".join(reasons)])
    last = ["Ligne", *(["Feuille"] if several else []), "Pourquoi cette ligne est rejetée"]
    return [heading for heading, _ in columns] + last, table


def _numbered(headings: list[str]) -> list[tuple[str, int]]:
    """Each heading with its rank among those of the same words: two « Tél » are two columns."""
    return [(heading, headings[:place].count(heading)) for place, heading in enumerate(headings)]


@dataclass(frozen=True)
class Summary:
    """What became of a file."""

    rows_read: int
    accepted: int
    duplicates: int
    rejected: int
    pending: int

    @property
    def treated(self) -> int:
        """How many rows have a result."""
        return self.rows_read - self.pending

    @classmethod
    def of(cls, caseload_import: CaseloadImport) -> Summary:
        """Count the rows of the sheets that are not left aside."""
        kept = [i for i, sheet in enumerate(caseload_import.sheets) if not sheet["skip"]]
        states = list(caseload_import.rows.filter(sheet__in=kept).values_list("state", flat=True))
        return cls(
            len(states),
            *(
                states.count(s)
                for s in (RowState.ACCEPTED, RowState.DUPLICATE, RowState.REJECTED, RowState.PENDING)
            ),
        )
