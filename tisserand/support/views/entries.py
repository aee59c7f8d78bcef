"""One note: written from anywhere, guessed while one types, read with its earlier texts, corrected by its author."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tisserand.accounts.limits import limited
from tisserand.accounts.once import once
from tisserand.accounts.searching import get_or_post, typed
from tisserand.audit.services import record_read
from tisserand.common import clock
from tisserand.common.access import Action
from tisserand.common.rows import StaleRevision
from tisserand.people.page import person_page
from tisserand.support.forms.journal import CorrectionForm
from tisserand.support.mentions import suggestions
from tisserand.support.models import Dossier, Entry
from tisserand.support.policies import DOSSIER, ENTRY
from tisserand.support.queries import entries_visible_to
from tisserand.support.queries.journal import bring_ties
from tisserand.support.services.journal import correct_entry
from tisserand.support.services.story import tell_story
from tisserand.support.shown_notes import ShownNote
from tisserand.support.views.box import Box, box_of
from tisserand.support.views.journal import PART, dossier_to_read
from tisserand.ui.conflicts import conflict_response


@get_or_post
@login_required
@limited("guess", rate="120/m")
@once
def entry_write(request: HttpRequest) -> HttpResponse:
    """Write about someone whom the text names; nobody is taken for granted when several may be meant."""
    if not request.actor.is_accompanying:
        raise Http404
    return _write(request, None, reverse("support:today"))


@get_or_post
@login_required
@once
def entry_create(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Write in the journal of someone."""
    dossier = dossier_to_read(request, dossier_id)
    DOSSIER.check(request.actor, Action.EDIT, dossier)
    return _write(request, dossier, reverse("support:journal_detail", args=[dossier_id]))


def _write(request: HttpRequest, dossier: Dossier | None, leads_to: str) -> HttpResponse:
    """A text alone is shown with what it suggests; once confirmed it is written."""
    now = clock.now()
    confirmed = request.method == "POST" and "confirmed" in request.POST
    box = box_of(request.actor, request.POST, now=now, dossier=dossier, bind=confirmed)
    if confirmed and box.dossier and box.form.is_valid():
        tell_story(actor=request.actor, dossier=box.dossier, story=box.form.story(), now=now)
        messages.success(request, f"Noté dans le fil de {box.dossier.person}.")
        return redirect(leads_to)
    status = 422 if confirmed else 200
    return render(request, "support/entry_write.html", _page(request, box, dossier), status=status)


def _page(request: HttpRequest, box: Box, dossier: Dossier | None) -> dict[str, object]:
    """What the page needs: around a known person, their page."""
    context: dict[str, object] = {"box": box, "dossier": dossier, "frame": "ui/base.html"}
    if dossier:
        context |= person_page(request.actor, dossier.person, active="support.journal")
        context["frame"] = "people/person_base.html"
    return context


@require_POST
@login_required
@limited("guess", rate="120/m")
def entry_guess(request: HttpRequest) -> HttpResponse:
    """What the text seems to say, as chips to keep or correct. Sent by POST: a text about someone is in no address."""
    if not request.actor.is_accompanying:
        raise Http404
    fixed = request.POST.get("fixed")
    dossier = dossier_to_read(request, _uuid(fixed)) if fixed else None
    box = box_of(request.actor, request.POST, now=clock.now(), dossier=dossier)
    return render(request, "support/_entry_guess.html", {"box": box})


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


@require_POST
@login_required
def mention_suggest(request: HttpRequest) -> HttpResponse:
    """The colleagues whose name begins so; of a known dossier, those who may read it first."""
    if not request.actor.is_accompanying:
        raise Http404
    fixed = request.GET.get("dossier")
    dossier = dossier_to_read(request, _uuid(fixed)) if fixed else None
    found = suggestions(request.actor, typed(request, "q"), dossier, today=clock.today())
    return render(request, "support/_mention_suggest.html", {"suggestions": found})


def _entry(request: HttpRequest, dossier_id: UUID, entry_id: UUID) -> Entry:
    rows = entries_visible_to(request.actor).select_related("dossier__person", "author").defer("words")
    return get_object_or_404(rows, pk=entry_id, dossier_id=dossier_id)


@require_GET
@login_required
def entry_detail(request: HttpRequest, dossier_id: UUID, entry_id: UUID) -> HttpResponse:
    """One note and what it said before."""
    entry = _entry(request, dossier_id, entry_id)
    record_read(actor=request.actor, person_id=entry.person_id, part=PART, object_id=dossier_id)
    bring_ties(request.actor, dossier_id, [entry])
    note = ShownNote(entry, request.actor.user_id)
    context = {"entry": entry, "note": note, "dossier": entry.dossier}
    page = person_page(request.actor, entry.dossier.person, active="support.journal")
    return render(request, "support/entry_detail.html", context | page)


@get_or_post
@login_required
def entry_correct(request: HttpRequest, dossier_id: UUID, entry_id: UUID) -> HttpResponse:
    """Correct one's own note."""
    entry = _entry(request, dossier_id, entry_id)
    ENTRY.check(request.actor, Action.EDIT, entry)
    form = CorrectionForm(request.POST or None, instance=entry, now=clock.now())
    if request.method == "POST" and form.is_valid():
        return _correct(request, entry, form)
    context = {"entry": entry, "dossier": entry.dossier, "form": form}
    page = person_page(request.actor, entry.dossier.person, active="support.journal")
    status = 422 if form.errors else 200
    return render(request, "support/entry_correct.html", context | page, status=status)


def _correct(request: HttpRequest, entry: Entry, form: CorrectionForm) -> HttpResponse:
    back = reverse("support:entry_detail", args=[entry.dossier_id, entry.pk])
    try:
        correct_entry(
            actor=request.actor,
            entry=entry,
            expected=form.expected_revision,
            now=clock.now(),
            mentions=form.mentioned,
            **form.note(),
        )
    except StaleRevision as stale:
        return conflict_response(request, form, stale, author=str(entry.author), back=back)
    messages.success(request, "Note corrigée. Le texte précédent est gardé.")
    return redirect(back)
