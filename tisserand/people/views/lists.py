"""The list of people, and taking it away."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tisserand.accounts.confirmation import confirm_identity
from tisserand.accounts.limits import limited
from tisserand.accounts.searching import get_or_post, opened_search, seal_search
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.access import Action
from tisserand.common.clock import today
from tisserand.common.spreadsheets import CSV_TYPE, XLSX_TYPE, write_csv, write_xlsx
from tisserand.people.forms.lists import PeopleFilterForm
from tisserand.people.lists import HEADER, Asked, Line, Listing, export_notes, exported_rows, listed_people
from tisserand.people.policies import may_create_person, may_export_people, may_screen_duplicates
from tisserand.people.views.loading import allowed
from tisserand.ui.pages import LongPaginator, counted

A_PAGE = 50


def _asked(request: HttpRequest) -> tuple[PeopleFilterForm, Asked]:
    form = PeopleFilterForm(opened_search(request, "texte"))
    form.is_valid()
    return form, form.asked(request.GET.get("tri", ""))


@get_or_post
@allowed(may_create_person)
def person_list(request: HttpRequest) -> HttpResponse:
    """The people one may know of; the page says what it leaves out."""
    actor = request.actor
    if request.method == "POST":
        return seal_search(request, "texte", form=PeopleFilterForm(request.POST))
    form, asked = _asked(request)
    page = LongPaginator(cast(Any, Listing(actor, asked)), A_PAGE).get_page(request.GET.get("page"))
    day = today()
    context = {
        "form": form,
        "asked": asked,
        "page": page,
        "rows": [Line(registration, day) for registration in page],
        "others": asked.others,
        "total": counted(Listing(actor, Asked())) if asked.is_filtered else page.paginator.count,
        "may_export": may_export_people(actor),
        "may_screen": may_screen_duplicates(actor),
    }
    return render(request, "people/person_list.html", context)


@require_GET
@allowed(may_export_people)
@confirm_identity
@limited("export", rate="20/h")
def person_export(request: HttpRequest) -> HttpResponse:
    """The same list, as a file that says what it holds; the trail keeps that it was taken."""
    actor = request.actor
    _, asked = _asked(request)
    rows = list(exported_rows(listed_people(actor, asked, Action.EXPORT)))
    notes = export_notes(actor, asked, len(rows), today())
    if request.GET.get("format") == "xlsx":
        answer = HttpResponse(
            write_xlsx(HEADER, rows, title="Personnes", notes=notes), content_type=XLSX_TYPE
        )
    else:
        answer = HttpResponse(write_csv(HEADER, rows, notes=notes), content_type=CSV_TYPE)
    ending = "xlsx" if request.GET.get("format") == "xlsx" else "csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="personnes-{today():%Y-%m-%d}.{ending}"'
    answer.headers["Cache-Control"] = "no-store"
    record(actor=actor, verb=Verb.EXPORT, part="people.list", reason=f"{len(rows)} personnes, {ending}")
    return answer
