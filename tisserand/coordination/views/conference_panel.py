"""On *Aujourd’hui*: the meetings to come at which one sits, and what waits for one's answer."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tisserand.common.clock import in_paris, now
from tisserand.coordination.queries.conferences import minutes_to_read, seats_to_answer, seats_to_come
from tisserand.coordination.queries.proposed_points import points_waiting

A_FEW = 5


@require_GET
def conference_panel(request: HttpRequest) -> HttpResponse:
    """Nothing when there is nothing to come, to answer or to read again."""
    if not request.actor.is_accompanying:
        return HttpResponse()
    this_morning = in_paris(now()).replace(hour=0, minute=0, second=0, microsecond=0)
    context = {
        "to_come": list(seats_to_come(request.actor, since=this_morning)[:A_FEW]),
        "to_answer": list(seats_to_answer(request.actor)[:A_FEW]),
        "proposed": list(points_waiting(request.actor)[:A_FEW]),
        "to_read": list(minutes_to_read(request.actor)[:A_FEW]),
    }
    if not any(context.values()):
        return HttpResponse()
    return render(request, "coordination/_conference_panel.html", context)
