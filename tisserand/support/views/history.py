"""Who changed what in a dossier; who consulted what about a person."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from tisserand.audit.queries import events_about, lines_of
from tisserand.audit.services import record_read
from tisserand.people.page import person_page
from tisserand.people.queries import people_visible_to
from tisserand.sharing.queries import doors_to, grants_from
from tisserand.support.forms.history import TrailFilterForm
from tisserand.support.history import events_of, told
from tisserand.support.queries.dossiers import latest_dossier
from tisserand.support.queries.trail import filtered_trail
from tisserand.support.views.answering import dossier_page, load_dossier, note_reading

A_PAGE = 40
LINES_A_PAGE = 100


@require_GET
def history_detail(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Who changed what, latest first."""
    dossier = load_dossier(request, dossier_id)
    note_reading(request, dossier, "support.history")
    page = Paginator(events_of(request.actor, dossier), A_PAGE).get_page(request.GET.get("page"))
    context = dossier_page(request, dossier) | {"page": page, "lines": told(request.actor, page.object_list)}
    return render(request, "support/history_detail.html", context)


@require_GET
def trail_detail(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Who consulted what about a person, here and through agreements: for those who accompany them and who leads."""
    actor = request.actor
    person = get_object_or_404(people_visible_to(actor), pk=person_id)
    if not actor.leads_organisation() and latest_dossier(actor.ordinary, person) is None:
        raise PermissionDenied
    record_read(actor=actor, person_id=person.pk, part="support.trail")
    form = TrailFilterForm(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    here = actor.organisation_id
    everything = events_about(person.pk, organisation_id=here, through=doors_to(here, person.pk))
    found = filtered_trail(everything, asked, organisation_id=here)
    page = Paginator(found, LINES_A_PAGE).get_page(request.GET.get("page"))
    context = person_page(actor, person, active="people.person") | {
        "page": page,
        "lines": lines_of(page.object_list),
        "elsewhere": dict(
            grants_from(here, person.pk)
            .exclude(to_organisation=None)
            .values_list("to_organisation_id", "to_organisation__name")
        ),
        "filters": form,
        "is_filtered": any(asked.values()),
    }
    return render(request, "support/trail_detail.html", context)
