"""Someone is in danger: opening what one could not read, finding who is in no search, closing, telling."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tisserand.accounts.limits import limited
from tisserand.accounts.once import once
from tisserand.audit.services import record_read
from tisserand.common.access import Action
from tisserand.common.clock import now
from tisserand.people.emergencies import (
    is_closed,
    openings_to_look_at,
    openings_to_tell,
    openings_visible_to,
)
from tisserand.people.forms.emergency import AccountForm, DangerForm, FindForm
from tisserand.people.models import EmergencyOpening
from tisserand.people.naming import names_of
from tisserand.people.page import person_page
from tisserand.people.policies import EMERGENCY, may_open_in_emergency
from tisserand.people.queries import people_visible_to
from tisserand.people.services.emergency import (
    PART,
    NothingClosed,
    end_emergency,
    find_in_emergency,
    open_in_emergency,
    tell_emergency,
)
from tisserand.people.tasks import tell_of_emergency
from tisserand.people.views.loading import allowed
from tisserand.ui.answering import answer_form
from tisserand.ui.templatetags.words import time_fr

SHOWN = 6  # on Aujourd’hui
READABLE = "Vous pouvez déjà lire ce dossier : il n’y a rien à ouvrir."


@require_http_methods(["GET", "POST"])
@login_required
@limited("emergency", rate="40/h")
@once
def emergency_open(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Open someone of whom one knows, and whose dossier is closed to one: why, then a few hours."""
    actor = request.actor
    person = get_object_or_404(people_visible_to(actor), pk=person_id)
    if not may_open_in_emergency(actor):
        raise PermissionDenied
    page = reverse("people:person_detail", args=[person.pk])
    if not is_closed(actor, person):
        messages.info(request, READABLE)
        return redirect(page)
    form = DangerForm(request.POST or None, names=names_of(person))

    def save() -> None:
        try:
            _opened(request, open_in_emergency(actor=actor, person=person, why=form.why, now=now()))
        except NothingClosed:
            messages.info(request, READABLE)

    return answer_form(
        request,
        form,
        save,
        template="people/emergency_open.html",
        context=lambda: person_page(actor, person, active="people.person"),
        then=page,
    )


@require_http_methods(["GET", "POST"])
@allowed(may_open_in_emergency)
@limited("emergency", rate="40/h")
@once
def emergency_find(request: HttpRequest) -> HttpResponse:
    """Find someone whom no search shows, by naming them exactly. Found or not, those who lead are told."""
    form = FindForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person, opening = find_in_emergency(actor=request.actor, said=form.said, why=form.why, now=now())
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            if opening is not None:
                _opened(request, opening)
            if person is None:
                return redirect("people:emergency_nobody")
            if opening is None:
                messages.info(request, READABLE)
            return redirect("people:person_detail", person.pk)
    return render(request, "people/emergency_find.html", {"form": form})


@require_GET
@allowed(may_open_in_emergency)
def emergency_nobody(request: HttpRequest) -> HttpResponse:
    """Nobody answers to these names: the same words whoever was named."""
    return render(request, "people/emergency_nobody.html")


def _opened(request: HttpRequest, opening: EmergencyOpening) -> None:
    """Say until when; have the others told, once of each opening."""
    if opening.is_new:
        tell_of_emergency.defer(opening_id=str(opening.pk), address=request.build_absolute_uri("/"))
    if opening.found_someone:
        messages.success(request, f"C’est ouvert, en lecture, jusqu’à {time_fr(opening.until)}.")


def load_opening(request: HttpRequest, opening_id: UUID, action: Action = Action.READ) -> Any:
    """An opening that the actor made or is told of."""
    opening = get_object_or_404(openings_visible_to(request.actor), pk=opening_id)
    EMERGENCY.check(request.actor, action, opening)
    return opening


def about(request: HttpRequest, opening: Any) -> dict[str, Any]:
    """What a page about an opening says: of whom, only to those who know of them, or opened."""
    actor = request.actor
    is_mine = opening.opened_by_id == actor.user_id
    shows_person = opening.found_someone and (opening.knows or is_mine)
    if shows_person:
        record_read(actor=actor, person_id=opening.person_id, part=PART, object_id=opening.pk)
    is_open = opening.is_open(now())
    may_review = EMERGENCY.may(actor, Action.MANAGE, opening)
    return {
        "opening": opening,
        "shows_person": shows_person,
        "leads_there": opening.found_someone and (opening.knows or opening.person_id in actor.opened),
        "is_mine": is_mine,
        "is_open": is_open,
        "may_end": is_open and (is_mine or may_review),
        "may_tell": is_mine and opening.waits_for_account,
        "may_review": may_review and not is_open,
    }


@require_GET
@login_required
def emergency_detail(request: HttpRequest, opening_id: UUID) -> HttpResponse:
    """Who opened what, why, until when; what was seen and done; what was thought of it."""
    opening = load_opening(request, opening_id)
    return render(request, "people/emergency_detail.html", about(request, opening))


@require_http_methods(["GET", "POST"])
@login_required
def emergency_close(request: HttpRequest, opening_id: UUID) -> HttpResponse:
    """Close, and say what one saw and did; asked as well once it has ended by itself."""
    actor = request.actor
    opening = load_opening(request, opening_id, Action.EDIT)
    if not opening.waits_for_account:
        return redirect("people:emergency_detail", opening.pk)
    form = AccountForm(request.POST or None)
    return answer_form(
        request,
        form,
        lambda: tell_emergency(actor=actor, opening=opening, account=form.cleaned_data["account"], now=now()),
        template="people/emergency_close.html",
        context=lambda: about(request, opening),
        then=reverse("people:emergency_detail", args=[opening.pk]),
        said="C’est noté, et refermé.",
    )


@require_POST
@login_required
def emergency_end(request: HttpRequest, opening_id: UUID) -> HttpResponse:
    """Read no more, now; what was seen and done may be written afterwards."""
    opening = load_opening(request, opening_id)
    end_emergency(actor=request.actor, opening=opening, now=now())
    messages.success(request, "C’est refermé.")
    return redirect("people:emergency_detail", opening.pk)


@require_GET
@login_required
def emergency_panel(request: HttpRequest) -> HttpResponse:
    """On *Aujourd’hui*: what I opened and have still to tell; what others opened, until someone has looked at it."""
    actor = request.actor
    if not actor.is_member:
        return HttpResponse()
    mine, others = list(openings_to_tell(actor)[:SHOWN]), list(openings_to_look_at(actor)[:SHOWN])
    if not mine and not others:
        return HttpResponse()
    for person_id in {one.person_id for one in [*mine, *(one for one in others if one.knows)]} - {None}:
        record_read(actor=actor, person_id=person_id, part=PART)
    context = {"mine": mine, "others": others, "now": now()}
    return render(request, "people/_emergency_panel.html", context)
