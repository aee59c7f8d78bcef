"""The directory as a file for others: data·inclusion v1, naming nobody."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tisserand.accounts.confirmation import confirm_identity
from tisserand.accounts.limits import limited
from tisserand.common.clock import now
from tisserand.directory.forms.loadings import ExportForm
from tisserand.directory.models import Service, Structure
from tisserand.directory.policies import may_export_directory
from tisserand.directory.services.exporting import export_directory
from tisserand.directory.views.keeping import tabs_of
from tisserand.ui.pages import counted

TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}


def _require_exporter(request: HttpRequest) -> None:
    if not may_export_directory(request.actor):
        raise Http404


@require_GET
def directory_export(request: HttpRequest) -> HttpResponse:
    """What goes out, and in what form."""
    _require_exporter(request)
    context = tabs_of(request) | {
        "form": ExportForm(),
        "structures": counted(Structure.objects.filter(gone_on=None)),
        "services": counted(Service.objects.filter(gone_on=None, structure__gone_on=None)),
    }
    return render(request, "directory/directory_export.html", context)


@require_GET
@confirm_identity
@limited("export", rate="20/h")
def directory_file(request: HttpRequest) -> Any:
    """The file itself: written aside, then sent piece by piece."""
    _require_exporter(request)
    form = ExportForm(request.GET)
    if not form.is_valid():
        raise Http404
    what, kind = form.cleaned_data["what"], form.cleaned_data["form"]
    with TemporaryDirectory(prefix="annuaire-") as folder:
        path = Path(folder, f"{what}.{kind}")
        export_directory(
            actor=request.actor,
            what=what,
            form=kind,
            path=path,
            as_received=form.cleaned_data["as_received"],
        )
        aside = path.open("rb")  # read to its end once its folder is gone
    answer = FileResponse(
        aside,
        as_attachment=True,
        filename=f"{what}-{now():%Y-%m-%d}.{kind}",
        content_type=TYPES[kind],
    )
    answer["Cache-Control"] = "no-store"
    return answer
