"""Files of the directory: choose one, follow its import, see what became of each row, run it again if it fell."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tisserand.accounts.confirmation import confirm_identity
from tisserand.accounts.limits import limited
from tisserand.accounts.once import once
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.clock import now
from tisserand.common.spreadsheets import CSV_TYPE, write_csv
from tisserand.directory.choices import LineOutcome, LoadingState
from tisserand.directory.exchange.reading import UnreadableFile, refuse_unknown_form
from tisserand.directory.forms.loadings import DirectoryFileForm
from tisserand.directory.models import Loading, Source
from tisserand.directory.policies import may_load_directory
from tisserand.directory.queries import lines_to_mend, loadings_visible_to
from tisserand.directory.services.loading import AlreadyLoading
from tisserand.directory.services.sending import (
    cancel_loading,
    is_silent,
    may_run_again,
    run_again,
    start_loading,
)
from tisserand.directory.tasks import queue_loading
from tisserand.directory.views.keeping import tabs_of
from tisserand.ui.pages import LongPaginator

ROWS_A_PAGE = 50
TABS = (
    (LineOutcome.REFUSED, "Refusées", "refused"),
    (LineOutcome.REMARKED, "Avec une remarque", "remarked"),
    (LineOutcome.NEW, "Nouvelles", "new"),
    (LineOutcome.CHANGED, "Changées", "changed"),
    (LineOutcome.GONE, "Disparues", "gone"),
)


def _load(request: HttpRequest, loading_id: UUID) -> Loading:
    return get_object_or_404(loadings_visible_to(request.actor).select_related("job"), pk=loading_id)


def _require_loader(request: HttpRequest) -> None:
    if not may_load_directory(request.actor):
        raise Http404


@require_GET
def loading_list(request: HttpRequest) -> HttpResponse:
    """What was brought in, latest first."""
    _require_loader(request)
    page = LongPaginator(loadings_visible_to(request.actor).select_related("job"), 20)
    context = tabs_of(request) | {
        "page": page.get_page(request.GET.get("page")),
        "sources": Source.objects.all(),
    }
    return render(request, "directory/loading_list.html", context)


@require_http_methods(["GET", "POST"])
@confirm_identity
@once
def loading_start(request: HttpRequest) -> HttpResponse:
    """Choose a file: it is brought in in the background."""
    _require_loader(request)
    form = DirectoryFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            refuse_unknown_form(sent.name)
            loading = start_loading(
                actor=request.actor,
                file_name=sent.name,
                content=sent.read(),
                is_whole=not form.cleaned_data["is_part"],
                now=now(),
                queue=queue_loading,
            )
        except (UnreadableFile, AlreadyLoading) as error:
            form.add_error("file", str(error))
        else:
            return redirect("directory:loading_detail", loading.pk)
    return render(request, "directory/loading_start.html", {"form": form})


@require_GET
def loading_detail(request: HttpRequest, loading_id: UUID) -> HttpResponse:
    """How far it is, then what became of each row."""
    loading = _load(request, loading_id)
    outcome = request.GET.get("resultat", "")
    lines = loading.lines.all()
    if outcome in LineOutcome.values:
        lines = lines.filter(outcome=outcome)
    context = _progress(loading) | {
        "page": LongPaginator(lines, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "outcome": outcome,
        "tabs": [(value.value, label, getattr(loading, count)) for value, label, count in TABS],
    }
    return render(request, "directory/loading_detail.html", context)


@require_GET
def loading_progress(request: HttpRequest, loading_id: UUID) -> HttpResponse:
    """The live bar, asked for every second or so while the work goes on."""
    context = _progress(_load(request, loading_id))
    response = render(request, "directory/_loading_progress.html", context)
    if not context["is_moving"]:
        response["HX-Refresh"] = "true"
    return response


def _progress(loading: Loading) -> dict[str, object]:
    is_moving = loading.is_under_way and not is_silent(loading, now())
    return {
        "loading": loading,
        "job": loading.job,
        "is_moving": is_moving,
        "has_fallen": not is_moving and loading.state != LoadingState.DONE,
        "may_run_again": may_run_again(loading, now=now()),
    }


@require_POST
@confirm_identity
def loading_run(request: HttpRequest, loading_id: UUID) -> HttpResponse:
    """Take a fallen import up again."""
    loading = _load(request, loading_id)
    try:
        run_again(actor=request.actor, loading=loading, now=now(), queue=queue_loading)
    except AlreadyLoading as error:
        messages.warning(request, str(error))
    return redirect("directory:loading_detail", loading.pk)


@require_POST
@confirm_identity
def loading_cancel(request: HttpRequest, loading_id: UUID) -> HttpResponse:
    """Stop an import that waits or is being checked; it can be run again."""
    loading = cancel_loading(actor=request.actor, loading=_load(request, loading_id))
    if loading.state == LoadingState.DONE:
        messages.info(request, "L’import était déjà terminé.")
    return redirect("directory:loading_detail", loading.pk)


@require_GET
@confirm_identity
@limited("export", rate="20/h")
def loading_refused(request: HttpRequest, loading_id: UUID) -> HttpResponse:
    """The rows that were refused or remarked, as they came, each with its reasons: to mend and bring in again."""
    loading = _load(request, loading_id)
    record(actor=request.actor, verb=Verb.EXPORT, part="directory.loading", object_id=loading.pk)
    return HttpResponse(
        write_csv(*lines_to_mend(loading)),
        content_type=CSV_TYPE,
        headers={
            "Content-Disposition": 'attachment; filename="lignes-refusees.csv"',
            "Cache-Control": "no-store",
        },
    )
