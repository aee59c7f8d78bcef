"""Bringing a caseload in: choose a file, check its columns, follow the work, decide on duplicates, undo."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tisserand.accounts.confirmation import confirm_identity
from tisserand.accounts.jobs import Progress, start_job
from tisserand.accounts.limits import limited
from tisserand.accounts.models import Job, Team
from tisserand.accounts.once import once
from tisserand.accounts.queries import colleagues
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.clock import now, today
from tisserand.common.rows import StaleRevision
from tisserand.common.spreadsheets import CSV_TYPE, write_csv
from tisserand.people.models import Person
from tisserand.people.queries import people_visible_to
from tisserand.support.caseload.reading import refuse_too_heavy
from tisserand.support.caseload.tables import UnreadableFile
from tisserand.support.choices import ImportState, RowState
from tisserand.support.forms.caseload import CaseloadFileForm, ColumnsForm, ReferentsForm
from tisserand.support.models import CaseloadImport, ImportRow
from tisserand.support.policies import may_import_caseload
from tisserand.support.queries import imports_visible_to
from tisserand.support.services.caseload import (
    UNDOING,
    MappingProblem,
    Summary,
    decide_duplicate,
    is_undone,
    readers,
    rejected_table,
    set_mapping,
    start_import,
)
from tisserand.support.services.caseload_rows import NoTeam
from tisserand.support.tasks import queue_bringing_in, queue_taking_back

ROWS_A_PAGE = 50
PREVIEW = 8
TAKEN_BACK = (ImportState.DONE, ImportState.FAILED)  # what may be: neither under way nor undone already


def _load(request: HttpRequest, import_id: UUID) -> CaseloadImport:
    return get_object_or_404(imports_visible_to(request.actor).select_related("team", "job"), pk=import_id)


def _teams(request: HttpRequest) -> Any:
    return Team.objects.filter(organisation_id=request.actor.organisation_id, closed_on=None)


def _require_importer(request: HttpRequest) -> None:
    if not may_import_caseload(request.actor):
        raise Http404


@require_GET
def caseload_list(request: HttpRequest) -> HttpResponse:
    """The imports one may follow, latest first."""
    _require_importer(request)
    page = Paginator(imports_visible_to(request.actor).select_related("started_by"), 20)
    return render(request, "support/caseload_list.html", {"page": page.get_page(request.GET.get("page"))})


@require_http_methods(["GET", "POST"])
@once
def caseload_start(request: HttpRequest) -> HttpResponse:
    """Choose a file: it is read at once, nothing is brought in yet."""
    _require_importer(request)
    form = CaseloadFileForm(request.POST or None, request.FILES or None, teams=_teams(request))
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        try:
            refuse_too_heavy(upload.size)
            caseload_import = start_import(
                actor=request.actor,
                file_name=upload.name,
                content=upload.read(),
                team=form.cleaned_data["team"],
                now=now(),
            )
        except UnreadableFile as error:
            form.add_error("file", str(error))
        else:
            return redirect("support:caseload_map", caseload_import.pk)
    return render(
        request, "support/caseload_start.html", {"form": form, "has_team": _teams(request).exists()}
    )


@require_http_methods(["GET", "POST"])
def caseload_map(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Check what each column means and who each worker is, with a preview of what will be brought in."""
    caseload_import = _load(request, import_id)
    if caseload_import.state != ImportState.MAPPING:
        return redirect("support:caseload_detail", import_id)
    data = request.POST or None
    sheets = [ColumnsForm(data, sheet=s, prefix=f"sheet{i}") for i, s in enumerate(caseload_import.sheets)]
    referents = ReferentsForm(
        data,
        caseload_import=caseload_import,
        colleagues=colleagues(request.actor, today=today()).order_by("last_name", "first_name"),
        teams=_teams(request),
    )
    problem, status = "", 200
    # Every form is validated, so that every mistake shows at once.
    if data and all([*(sheet.is_valid() for sheet in sheets), referents.is_valid()]):
        problem, status = _save_mapping(request, caseload_import, sheets, referents)
        if not problem:
            return redirect("support:caseload_map", import_id)
    context = {
        "caseload_import": caseload_import,
        "sheets": list(zip(sheets, _preview(caseload_import), strict=True)),
        "referents": referents,
        "problem": problem,
        "summary": Summary.of(caseload_import),
        "same_file": _same_file(caseload_import),
    }
    return render(request, "support/caseload_map.html", context, status=status)


def _save_mapping(
    request: HttpRequest, caseload_import: CaseloadImport, sheets: list[ColumnsForm], referents: ReferentsForm
) -> tuple[str, int]:
    """What stands in the way, and the status of the page that says so."""
    try:
        set_mapping(
            actor=request.actor,
            caseload_import=caseload_import,
            mappings=[sheet.mapping() for sheet in sheets],
            skipped=[sheet.cleaned_data["skip"] for sheet in sheets],
            referents=referents.referents(),
            team=referents.cleaned_data["team"],
            revision=referents.cleaned_data["revision"],
        )
    except MappingProblem as error:
        return str(error), 422
    except StaleRevision as stale:
        theirs = cast(CaseloadImport, stale.theirs)
        referents.start_from(theirs)
        return _told_both(sheets, theirs), 409
    return "", 302


def _told_both(sheets: list[ColumnsForm], theirs: CaseloadImport) -> str:
    """The page keeps what one chose; this says what the other version chose otherwise."""
    others = [text for form, sheet in zip(sheets, theirs.sheets, strict=True) for text in form.unlike(sheet)]
    return " ".join(
        [
            "Quelqu’un a modifié ces correspondances entre-temps.",
            *([f"Dans son choix\u00a0: {', '.join(others)}."] if others else []),
            "Le vôtre est resté dans la page\u00a0: relisez-le, puis enregistrez à nouveau pour le garder.",
        ]
    )


def _preview(caseload_import: CaseloadImport) -> list[list[dict[str, Any]]]:
    """The first rows of each sheet, as they will be understood."""
    by_sheet = readers(caseload_import, today=today())
    return [
        [
            {"row": row, "draft": by_sheet[index].read(row.cells)}
            for row in caseload_import.rows.filter(sheet=index, state=RowState.PENDING)[:PREVIEW]
        ]
        if index in by_sheet
        else []
        for index in range(len(caseload_import.sheets))
    ]


def _same_file(caseload_import: CaseloadImport) -> CaseloadImport | None:
    """An earlier import of the very same file, that was not undone."""
    return (
        CaseloadImport.objects.filter(
            organisation_id=caseload_import.organisation_id, digest=caseload_import.digest
        )
        .exclude(pk=caseload_import.pk)
        .filter(state__in=[ImportState.RUNNING, ImportState.DONE])
        .first()
    )


@require_POST
def caseload_run(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Start, or go on with, the work in the background."""
    _load(request, import_id)
    with transaction.atomic():
        caseload_import = (
            CaseloadImport.objects.select_for_update(of=("self",)).select_related("job").get(pk=import_id)
        )
        if may_start(caseload_import):
            caseload_import.job = start_job(
                actor=request.actor,
                kind="support.caseload",
                label=f"Reprise de « {caseload_import.file_name} »",
                total=caseload_import.rows.count(),
                now=now(),
            )
            caseload_import.state = ImportState.RUNNING
            caseload_import.save(update_fields=["job", "state", "updated_at"])
            queue_bringing_in(import_id)
    return redirect("support:caseload_detail", import_id)


def may_start(caseload_import: CaseloadImport) -> bool:
    """Not started yet, stopped by an error, or left by a worker that died."""
    job = caseload_import.job
    if is_undone(caseload_import, now()):
        return False
    if caseload_import.state == ImportState.RUNNING and job is not None:
        return Progress(job, now()).is_interrupted
    return caseload_import.state in (ImportState.MAPPING, ImportState.FAILED)


@require_GET
def caseload_detail(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """What became of each row: accepted, possible duplicate, rejected and why."""
    caseload_import = _load(request, import_id)
    if caseload_import.state == ImportState.MAPPING:
        return redirect("support:caseload_map", import_id)
    state = request.GET.get("resultat", "")
    rows = caseload_import.rows.select_related("person")
    if state in RowState.values:
        rows = rows.filter(state=state)
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    known = people_visible_to(request.actor.ordinary).filter(
        pk__in=[row.person_id for row in page if row.person_id]
    )
    visible = set(known.values_list("pk", flat=True))
    # A record brought into another one since: its address leads there.
    gone = Person.objects.filter(pk__in=[row.person_id for row in page if row.person_id]).exclude(
        merged_into=None
    )
    visible |= set(
        gone.filter(merged_into__in=people_visible_to(request.actor.ordinary)).values_list("pk", flat=True)
    )
    context = {
        "caseload_import": caseload_import,
        "summary": Summary.of(caseload_import),
        "page": page,
        "rows": [
            {
                "row": row,
                "visible": row.person_id in visible,
                "label": "" if row.person_id else _label(caseload_import, row),
            }
            for row in page
        ],
        "state": state,
        "states": RowState.choices,
        "may_resume": may_start(caseload_import),
    }
    return render(request, "support/caseload_detail.html", context)


def _label(caseload_import: CaseloadImport, row: ImportRow) -> str:
    """The cells that name the person, as the file has them."""
    mapping = caseload_import.sheets[row.sheet]["mapping"]
    places = [p for key in ("full_name", "last_name", "first_names") for p in mapping.get(key, [])]
    return " ".join(row.cells[p] for p in places if p < len(row.cells) and row.cells[p])


@require_GET
def caseload_progress(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """The live bar, asked for every second or so while the work goes on."""
    caseload_import = _load(request, import_id)
    context = {"caseload_import": caseload_import, "summary": Summary.of(caseload_import)}
    response = render(request, "support/_caseload_progress.html", context)
    if caseload_import.state != ImportState.RUNNING or may_start(caseload_import):
        response["HX-Refresh"] = "true"
    return response


@require_GET
@confirm_identity
@limited("export", rate="20/h")
def caseload_rejected(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """The rejected rows as a file to correct and bring in again: the same columns, and the reason at the end."""
    caseload_import = _load(request, import_id)
    record(actor=request.actor, verb=Verb.EXPORT, part="support.caseload_rejected", object_id=import_id)
    return HttpResponse(
        write_csv(*rejected_table(caseload_import)),
        content_type=CSV_TYPE,
        headers={
            "Content-Disposition": 'attachment; filename="lignes-rejetees.csv"',
            "Cache-Control": "no-store",
        },
    )


@require_http_methods(["GET", "POST"])
@confirm_identity(methods=("POST",))
def caseload_undo(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Take back the whole import, but what has been worked on since."""
    caseload_import = _load(request, import_id)
    if caseload_import.state not in TAKEN_BACK:
        return redirect("support:caseload_detail", import_id)
    if request.method == "POST":
        job = _take_back(request, import_id)
        return (
            redirect("accounts:job_detail", job.pk) if job else redirect("support:caseload_detail", import_id)
        )
    context = {"caseload_import": caseload_import, "summary": Summary.of(caseload_import)}
    return render(request, "support/caseload_undo.html", context)


@transaction.atomic
def _take_back(request: HttpRequest, import_id: UUID) -> Job | None:
    """Put the undoing in the background, once; nothing if the import was taken up again meanwhile."""
    held = CaseloadImport.objects.select_for_update(of=("self",)).select_related("job").get(pk=import_id)
    if held.job and held.job.kind == UNDOING and not Progress(held.job, now()).is_over:
        return held.job
    if held.state not in TAKEN_BACK:
        return None
    held.job = start_job(
        actor=request.actor,
        kind=UNDOING,
        label=f"Annulation de la reprise de « {held.file_name} »",
        total=held.rows.filter(state=RowState.ACCEPTED).count(),
        now=now(),
    )
    held.save(update_fields=["job", "updated_at"])
    queue_taking_back(import_id)
    return held.job


@require_http_methods(["GET", "POST"])
def caseload_decide(request: HttpRequest, import_id: UUID, row_id: UUID) -> HttpResponse:
    """A row and the people it may be about, side by side: the same one, or somebody else."""
    caseload_import = _load(request, import_id)
    row = get_object_or_404(caseload_import.rows, pk=row_id)
    # Decided meanwhile: it is read like the person it became. Undone: nothing more comes in.
    if row.state != RowState.DUPLICATE or is_undone(caseload_import, now()):
        return redirect("support:caseload_detail", import_id)
    people = _candidates(request, row)
    if request.method == "POST":
        return _decide(request, caseload_import, row, people)
    reader = readers(caseload_import, today=today())[row.sheet]
    context = {
        "caseload_import": caseload_import,
        "row": row,
        "draft": reader.read(row.cells),
        "candidates": [(people[c["person"]], c["reasons"]) for c in row.candidates if c["person"] in people],
        "cells": list(zip(caseload_import.sheets[row.sheet]["headings"], row.cells, strict=False)),
        "left": caseload_import.rows.filter(state=RowState.DUPLICATE).count(),
    }
    return render(request, "support/caseload_decide.html", context)


def _candidates(request: HttpRequest, row: ImportRow) -> dict[str, Person]:
    ids = [candidate["person"] for candidate in row.candidates]
    return {str(p.pk): p for p in people_visible_to(request.actor.ordinary).filter(pk__in=ids)}


def _decide(
    request: HttpRequest, caseload_import: CaseloadImport, row: ImportRow, people: dict[str, Person]
) -> HttpResponse:
    choice = request.POST.get("same_as", "")
    if choice and choice not in people:
        raise PermissionDenied
    try:
        decide_duplicate(actor=request.actor, row=row, same_as=people.get(choice), now=now())
    except NoTeam as error:
        messages.error(request, str(error))
        return redirect("support:caseload_detail", caseload_import.pk)
    messages.success(request, "C’est noté." if choice else "Une nouvelle personne a été créée.")
    next_row = caseload_import.rows.filter(state=RowState.DUPLICATE).first()
    if next_row:
        return redirect("support:caseload_decide", caseload_import.pk, next_row.pk)
    return redirect("support:caseload_detail", caseload_import.pk)
