"""Finding someone, as one types or on a page of its own; finding a commune."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from tisserand.accounts.limits import limited
from tisserand.accounts.searching import get_or_post, opened_search, seal_search, sealed_search, typed
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.common.communes import find_communes
from tisserand.people.policies import may_create_person
from tisserand.people.search import search_people
from tisserand.people.views.loading import allowed

AT_ONCE, ON_A_PAGE = 8, 40
ENOUGH = 2  # characters


@get_or_post
@allowed(may_create_person)
@limited("search", rate="90/m")
def person_search(request: HttpRequest) -> HttpResponse:
    """Those whom the text may mean, and why. The trail keeps that one searched, not what."""
    is_fragment = request.method == "POST" and bool(request.headers.get("HX-Request"))
    if request.method == "POST" and not is_fragment:
        return seal_search(request, "q")
    text = typed(request, "q") if is_fragment else opened_search(request, "q").get("q", "")
    hits = (
        search_people(request.actor, text, limit=AT_ONCE if is_fragment else ON_A_PAGE)
        if len(text) >= ENOUGH
        else []
    )
    if len(text) >= ENOUGH:
        record(actor=request.actor, verb=Verb.SEARCH, part="people.search")
    template = "people/_search_results.html" if is_fragment else "people/person_search.html"
    context = {"hits": hits, "text": text, "is_short": len(text) < ENOUGH}
    if is_fragment and hits:
        context["sealed"] = sealed_search(request, text)
    return render(request, template, context)


@require_POST
@allowed(may_create_person)
def commune_search(request: HttpRequest) -> HttpResponse:
    """Communes to propose under a field (options of a datalist)."""
    text = typed(request, "commune", "commune_name")
    return render(request, "ui/_communes.html", {"communes": find_communes(text)})
