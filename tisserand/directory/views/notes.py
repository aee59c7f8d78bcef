"""The notes of a team on a sheet: nobody else knows that there are any."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from tisserand.accounts.once import once
from tisserand.common.clock import now
from tisserand.directory.forms.keeping import TeamNoteForm
from tisserand.directory.models import TeamNote
from tisserand.directory.services.notes import edit_note, remove_note, restore_note, write_note
from tisserand.directory.upkeep import notes_visible_to, teams_that_note
from tisserand.directory.views.access import for_readers
from tisserand.directory.views.keeping import address_of, kind_of, sheet_of, upkeep_of
from tisserand.ui.answering import answer_form


@require_http_methods(["GET", "POST"])
@for_readers
@once
def note_write(request: HttpRequest, kind: str, listed_id: UUID) -> HttpResponse:
    """Keep something for one’s team."""
    sheet = sheet_of(request, kind, listed_id)
    teams = teams_that_note(request.actor)
    if not teams.exists():
        raise Http404
    form = TeamNoteForm(
        request.POST or None, instance=TeamNote(), teams=teams, initial={"team": teams.first()}
    )
    return answer_form(
        request,
        form,
        lambda: write_note(
            actor=request.actor,
            sheet=sheet,
            team=form.cleaned_data["team"],
            text=form.cleaned_data["text"],
            now=now(),
        ),
        template="directory/note_write.html",
        context=lambda: {"sheet": sheet, "kind": kind, "back": address_of(sheet)},
        then=address_of(sheet),
        said="La note est gardée pour votre équipe.",
    )


def _load(request: HttpRequest, note_id: UUID) -> TeamNote:
    return get_object_or_404(
        notes_visible_to(request.actor).select_related("structure", "service"), pk=note_id
    )


@require_http_methods(["GET", "POST"])
@for_readers
def note_edit(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Rewrite one."""
    note = _load(request, note_id)
    sheet = note.sheet
    form = TeamNoteForm(request.POST or None, instance=note, teams=teams_that_note(request.actor))
    return answer_form(
        request,
        form,
        lambda: edit_note(actor=request.actor, note=note, expected=form.expected_revision),
        template="directory/note_write.html",
        context=lambda: {"sheet": sheet, "kind": kind_of(sheet), "back": address_of(sheet), "note": note},
        then=address_of(sheet),
        said="La note est récrite.",
    )


@require_POST
def note_remove(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Take one away."""
    note = remove_note(actor=request.actor, note=_load(request, note_id), now=now())
    messages.success(request, "La note est retirée. Vous pouvez la remettre.")
    return redirect(upkeep_of(note.sheet))


@require_POST
def note_restore(request: HttpRequest, note_id: UUID) -> HttpResponse:
    """Give one back."""
    note = restore_note(actor=request.actor, note=_load(request, note_id))
    messages.success(request, "La note est remise.")
    return redirect(upkeep_of(note.sheet))
