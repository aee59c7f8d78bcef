"""From the plan and the map to the door: where goals were sent, which services fit a goal or a difficulty."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from tisserand.audit.services import ensure_read, record_read
from tisserand.common.clock import now, today
from tisserand.coordination.queries.referrals import referrals_of
from tisserand.coordination.referral_nearby import fitting
from tisserand.coordination.referral_page import look_of
from tisserand.coordination.views.referral_loading import LIST, TAB, dossier_of, load_person
from tisserand.people.page import person_page
from tisserand.support.choices import GoalState
from tisserand.support.models import Goal, MapItem

A_FEW = 8


@require_GET
def plan_referral_panel(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Beside the plan: where its goals were sent, what came of it, and where else they may be."""
    person = load_person(request, person_id)
    rows = referrals_of(request.actor, person).filter(goal__isnull=False)[:A_FEW]
    goals = Goal.objects.filter(plan__dossier=dossier_of(request.actor, person), state=GoalState.ACTIVE)[
        :A_FEW
    ]
    ensure_read(actor=request.actor, person_id=person.pk, part=LIST)
    shown = {"referrals": [(row, look_of(row, today())) for row in rows], "goals": goals, "person": person}
    return render(request, "coordination/_plan_referrals.html", shown) if rows or goals else HttpResponse()


@require_GET
def referral_fitting(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The services that fit one goal, or one difficulty, each with its reasons; one press begins a referral."""
    person = load_person(request, person_id)
    dossier = dossier_of(request.actor, person)
    goal, item = _asked(request, "objectif"), _asked(request, "difficulte")
    found: Goal | MapItem
    if goal:
        found = get_object_or_404(Goal.objects.filter(plan__dossier=dossier), pk=goal)
        topics = list(found.answers.values_list("topic", flat=True))
    elif item:
        found = get_object_or_404(MapItem.objects.filter(map__dossier=dossier, removed_at=None), pk=item)
        topics = [found.topic]
    else:
        raise Http404
    record_read(actor=request.actor, person_id=person.pk, part=LIST)
    context = {
        "title": found.title,
        "goal": goal,
        "topics": topics,
        "fits": fitting(request.actor, person, topics, now=now()),
    }
    frame = person_page(request.actor, person, active=TAB)
    return render(request, "coordination/referral_fitting.html", frame | context)


def _asked(request: HttpRequest, name: str) -> UUID | None:
    try:
        return UUID(request.GET.get(name, ""))
    except ValueError:
        return None
