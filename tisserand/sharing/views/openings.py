"""The partner's door: what others agreed to share with us, and nothing beside it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tisserand.accounts.actors import Actor
from tisserand.accounts.searching import get_or_post, opened_search, seal_search
from tisserand.audit.services import record_read
from tisserand.people.names import fold
from tisserand.sharing.account_page import proposing
from tisserand.sharing.models import Grant
from tisserand.sharing.policies import may_receive, right_of
from tisserand.sharing.queries import named, open_grant, opened_people, said_before_account
from tisserand.sharing.scope import of_grant, sections_of
from tisserand.ui.pages import LongPaginator

A_PAGE = 25
PART = "sharing.opening"


def load_opening(actor: Actor, grant_id: UUID) -> Grant:
    """An opening that lets the actor in at this moment: withdrawn a second ago, it does not exist any more."""
    grant = open_grant(actor, grant_id)
    if grant is None:
        raise Http404
    return grant


@get_or_post
def opening_list(request: HttpRequest) -> HttpResponse:
    """The people whom others agreed to share with us."""
    if not may_receive(request.actor):
        raise Http404
    if request.method == "POST":
        return seal_search(request, "q")
    asked = opened_search(request, "q").get("q", "")
    rows = named(opened_people(request.actor), fold(asked).split())
    page = LongPaginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "sharing/opening_list.html", {"page": page, "asked": asked})


@require_GET
def opening_detail(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """All that one agreement lets us see of someone, on one page."""
    grant = load_opening(request.actor, grant_id)
    record_read(
        actor=request.actor, person_id=grant.person_id, part=PART, object_id=grant.pk, right=right_of(grant)
    )
    scope = of_grant(grant)
    context = {
        "grant": grant,
        "person": grant.person,
        "sections": sections_of(scope),
        "before": said_before_account(request.actor, grant),
    }
    return render(request, "sharing/opening_detail.html", context | proposing(request.actor, scope))
