"""The journal of a dossier: a timeline one filters, searches and prints."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from tisserand.accounts.limits import limited
from tisserand.accounts.searching import get_or_post, opened_search, seal_search
from tisserand.accounts.walled import look_at
from tisserand.audit.choices import Verb
from tisserand.audit.services import record, record_read
from tisserand.common import clock
from tisserand.common.access import Action
from tisserand.people.page import person_page
from tisserand.support.choices import Visibility
from tisserand.support.forms.journal_filters import JournalFilterForm
from tisserand.support.models import Dossier, Entry, Goal
from tisserand.support.policies import DOSSIER
from tisserand.support.queries import dossiers_visible_to
from tisserand.support.queries.journal import (
    authors_in,
    bring_ties,
    filtered,
    first_notes,
    how_many,
    journal_of,
    with_author,
)
from tisserand.support.shown_notes import by_month, shown
from tisserand.support.views.answering import load_dossier
from tisserand.support.views.box import EmptyBox

PART = "support.journal"
PER_PAGE = 25
PRINTED = 1000


def dossier_to_read(request: HttpRequest, dossier_id: UUID) -> Dossier:
    """The dossier, if its existence may be known (else 404) and its content read (else 403)."""
    look_at(dossier_id)
    rows = dossiers_visible_to(request.actor, Action.READ).select_related("person")
    if dossier := rows.filter(pk=dossier_id).first():
        return dossier
    get_object_or_404(dossiers_visible_to(request.actor), pk=dossier_id)
    raise PermissionDenied


def _filters(request: HttpRequest, dossier: Dossier, said: QueryDict | None) -> JournalFilterForm:
    entries = journal_of(request.actor, dossier)
    goals = Goal.objects.filter(plan__dossier=dossier)
    return JournalFilterForm(said, authors=authors_in(entries), goals=goals)


def _asked(filters: JournalFilterForm) -> dict[str, Any]:
    return filters.asked if filters.is_bound else {}


def _page(request: HttpRequest, dossier: Dossier, asked: dict[str, Any]) -> tuple[Page[Entry], int]:
    """The notes to show, and how many there are whatever is asked; what opens the journal is asked at once."""
    total = how_many(request.actor, dossier)
    if not (asked or "page" in request.GET):
        return _opening(request, dossier, total), total
    notes = Paginator(with_author(filtered(journal_of(request.actor, dossier), asked)), PER_PAGE)
    if not asked:
        notes.count = total
    page = notes.get_page(request.GET.get("page"))
    page.object_list = list(page.object_list)
    return page, total


def _opening(request: HttpRequest, dossier: Dossier, total: int) -> Page[Entry]:
    """The first page of the whole journal: what everyone reads, and nothing more to work out."""
    notes: Paginator[Entry] = Paginator([], PER_PAGE)
    notes.count = total
    page = notes.page(1)
    page.object_list = first_notes(request.actor, dossier, PER_PAGE)
    return page


@get_or_post
@login_required
def journal_detail(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """The journal, with the box to write in it."""
    dossier = load_dossier(request, dossier_id)
    if request.method == "POST":
        shows_filters = "1" if "filtres" in request.POST else ""
        return seal_search(request, "q", form=_filters(request, dossier, request.POST), filtres=shows_filters)
    said = opened_search(request, "q")
    filters = _filters(request, dossier, said) if request.GET.keys() - {"page"} else None
    asked = _asked(filters) if filters else {}
    page, total = _page(request, dossier, asked)
    entries = list(page.object_list)
    bring_ties(request.actor, dossier.pk, entries)
    record_read(actor=request.actor, person_id=dossier.person_id, part=PART, object_id=dossier.pk)
    context = {
        "dossier": dossier,
        "page": page,
        "months": by_month(shown(entries, request.actor.user_id)),
        "filters": filters,
        "asked": asked,
        "shows_filters": filters is not None,
        "total": total,
        "box": EmptyBox(dossier)
        if dossier.is_open and DOSSIER.may(request.actor, Action.EDIT, dossier)
        else None,
    }
    return render(
        request,
        "support/journal_detail.html",
        context | person_page(request.actor, dossier.person, active="support.journal"),
    )


@require_GET
@login_required
@limited("print", rate="60/h")
def journal_print(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """The journal on paper: what the team may read, never an author-only note, for paper travels."""
    dossier = dossier_to_read(request, dossier_id)
    DOSSIER.check(request.actor, Action.EXPORT, dossier)
    filters = _filters(request, dossier, opened_search(request, "q") or None)
    entries = filtered(journal_of(request.actor, dossier), _asked(filters)).exclude(
        visibility=Visibility.AUTHOR
    )
    kept = list(with_author(entries)[:PRINTED])
    bring_ties(request.actor, dossier.pk, kept)
    record(
        actor=request.actor, verb=Verb.EXPORT, part=PART, person_id=dossier.person_id, object_id=dossier.pk
    )
    context = {
        "dossier": dossier,
        "person": dossier.person,
        "months": by_month(shown(kept, request.actor.user_id)),
        "count": len(kept),
    }
    return render(
        request, "support/journal_print.html", context | {"asked": _asked(filters), "now": clock.now()}
    )
