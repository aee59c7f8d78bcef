"""The journal of a dossier: a timeline one filters, searches and prints."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from tisserand.accounts.limits import limited
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
from tisserand.support.queries.journal import authors_in, filtered, journal_of, with_ties
from tisserand.support.views.box import box_of

PART = "support.journal"
PER_PAGE = 25
PRINTED = 1000


def dossier_to_read(request: HttpRequest, dossier_id: UUID) -> Dossier:
    """The dossier, if its existence may be known (else 404) and its content read (else 403)."""
    rows = dossiers_visible_to(request.actor, Action.READ).select_related("person")
    if dossier := rows.filter(pk=dossier_id).first():
        return dossier
    get_object_or_404(dossiers_visible_to(request.actor), pk=dossier_id)
    raise PermissionDenied


def by_month(entries: Iterable[Entry]) -> list[tuple[Any, list[Entry]]]:
    """The notes, month by month, as they come."""
    months = groupby(entries, key=lambda entry: timezone.localtime(entry.happened_at).date().replace(day=1))
    return [(month, list(rows)) for month, rows in months]


def _filters(request: HttpRequest, dossier: Dossier) -> JournalFilterForm:
    entries = journal_of(request.actor, dossier)
    goals = Goal.objects.filter(plan__dossier=dossier)
    return JournalFilterForm(request.GET or None, authors=authors_in(entries), goals=goals)


def _asked(filters: JournalFilterForm) -> dict[str, Any]:
    return filters.asked if filters.is_bound else {}


@require_GET
@login_required
def journal_detail(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """The journal, with the box to write in it."""
    dossier = dossier_to_read(request, dossier_id)
    filters = _filters(request, dossier)
    asked = _asked(filters)
    entries = journal_of(request.actor, dossier)
    page = Paginator(with_ties(filtered(entries, asked), request.actor), PER_PAGE).get_page(
        request.GET.get("page")
    )
    record_read(actor=request.actor, person_id=dossier.person_id, part=PART, object_id=dossier.pk)
    context = {
        "dossier": dossier,
        "page": page,
        "months": by_month(page.object_list),
        "filters": filters,
        "asked": asked,
        "shows_filters": bool(request.GET.keys() - {"page"}),
        "total": entries.count() if asked else page.paginator.count,
        "box": box_of(request.actor, QueryDict(), now=clock.now(), dossier=dossier)
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
    filters = _filters(request, dossier)
    entries = filtered(journal_of(request.actor, dossier), _asked(filters)).exclude(
        visibility=Visibility.AUTHOR
    )
    kept = list(with_ties(entries, request.actor)[:PRINTED])
    record(
        actor=request.actor, verb=Verb.EXPORT, part=PART, person_id=dossier.person_id, object_id=dossier.pk
    )
    context = {"dossier": dossier, "person": dossier.person, "months": by_month(kept), "count": len(kept)}
    return render(
        request, "support/journal_print.html", context | {"asked": _asked(filters), "now": clock.now()}
    )
