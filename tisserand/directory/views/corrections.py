"""Correcting a sheet; the corrections of which its producer says something new, side by side."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tisserand.accounts.once import once
from tisserand.common.clock import now
from tisserand.directory.choices import CorrectionState
from tisserand.directory.field_words import dressed
from tisserand.directory.forms.keeping import ServiceCorrectionForm, StructureCorrectionForm
from tisserand.directory.models import Correction
from tisserand.directory.services.corrections import correct_sheet, keep_ours, take_theirs, undo_correction
from tisserand.directory.upkeep import corrections_to_review, corrections_visible_to
from tisserand.directory.views.access import for_readers
from tisserand.directory.views.keeping import (
    SERVICES,
    address_of,
    require_tending,
    tabs_of,
    tended_sheet,
    upkeep_of,
)
from tisserand.ui.answering import answer_form
from tisserand.ui.pages import LongPaginator

ALL = "toutes"


@require_http_methods(["GET", "POST"])
@for_readers
@once
def sheet_correct(request: HttpRequest, kind: str, listed_id: UUID) -> HttpResponse:
    """Say what some fields should be, and how one knows."""
    sheet = tended_sheet(request, kind, listed_id)
    model_form = ServiceCorrectionForm if kind == SERVICES else StructureCorrectionForm
    form = model_form(request.POST or None, instance=sheet)
    said_by_producer = dict(sheet.given)

    def save() -> None:
        correct_sheet(
            actor=request.actor,
            sheet=sheet,
            columns=form.columns(),
            why=form.cleaned_data["why"],
            expected=form.expected_revision,
            now=now(),
        )

    return answer_form(
        request,
        form,
        save,
        template="directory/sheet_correct.html",
        context=lambda: {"sheet": sheet, "kind": kind, "given": said_by_producer, "back": address_of(sheet)},
        then=address_of(sheet),
        said="C’est corrigé ici. La fiche garde aussi ce que dit son producteur.",
    )


@require_GET
@for_readers
def correction_list(request: HttpRequest) -> HttpResponse:
    """Those to review first; all of them on demand."""
    require_tending(request)
    view = request.GET.get("vue", "")
    to_review = corrections_to_review(request.actor)
    rows = (
        to_review if view != ALL else corrections_visible_to(request.actor).filter(state=CorrectionState.OPEN)
    )
    page = LongPaginator(rows, 20).get_page(request.GET.get("page"))
    items = [(words, address_of(words.correction.sheet)) for words in dressed(page)]
    context = tabs_of(request) | {"page": page, "items": items, "view": view}
    return render(request, "directory/correction_list.html", context)


def _load(request: HttpRequest, correction_id: UUID) -> Correction:
    return get_object_or_404(corrections_visible_to(request.actor), pk=correction_id)


def _back(request: HttpRequest, correction: Correction) -> HttpResponse:
    """To where the button was: the list, or the sheet."""
    if request.POST.get("depuis") == "liste":
        return redirect("directory:correction_list")
    return redirect(upkeep_of(correction.sheet))


@require_POST
def correction_undo(request: HttpRequest, correction_id: UUID) -> HttpResponse:
    """The sheet says again what its producer says."""
    correction = _load(request, correction_id)
    undo_correction(actor=request.actor, correction=correction, now=now())
    messages.success(
        request, "La correction est défaite : la fiche dit de nouveau ce que dit son producteur."
    )
    return _back(request, correction)


@require_POST
def correction_keep(request: HttpRequest, correction_id: UUID) -> HttpResponse:
    """Both were read, ours stays."""
    correction = _load(request, correction_id)
    keep_ours(actor=request.actor, correction=correction, now=now())
    messages.success(request, "Notre valeur est gardée.")
    return _back(request, correction)


@require_POST
def correction_take(request: HttpRequest, correction_id: UUID) -> HttpResponse:
    """Both were read, the producer is right."""
    correction = _load(request, correction_id)
    take_theirs(actor=request.actor, correction=correction, now=now())
    messages.success(request, "La fiche dit maintenant ce que dit son producteur.")
    return _back(request, correction)
