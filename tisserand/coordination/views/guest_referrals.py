"""Referrals for those let in by a link: whoever receives one answers it; the person reads where theirs stand."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tisserand.common.clock import today
from tisserand.coordination.queries.referrals import guest_referrals
from tisserand.coordination.referral_choices import Side
from tisserand.coordination.referral_page import standing_words
from tisserand.coordination.views import referral_place as places
from tisserand.coordination.views.referral_place import Place
from tisserand.sharing.visits import guest_page, visit_of

RIGHT = "orientation reçue, par un lien"


def _load(request: HttpRequest, referral_id: UUID, *, answers: bool = True) -> Place:
    visit = visit_of(request)
    referral = get_object_or_404(guest_referrals(visit.actor, visit.guest), pk=referral_id)
    if answers and visit.guest.is_the_person:
        raise Http404
    right = "" if visit.guest.is_the_person else RIGHT
    return Place(
        visit.actor, referral, "guest_referral", Side.RECEIVER, lambda: {"guest": visit.guest}, right=right
    )


@require_GET
@guest_page
def guest_referral(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """What they were told and may answer; for the person, where it stands."""
    place = _load(request, referral_id, answers=False)
    if visit_of(request).guest.is_the_person:
        context = {"sentences": standing_words(place.referral, today())}
        return places.detail_page(request, place, "coordination/guest_standing.html", **context)
    return places.detail_page(request, place, "coordination/guest_referral.html")


@require_http_methods(["GET", "POST"])
@guest_page
def guest_referral_answer(request: HttpRequest, referral_id: UUID, slug: str) -> HttpResponse:
    """One gesture."""
    return places.answer_page(
        request, _load(request, referral_id), slug, "coordination/guest_referral_answer.html"
    )


@require_POST
@guest_page
def guest_referral_take_back(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Too quick."""
    return places.taken_back(request, _load(request, referral_id))
