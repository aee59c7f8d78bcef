"""Aujourd’hui, whatever one's work is; and the load of a team for those who lead it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from tisserand.accounts.choices import Role
from tisserand.common import clock
from tisserand.support.load import may_see_load, team_load
from tisserand.support.services.put_off import put_off, take_back
from tisserand.support.today import day_of, reception_of
from tisserand.support.views.answering import load_dossier
from tisserand.support.views.box import EmptyBox


@require_GET
@login_required
def today(request: HttpRequest) -> HttpResponse:
    """The first page after signing in: each finds there what their work calls for."""
    actor, now = request.actor, clock.now()
    context: dict[str, Any] = {"today": timezone.localdate(now)}
    if actor.is_accompanying:
        context |= {"day": day_of(actor, now=now), "box": EmptyBox(), "leads": may_see_load(actor)}
        return render(request, "support/today.html", context)
    if actor.has_role(Role.RECEPTION):
        return render(
            request, "support/today_reception.html", context | {"day": reception_of(actor, now=now)}
        )
    if actor.is_peer:
        return redirect("sharing:opening_list")
    if actor.has_role(Role.ADMINISTRATOR):
        return redirect("accounts:member_list")
    if len(request.hats) > 1:
        return redirect("accounts:organisation_choose")
    return render(request, "support/today_nowhere.html", context)


@require_POST
def line_put_off(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Show someone again tomorrow."""
    dossier = load_dossier(request, dossier_id)
    put_off(actor=request.actor, dossier=dossier, now=clock.now())
    messages.success(request, f"{dossier.person} : à revoir demain.")
    return redirect("support:today")


@require_POST
def line_take_back(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Show someone today after all."""
    dossier = load_dossier(request, dossier_id)
    take_back(actor=request.actor, dossier=dossier, now=clock.now())
    return redirect("support:today")


@require_GET
@login_required
def load(request: HttpRequest) -> HttpResponse:
    """Who carries what, and who is carried by nobody."""
    if not may_see_load(request.actor):
        raise Http404
    context = {"load": team_load(request.actor, today=clock.today())}
    return render(request, "support/load.html", context)
