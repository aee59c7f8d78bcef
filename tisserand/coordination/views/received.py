"""« Orientations reçues »: the triage of a team; one referral, answered, taken charge of, given to a colleague."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tisserand.accounts.models import User
from tisserand.accounts.queries import colleagues
from tisserand.common.clock import now, today
from tisserand.coordination.forms.referrals import AssignForm
from tisserand.coordination.models import Referral
from tisserand.coordination.policies.referrals import may_have_referrals
from tisserand.coordination.queries.referrals import (
    VIEWS,
    answers_to_read,
    mine_to_follow,
    received_in,
    received_referrals,
    waiting_too_long,
)
from tisserand.coordination.referral_choices import Side
from tisserand.coordination.referral_page import look_of, look_there
from tisserand.coordination.services.referral_answers import assign_referral
from tisserand.coordination.views import referral_place as places
from tisserand.coordination.views.referral_loading import gesture
from tisserand.coordination.views.referral_place import Place

A_PAGE = 25
MOST_COUNTED = 50
RIGHT = "orientation reçue"


def _load(request: HttpRequest, referral_id: UUID) -> Place:
    if not may_have_referrals(request.actor):  # type: ignore[attr-defined]
        raise Http404
    referral = get_object_or_404(received_referrals(request.actor), pk=referral_id)  # type: ignore[attr-defined]
    return Place(request.actor, referral, "received", Side.RECEIVER, dict, right=RIGHT)  # type: ignore[attr-defined]


@require_GET
def received_list(request: HttpRequest) -> HttpResponse:
    """What came, the most pressing first. A list names nobody's story: it says what is asked, by whom, for when."""
    actor = request.actor
    if not may_have_referrals(actor):
        raise Http404
    view = request.GET.get("vue", "")
    view = view if view in VIEWS else "nouvelles"
    rows = received_in(actor, view, today())
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "view": view,
        "views": VIEWS.items(),
        "referrals": [(row, look_there(row, today())) for row in page],
    }
    return render(request, "coordination/received_list.html", context)


@require_GET
def received_count(request: HttpRequest) -> HttpResponse:
    """How many wait for us, the new and the late: for the figure beside the navigation."""
    if not may_have_referrals(request.actor):
        return HttpResponse("0", content_type="text/plain")
    fresh = set(
        received_in(request.actor, "nouvelles", today()).values_list("pk", flat=True)[: MOST_COUNTED + 1]
    )
    late = set(received_in(request.actor, "retard", today()).values_list("pk", flat=True)[: MOST_COUNTED + 1])
    count = len(fresh | late)
    return HttpResponse(f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count), content_type="text/plain")


@require_GET
def received_detail(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """One referral, for those who received it: what they were told, and nothing beside."""
    place = _load(request, referral_id)
    form = AssignForm(colleagues=_team(request), initial={"user": place.referral.in_charge_id})
    return places.detail_page(request, place, "coordination/received_detail.html", form=form)


def _team(request: HttpRequest) -> object:
    return colleagues(request.actor, today=today()).order_by("last_name", "first_name")  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
def received_answer(request: HttpRequest, referral_id: UUID, slug: str) -> HttpResponse:
    """One gesture."""
    return places.answer_page(request, _load(request, referral_id), slug, "coordination/received_answer.html")


@require_POST
def received_take_back(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Too quick."""
    return places.taken_back(request, _load(request, referral_id))


@require_POST
def received_assign(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Someone takes charge of it."""
    place = _load(request, referral_id)
    form = AssignForm(request.POST, colleagues=_team(request))
    if not form.is_valid():
        messages.error(request, "Choisissez quelqu’un de la liste.")
        return redirect(place.back)
    user: User = form.cleaned_data["user"]
    return gesture(
        request,
        lambda: assign_referral(actor=request.actor, referral=place.referral, user=user, now=now()),
        place.back,
        said=f"Confiée à {user.get_full_name()}.",
    )


A_FEW = 5


@require_GET
def referral_panel(request: HttpRequest) -> HttpResponse:
    """On *Aujourd’hui*: what came, what nobody answered, what was answered and not read yet."""
    actor = request.actor
    if not may_have_referrals(actor):
        return HttpResponse()
    shown = {
        "unanswered": _looked(mine_to_follow(actor, waiting_too_long(actor, today()))[:A_FEW]),
        "answers": _looked(mine_to_follow(actor, answers_to_read(actor))[:A_FEW]),
        "fresh": _there(received_in(actor, "nouvelles", today())[:A_FEW]),
        "late": _there(received_in(actor, "retard", today()).exclude(in_charge=None)[:A_FEW]),
    }
    if not any(shown.values()):
        return HttpResponse()
    return render(request, "coordination/_referral_panel.html", shown)


def _there(rows: object) -> list[tuple[Referral, object]]:
    return [(row, look_there(row, today())) for row in rows]  # type: ignore[attr-defined]


def _looked(rows: object) -> list[tuple[Referral, object]]:
    return [(row, look_of(row, today())) for row in rows]  # type: ignore[attr-defined]
