"""The list of dossiers, and taking it away."""

from __future__ import annotations

from typing import Any, cast

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tisserand.accounts.confirmation import confirm_identity
from tisserand.accounts.limits import limited
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common import clock
from tisserand.common.access import Action
from tisserand.common.spreadsheets import CSV_TYPE, XLSX_TYPE, write_csv, write_xlsx
from tisserand.support.dossier_rows import (
    HEADER,
    Asked,
    Listing,
    Scope,
    count_in_state,
    exported,
    in_state,
    left_out,
    listed,
    notes_of,
)
from tisserand.support.forms.dossier_list import DossierFilterForm
from tisserand.support.policies import may_open_dossier, may_welcome
from tisserand.support.queries.dossiers import thread_holders

A_PAGE = 40


def _asked(request: HttpRequest) -> tuple[DossierFilterForm, Asked]:
    actor = request.actor
    # Whoever holds no thread (reception, head of service) begins with what they look over.
    scope = Scope.MINE if actor.is_accompanying and not actor.leads_organisation() else Scope.ORGANISATION
    data = request.GET.copy()
    data.setdefault("qui", scope)
    form = DossierFilterForm(data, scope=scope, referents=thread_holders(actor, clock.today()))
    return form, form.asked(request.GET.get("tri", ""))


@require_GET
def dossier_list(request: HttpRequest) -> HttpResponse:
    """Mine, my team's, the organisation's; the page says what it leaves out."""
    actor, today = request.actor, clock.today()
    if not may_welcome(actor):
        raise Http404
    form, asked = _asked(request)
    page: Any = Paginator(cast(Any, Listing(actor, asked, today)), A_PAGE).get_page(request.GET.get("page"))
    rows = list(page)
    context = {
        "filters": form,
        "asked": asked,
        "page": page,
        "rows": rows,
        "may_hand": any(row.hands for row in rows),
        "all_picked": request.GET.get("choisir") == "tous",
        "total": count_in_state(actor, asked.state, today),
        "left_out": left_out(asked),
        "may_export": may_open_dossier(actor),
    }
    return render(request, "support/dossier_list.html", context)


@require_GET
@confirm_identity
@limited("export", rate="20/h")
def dossier_export(request: HttpRequest) -> HttpResponse:
    """The same list as a file: only what the actor reads; the trail keeps that it was taken."""
    actor, today = request.actor, clock.today()
    if not may_welcome(actor):
        raise Http404
    if not may_open_dossier(actor):
        raise PermissionDenied
    _, asked = _asked(request)
    rows = list(exported(listed(actor, asked, today, Action.EXPORT)))
    notes = notes_of(actor, asked, len(rows), in_state(actor, asked.state, today).count(), today)
    if request.GET.get("format") == "csv":
        ending, content = "csv", write_csv(HEADER, rows, notes=notes)
    else:
        ending, content = "xlsx", write_xlsx(HEADER, rows, title="Dossiers", notes=notes)
    answer = HttpResponse(content, content_type={"csv": CSV_TYPE, "xlsx": XLSX_TYPE}[ending])
    answer.headers["Content-Disposition"] = f'attachment; filename="dossiers-{today:%Y-%m-%d}.{ending}"'
    answer.headers["Cache-Control"] = "no-store"
    record(
        actor=actor,
        verb=Verb.EXPORT,
        part="support.dossier_list",
        reason=f"{len(rows)} dossiers, {ending} : {asked.in_words()}"[:500],
    )
    return answer
