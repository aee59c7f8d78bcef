"""What the accompaniment shows on the first page of a person: one fragment per subject."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from tisserand.common import clock
from tisserand.common.access import Action
from tisserand.people.models import Person
from tisserand.people.policies import may_open_in_emergency
from tisserand.people.queries import people_visible_to
from tisserand.support import overview
from tisserand.support.models import Dossier
from tisserand.support.policies import DOSSIER, may_open_dossier
from tisserand.support.queries.dossiers import latest_dossier
from tisserand.support.views.answering import handover_context, note_reading

NOTHING = HttpResponse


def _person(request: HttpRequest, person_id: UUID) -> Person:
    return get_object_or_404(people_visible_to(request.actor), pk=person_id)


def _context(request: HttpRequest, dossier: Dossier) -> dict[str, Any]:
    may = {
        action.value: DOSSIER.may(request.actor, action, dossier) for action in (Action.EDIT, Action.MANAGE)
    }
    may["edit"] = may["edit"] and dossier.is_open
    return {"person": dossier.person, "dossier": dossier, "may": may, "today": clock.today()}


@require_GET
def dossier_panel(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Where the accompaniment has got to; for a colleague, who to ask; without one, how to begin."""
    person = _person(request, person_id)
    if dossier := latest_dossier(request.actor, person):
        note_reading(request, dossier, "support.dossier")
        context = _context(request, dossier) | overview.phase_steps(dossier)
        context |= {"plan": overview.plan_progress(dossier), "requests": list(dossier.requests.all())}
        context |= handover_context(request, dossier)
        return render(request, "support/_dossier_panel.html", context)
    context = {
        "person": person,
        "seen": latest_dossier(request.actor, person, Action.SEE),
        "may_open": may_open_dossier(request.actor),
        "may_open_in_emergency": may_open_in_emergency(request.actor),
    }
    return render(request, "support/_no_dossier_panel.html", context)


@require_GET
def deadline_panel(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The next dates that matter."""
    dossier = latest_dossier(request.actor, _person(request, person_id))
    if dossier is None:
        return NOTHING()
    note_reading(request, dossier, "support.deadline")
    context = _context(request, dossier) | {"deadlines": overview.next_deadlines(dossier)}
    return render(request, "support/_deadline_card.html", context)


@require_GET
def victory_panel(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The latest wins, and the small box to note another."""
    dossier = latest_dossier(request.actor, _person(request, person_id))
    if dossier is None:
        return NOTHING()
    note_reading(request, dossier, "support.victory")
    context = _context(request, dossier) | {"victories": overview.latest_victories(dossier), "box": True}
    return render(request, "support/_victory_card.html", context)


@require_GET
def entry_panel(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The latest notes."""
    dossier = latest_dossier(request.actor, _person(request, person_id))
    if dossier is None:
        return NOTHING()
    note_reading(request, dossier, "support.journal")
    context = _context(request, dossier) | {"entries": overview.latest_entries(request.actor, dossier)}
    return render(request, "support/_entry_card.html", context)
