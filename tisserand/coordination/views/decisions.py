"""What was decided: written, made a step of the plan in one press, undone in another."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from tisserand.accounts.once import once
from tisserand.common.access import Action
from tisserand.common.clock import now
from tisserand.coordination.forms.table import DecisionForm, GoalForm
from tisserand.coordination.models import Conference, Decision
from tisserand.coordination.services import decisions as services
from tisserand.coordination.views.conference_answering import ask, gesture, load_conference, page_of
from tisserand.coordination.views.live import where_written
from tisserand.coordination.views.table import active_goals
from tisserand.support.queries.dossiers import latest_dossier


def _load(conference: Conference, decision_id: UUID) -> Decision:
    rows = conference.decisions.select_related(
        "owner__user", "owner__member", "owner__grant__to_organisation", "item", "person"
    )
    decision = get_object_or_404(rows, pk=decision_id)
    decision.conference = conference
    return decision


def _form(request: HttpRequest, conference: Conference, decision: Decision) -> DecisionForm:
    page = page_of(request, conference)
    return DecisionForm(request.POST or None, instance=decision, attendees=page.named, items=page.items)


@require_http_methods(["GET", "POST"])
@once
def decision_add(request: HttpRequest, person_id: UUID, conference_id: UUID) -> HttpResponse:
    """Keep what was decided, of one point (`?point=`) or of none."""
    conference = load_conference(request, person_id, conference_id)
    point = next((one for one in conference.items.all() if str(one.pk) == request.GET.get("point")), None)
    form = _form(request, conference, Decision(item=point))
    return ask(
        request,
        conference,
        form,
        lambda: services.add_decision(
            actor=request.actor, conference=conference, decision=form.instance, now=now()
        ),
        title="Une décision",
        note="Qui s’en charge le dit devant tout le monde. La personne peut dire non.",
        submit="Garder",
        then=where_written(conference, f"point-{point.pk}" if point else "en-dehors"),
        once=True,
    )


@require_http_methods(["GET", "POST"])
def decision_edit(
    request: HttpRequest, person_id: UUID, conference_id: UUID, decision_id: UUID
) -> HttpResponse:
    """Rewrite it."""
    conference = load_conference(request, person_id, conference_id)
    decision = _load(conference, decision_id)
    form = _form(request, conference, decision)
    return ask(
        request,
        conference,
        form,
        lambda: services.edit_decision(
            actor=request.actor, decision=form.instance, expected=form.expected_revision, now=now()
        ),
        title="Cette décision",
        then=where_written(conference, f"decision-{decision.pk}"),
    )


@require_POST
def decision_remove(
    request: HttpRequest, person_id: UUID, conference_id: UUID, decision_id: UUID
) -> HttpResponse:
    """It was not decided after all."""
    conference = load_conference(request, person_id, conference_id)
    decision = _load(conference, decision_id)
    return gesture(
        request,
        lambda: services.remove_decision(actor=request.actor, decision=decision, now=now()),
        where_written(conference, f"point-{decision.item_id}" if decision.item_id else "en-dehors"),
    )


@require_http_methods(["GET", "POST"])
def decision_plan(
    request: HttpRequest, person_id: UUID, conference_id: UUID, decision_id: UUID
) -> HttpResponse:
    """Make it a step of the plan: at once where the goal is known, else under the goal one chooses."""
    conference = load_conference(request, person_id, conference_id)
    decision = _load(conference, decision_id)
    dossier = latest_dossier(request.actor, conference.person, Action.EDIT)
    goals = active_goals(dossier) if dossier and dossier.is_open else []
    back = where_written(conference, f"decision-{decision.pk}")
    if not goals:
        messages.error(
            request, "Il faut d’abord un objectif dans le projet\u00a0: écrivez-le avec la personne."
        )
        return redirect(reverse("support:plan_detail", args=[dossier.pk]) if dossier else back)
    about_it = decision.item.goal_id if decision.item else None
    known = next((goal for goal in goals if goal.pk == about_it), None) or (
        goals[0] if len(goals) == 1 else None
    )
    if request.method == "POST" and known and "goal" not in request.POST:
        return gesture(
            request, lambda: _make(request, decision, known), back, said="C’est une étape du projet."
        )
    form = GoalForm(request.POST or None, goals=goals, initial={"goal": str(known.pk) if known else ""})

    def save() -> None:
        _make(request, decision, next(goal for goal in goals if str(goal.pk) == form.cleaned_data["goal"]))

    return ask(
        request,
        conference,
        form,
        save,
        title="En faire une étape",
        note=decision.words,
        submit="En faire une étape",
        then=back,
        said="C’est une étape du projet.",
    )


def _make(request: HttpRequest, decision: Decision, goal: object) -> None:
    services.make_step(actor=request.actor, decision=decision, goal=goal, now=now())  # type: ignore[attr-defined, arg-type]


@require_POST
def decision_unplan(
    request: HttpRequest, person_id: UUID, conference_id: UUID, decision_id: UUID
) -> HttpResponse:
    """The step goes, the decision stays."""
    conference = load_conference(request, person_id, conference_id)
    decision = _load(conference, decision_id)
    return gesture(
        request,
        lambda: services.undo_step(actor=request.actor, decision=decision, now=now()),
        where_written(conference, f"decision-{decision.pk}"),
        said="L’étape est défaite.",
    )
