"""Referrals beyond one person: all that were sent, whom to send, what a sheet says of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_http_methods

from tisserand.accounts.searching import get_or_post, opened_search, seal_search
from tisserand.common.access import Action
from tisserand.common.clock import today
from tisserand.coordination.models import Referral
from tisserand.coordination.policies.referrals import may_have_referrals
from tisserand.coordination.queries.referrals import (
    figures_of,
    kept_referrals,
    waiting_too_long,
)
from tisserand.coordination.referral_choices import LIVE, Side
from tisserand.coordination.referral_offered import place_from
from tisserand.coordination.referral_page import look_of
from tisserand.coordination.views import referral_place as places
from tisserand.coordination.views.referral_loading import about, load_referral
from tisserand.coordination.views.referral_place import Place
from tisserand.directory.policies import may_read_directory
from tisserand.people.names import fold
from tisserand.support.models import Dossier
from tisserand.support.policies import DOSSIER

A_PAGE = 25
SENT_VIEWS = {"": "En cours", "sans-reponse": "Sans réponse", "toutes": "Toutes"}


@get_or_post
def sent_list(request: HttpRequest) -> HttpResponse:
    """What we sent, what still waits."""
    actor = request.actor
    if not may_have_referrals(actor):
        raise Http404
    if request.method == "POST":
        return seal_search(request, "q", vue=_view(request.POST))
    view = _view(request.GET)
    asked = opened_search(request, "q").get("q", "")
    rows = waiting_too_long(actor, today()) if view == "sans-reponse" else kept_referrals(actor)
    if not view:
        rows = rows.filter(state__in=LIVE).order_by("answer_by", "pk")
    for word in fold(asked).split():
        rows = rows.filter(person__search_names__contains=f" {word}")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "asked": asked,
        "view": view,
        "views": SENT_VIEWS.items(),
        "referrals": [(row, look_of(row, today())) for row in page],
    }
    return render(request, "coordination/sent_list.html", context)


def _view(said: Any) -> str:
    view = said.get("vue", "")
    return view if view in SENT_VIEWS else ""


@get_or_post
def referral_start(request: HttpRequest) -> HttpResponse:
    """From a sheet of the directory: whom to send there."""
    actor = request.actor
    if not may_have_referrals(actor):
        raise Http404
    keys = {name: request.GET.get(name, "") for name in ("service", "structure")}
    if request.method == "POST":
        return seal_search(request, "q", service=keys["service"], structure=keys["structure"])
    asked = opened_search(request, "q").get("q", "")
    rows = DOSSIER.filter(actor, Action.EDIT, Dossier.objects.filter(closed_on=None)).select_related("person")
    for word in fold(asked).split():
        rows = rows.filter(person__search_names__contains=f" {word}")
    mine = rows.order_by("person__last_name", "person__first_names", "pk")
    page = Paginator(mine, A_PAGE).get_page(request.GET.get("page"))
    place = place_from(request.GET, Referral()).to_name
    query = "&".join(f"{name}={said}" for name, said in keys.items() if said)
    context = {"page": page, "asked": asked, "place": place, "query": query}
    return render(request, "coordination/referral_start.html", context)


@require_GET
def service_figures(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """On the sheet of a service: how it answers, when enough referrals tell of it."""
    figures = figures_of(service_id) if may_read_directory(request.actor) else None
    if figures is None:
        return HttpResponse()
    return render(request, "coordination/_service_figures.html", {"figures": figures})


@require_http_methods(["GET", "POST"])
def referral_answer(request: HttpRequest, person_id: UUID, referral_id: UUID, slug: str) -> HttpResponse:
    """The answer given by telephone or by letter, noted by those who sent."""
    referral = load_referral(request, person_id, referral_id)
    place = Place(
        request.actor,
        referral,
        "referral",
        Side.SENDER,
        lambda: about(request, referral),
        keys=(person_id,),
    )
    return places.answer_page(request, place, slug, "coordination/referral_answer.html")
