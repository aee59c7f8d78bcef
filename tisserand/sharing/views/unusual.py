"""For whoever administers: readings that deserve a question, and what was understood of them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from tisserand.accounts.policies import may_administer
from tisserand.common.access import Action
from tisserand.common.clock import now
from tisserand.sharing.queries import unusual_visible_to
from tisserand.sharing.services.unusual import review_unusual

A_PAGE = 25


@require_GET
def unusual_list(request: HttpRequest) -> HttpResponse:
    """What deserves a question, latest first; what was understood stays readable."""
    if not may_administer(request.actor):
        raise Http404
    rows = unusual_visible_to(request.actor).select_related("reviewed_by")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    return render(request, "sharing/unusual_list.html", {"page": page})


@require_GET
def unusual_panel(request: HttpRequest) -> HttpResponse:
    """How many wait, on the page of administration."""
    if not may_administer(request.actor):
        raise Http404
    waiting = unusual_visible_to(request.actor).filter(reviewed_at=None).count()
    return render(request, "sharing/_unusual_panel.html", {"waiting": waiting})


@require_POST
def unusual_review(request: HttpRequest, unusual_id: UUID) -> HttpResponse:
    """Say what was understood."""
    unusual = get_object_or_404(unusual_visible_to(request.actor, Action.EDIT), pk=unusual_id)
    try:
        review_unusual(
            actor=request.actor, unusual=unusual, words=request.POST.get("words", "")[:300], now=now()
        )
    except ValidationError as told:
        messages.error(request, told.messages[0])
    else:
        messages.success(request, "C’est noté.")
    return redirect("sharing:unusual_list")
