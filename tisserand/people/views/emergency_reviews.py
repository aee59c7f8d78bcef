"""Afterwards: those who answer for the organisation look at each opening in an emergency, and close the matter."""

from __future__ import annotations

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tisserand.accounts.policies import may_administer
from tisserand.common.access import Action
from tisserand.common.clock import now, today
from tisserand.people.emergencies import openings_visible_to
from tisserand.people.forms.emergency import ReviewForm
from tisserand.people.services.emergency import review_emergency
from tisserand.people.views.emergency import about, load_opening
from tisserand.ui.answering import answer_form

A_PAGE = 25


@require_http_methods(["GET", "POST"])
@login_required
def emergency_review(request: HttpRequest, opening_id: UUID) -> HttpResponse:
    """What is thought of it; whether the person knows."""
    actor = request.actor
    opening = load_opening(request, opening_id, Action.MANAGE)
    back = reverse("people:emergency_detail", args=[opening.pk])
    if opening.is_open(now()):
        return redirect(back)
    context = about(request, opening)
    form = ReviewForm(request.POST or None, instance=opening, today=today())
    return answer_form(
        request,
        form,
        lambda: review_emergency(
            actor=actor, opening=form.instance, expected=form.expected_revision, now=now()
        ),
        template="people/emergency_review.html",
        context=lambda: context,
        then=back,
        said="C’est relu.",
    )


@require_GET
@login_required
def emergency_list(request: HttpRequest) -> HttpResponse:
    """Every opening in the organisation, latest first; the people only for those who know of them."""
    if not may_administer(request.actor):
        raise Http404
    page = Paginator(openings_visible_to(request.actor), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "people/emergency_list.html", {"page": page, "now": now()})


@require_GET
@login_required
def emergency_notice(request: HttpRequest) -> HttpResponse:
    """How many wait for a review, on the page of administration."""
    if not may_administer(request.actor):
        raise Http404
    waiting = openings_visible_to(request.actor, Action.MANAGE).filter(reviewed_at=None).count()
    return render(request, "people/_emergency_notice.html", {"waiting": waiting})
