"""Looking for help: a need in everyday words, a place, and what narrows it."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from tisserand.accounts.searching import get_or_post, opened_search, seal_search, typed
from tisserand.common.access import Action
from tisserand.common.clock import now
from tisserand.common.communes import find_communes
from tisserand.directory import vocabulary as words
from tisserand.directory.asked import Asked
from tisserand.directory.doorways import DOORWAYS
from tisserand.directory.finding import Search
from tisserand.directory.forms.search import ServiceSearchForm
from tisserand.directory.lines import lines_of
from tisserand.directory.models import SavedSearch
from tisserand.directory.policies import may_load_directory
from tisserand.directory.queries import saved_searches_visible_to, services_visible_to
from tisserand.directory.tiles import allow_tiles, tiles
from tisserand.directory.upkeep import lives_of
from tisserand.directory.views.access import for_readers
from tisserand.ui.pages import COUNTED, LongPaginator, at_most

A_PAGE = 20
SHOWN = 30  # of the searches kept
PAGE = "directory/service_search.html"


@get_or_post
@for_readers
def service_search(request: HttpRequest) -> HttpResponse:
    """What helps, the nearest or the most fitting first; without a question, the needs of every day."""
    moment = now()
    if request.method == "POST":
        form = ServiceSearchForm(request.POST)
        form.is_valid()
        if "lieu" in form.errors:  # typed words are kept where they are
            return render(request, PAGE, _home(request, form))
        return seal_search(request, "q", also={"lieu": form.sealed_place}, form=form)
    form = read_form(request)
    asked = form.asked(moment)
    context = _answers(request, asked, moment) if asked.is_anything else _home(request, form)
    return allow_tiles(render(request, PAGE, context | {"form": form, "asked": asked, "tiles": tiles()}))


def read_form(request: HttpRequest) -> ServiceSearchForm:
    """What the address asks, its commune by its name."""
    said = opened_search(request, "q", ("lieu",))
    said.setdefault("distance", "20")
    form = ServiceSearchForm(said)
    form.is_valid()
    if form.asked_commune:
        form.data = said.copy()
        form.data["lieu"] = str(form.asked_commune)
    return form


def _home(request: HttpRequest, form: ServiceSearchForm) -> dict[str, Any]:
    return {
        "form": form,
        "asked": Asked(),
        "doorways": DOORWAYS.values(),
        "saved": list(saved_searches_visible_to(request.actor).filter(removed_at=None)[:SHOWN]),
        "removed": _just_removed(request),
        "is_empty": not services_visible_to(request.actor).exists(),
        "may_load": may_load_directory(request.actor),
    }


def _just_removed(request: HttpRequest) -> SavedSearch | None:
    """The search whose removal led here: it can be taken back."""
    try:
        removed = UUID(request.GET.get("retiree", ""))
    except ValueError:
        return None
    rows = saved_searches_visible_to(request.actor, Action.EDIT)
    return rows.filter(pk=removed).exclude(removed_at=None).first()


def _answers(request: HttpRequest, asked: Asked, moment: datetime) -> dict[str, Any]:
    search = Search(request.actor, asked, moment)
    pages = LongPaginator(search, A_PAGE)  # type: ignore[arg-type]
    relaxed = False
    if not pages.count and asked.topics and asked.need.unknown:
        search, relaxed = Search(request.actor, asked, moment, is_strict=False), True
        pages = LongPaginator(search, A_PAGE)  # type: ignore[arg-type]
    page = pages.get_page(request.GET.get("page"))
    lives = lives_of(page, now=moment)
    lines = lines_of(list(page), asked, moment, lives, page.start_index())
    context = {
        "page": page,
        "lines": lines,
        "points": [line.point for line in lines if line.has_point],
        "total": at_most(search.count_around(COUNTED + 1)) if asked.narrowing else pages.count,
        "understood": words.labels(words.TOPICS, asked.topics),
        "relaxed": relaxed,
        "remote": 0 if asked.mode else at_most(search.count_remote(COUNTED + 1)),
    }
    if not pages.count:
        context["wider"] = search.wider()
        context["is_empty"] = not context["wider"] and not services_visible_to(request.actor).exists()
        context["may_load"] = may_load_directory(request.actor)
    return context


@require_POST
@for_readers
def place_search(request: HttpRequest) -> HttpResponse:
    """Communes to propose under the field (options of a datalist)."""
    return render(request, "ui/_communes.html", {"communes": find_communes(typed(request, "lieu"))})
