"""Departures: all that someone who leaves still holds, on one page. Administrators decide, heads look on."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from tisserand.accounts.choices import Role
from tisserand.accounts.departures import held_by, leaver_of
from tisserand.accounts.forms.departures import DepartureForm, DepartureMoveForm
from tisserand.accounts.models import Departure
from tisserand.accounts.once import once
from tisserand.accounts.policies import DEPARTURE, may_administer
from tisserand.accounts.queries import colleagues, departures_visible_to
from tisserand.accounts.services import departures as services
from tisserand.accounts.services.memberships import LastAdministrator, OwnRole
from tisserand.accounts.views.frame import administration_page
from tisserand.accounts.views.members import LAST_ADMINISTRATOR, OWN_ROLE
from tisserand.common.access import Action
from tisserand.common.clock import now, today
from tisserand.common.rows import StaleRevision
from tisserand.ui.conflicts import conflict_response

SECTION = "departures"


def _load(request: HttpRequest, departure_id: UUID, action: Action = Action.SEE) -> Departure:
    departure = get_object_or_404(departures_visible_to(request.actor), pk=departure_id)
    DEPARTURE.check(request.actor, action, departure)
    return departure


@require_GET
@login_required
def departure_list(request: HttpRequest) -> HttpResponse:
    """Those to come first, then those that are over."""
    if not may_administer(request.actor):
        raise Http404
    rows = departures_visible_to(request.actor)
    coming = list(rows.filter(state="planned").order_by("last_day", "id"))
    page = Paginator(rows.exclude(state="planned"), 25).get_page(request.GET.get("page"))
    return administration_page(request, SECTION, "departure_list", {"coming": coming, "page": page})


@require_http_methods(["GET", "POST"])
@login_required
@once
def departure_plan(request: HttpRequest) -> HttpResponse:
    """Note that someone leaves."""
    if not may_administer(request.actor):
        raise Http404
    if not request.actor.has_role(Role.ADMINISTRATOR):
        raise PermissionDenied
    members = colleagues(request.actor, today=today()).order_by("last_name", "first_name")
    form = DepartureForm(
        request.POST or None, members=members, initial={"member": request.GET.get("membre", "")}
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            departure = services.plan_departure(
                actor=request.actor, member=said["member"], last_day=said["last_day"], now=now()
            )
        except services.DepartureRefused as refusal:
            form.add_error(None, refusal)
        except LastAdministrator:
            form.add_error(None, LAST_ADMINISTRATOR)
        else:
            messages.success(request, f"Le départ de {said['member']} est noté. Voici ce qui reste à faire.")
            return redirect("accounts:departure_detail", departure.pk)
    return administration_page(request, SECTION, "departure_plan", {"form": form})


@require_GET
@login_required
def departure_detail(request: HttpRequest, departure_id: UUID) -> HttpResponse:
    """Everything they hold, with what is left to do."""
    departure = _load(request, departure_id)
    moment = now()
    lines = held_by(request.actor, leaver_of(departure), moment)
    context = {
        "departure": departure,
        "left": [line for line in lines if line.is_left],
        "alone": [line for line in lines if not line.is_left] if departure.is_planned else [],
        "days": (departure.last_day - localdate(moment)).days,
    }
    return administration_page(request, SECTION, "departure_detail", context)


@require_http_methods(["GET", "POST"])
@login_required
def departure_move(request: HttpRequest, departure_id: UUID) -> HttpResponse:
    """Change the last day."""
    departure = _load(request, departure_id, Action.MANAGE)
    form = DepartureMoveForm(request.POST or None, instance=departure)
    if request.method == "POST" and form.is_valid():
        try:
            services.move_departure(
                actor=request.actor,
                departure=departure,
                last_day=form.cleaned_data["last_day"],
                expected=form.expected_revision,
                now=now(),
            )
        except StaleRevision as stale:
            return conflict_response(request, form, stale)
        except services.DepartureRefused as refusal:
            form.add_error(None, refusal)
        except LastAdministrator:
            form.add_error(None, LAST_ADMINISTRATOR)
        else:
            messages.success(request, "Le dernier jour est changé.")
            return redirect("accounts:departure_detail", departure.pk)
    return administration_page(request, SECTION, "departure_move", {"form": form, "departure": departure})


@require_http_methods(["GET", "POST"])
@login_required
def departure_call_off(request: HttpRequest, departure_id: UUID) -> HttpResponse:
    """They stay, or they come back."""
    departure = _load(request, departure_id, Action.MANAGE)
    if request.method == "POST":
        try:
            services.call_off_departure(actor=request.actor, departure=departure, now=now())
        except OwnRole:
            messages.error(request, OWN_ROLE)
        else:
            messages.success(request, f"Les rôles de {departure.user} courent de nouveau comme avant.")
        return redirect("accounts:departure_detail", departure.pk)
    return administration_page(request, SECTION, "departure_call_off", {"departure": departure})
