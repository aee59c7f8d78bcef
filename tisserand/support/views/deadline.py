"""Dates that matter: set, changed, settled, called off, taken up again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tisserand.accounts.once import once
from tisserand.common import clock
from tisserand.common.access import Action
from tisserand.support.forms.deadline import CallOffForm, DeadlineForm, HandleForm
from tisserand.support.models import Deadline, Dossier
from tisserand.support.policies import DEADLINE
from tisserand.support.queries.deadlines import deadlines_visible_to
from tisserand.support.queries.dossiers import may_hold_thread
from tisserand.support.services.deadlines import (
    call_off_deadline,
    edit_deadline,
    handle_deadline,
    reopen_deadline,
    set_deadline,
)
from tisserand.support.services.dossiers import check_open
from tisserand.support.views.answering import dossier_page, load_dossier, note_reading
from tisserand.ui.answering import answer_form

FORM = "support/deadline_form.html"


def _load(request: HttpRequest, dossier_id: UUID, deadline_id: UUID) -> Deadline:
    rows = deadlines_visible_to(request.actor).select_related("dossier__person", "owner")
    deadline = get_object_or_404(rows, pk=deadline_id, dossier_id=dossier_id)
    DEADLINE.check(request.actor, Action.EDIT, deadline)
    return deadline


def _list(dossier: Dossier) -> str:
    return reverse("support:deadline_list", args=[dossier.pk])


@require_GET
def deadline_list(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Every date of a dossier: those to come first, then those settled."""
    dossier = load_dossier(request, dossier_id)
    note_reading(request, dossier, "support.deadline")
    rows = list(dossier.deadlines.select_related("owner"))
    context = dossier_page(request, dossier) | {
        "coming": [row for row in rows if not row.handled_on],
        "settled": [row for row in reversed(rows) if row.handled_on],
    }
    return render(request, "support/deadline_list.html", context)


@require_http_methods(["GET", "POST"])
@once
def deadline_set(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Set a date."""
    dossier = load_dossier(request, dossier_id, Action.EDIT)
    check_open(request.actor, dossier)
    owners = may_hold_thread(request.actor, clock.today())
    initial = {"owner": request.actor.user_id}
    form = DeadlineForm(
        request.POST or None, owners=owners, instance=Deadline(dossier=dossier), initial=initial
    )
    return answer_form(
        request,
        form,
        lambda: set_deadline(actor=request.actor, dossier=dossier, now=clock.now(), **form.said()),
        template=FORM,
        context=lambda: (
            dossier_page(request, dossier) | {"title": "Une date à ne pas laisser passer", "creates": True}
        ),
        then=_list(dossier),
        said="La date est notée : elle reviendra dans Aujourd’hui.",
    )


@require_http_methods(["GET", "POST"])
def deadline_edit(request: HttpRequest, dossier_id: UUID, deadline_id: UUID) -> HttpResponse:
    """Change a date or what is said of it."""
    deadline = _load(request, dossier_id, deadline_id)
    owners = may_hold_thread(request.actor, clock.today()) | type(deadline.owner).objects.filter(
        pk=deadline.owner_id
    )
    form = DeadlineForm(request.POST or None, owners=owners.distinct(), instance=deadline)

    def save() -> None:
        edit_deadline(
            actor=request.actor,
            deadline=deadline,
            expected=form.expected_revision,
            now=clock.now(),
            **form.said(),
        )

    return answer_form(
        request,
        form,
        save,
        template=FORM,
        context=lambda: dossier_page(request, deadline.dossier) | {"title": "Modifier l’échéance"},
        then=_list(deadline.dossier),
        said="L’échéance est modifiée.",
    )


@require_http_methods(["GET", "POST"])
def deadline_handle(request: HttpRequest, dossier_id: UUID, deadline_id: UUID) -> HttpResponse:
    """It is settled, and here is what came of it."""
    deadline = _load(request, dossier_id, deadline_id)
    form = HandleForm(request.POST or None, initial={"handled_on": clock.today()})
    return answer_form(
        request,
        form,
        lambda: handle_deadline(actor=request.actor, deadline=deadline, now=clock.now(), **form.cleaned_data),
        template=FORM,
        context=lambda: (
            dossier_page(request, deadline.dossier)
            | {"title": f"C’est réglé : {deadline.title}", "deadline": deadline}
        ),
        then=_list(deadline.dossier),
        said="C’est réglé.",
    )


@require_http_methods(["GET", "POST"])
def deadline_call_off(request: HttpRequest, dossier_id: UUID, deadline_id: UUID) -> HttpResponse:
    """It need not be met any more, and here is why."""
    deadline = _load(request, dossier_id, deadline_id)
    form = CallOffForm(request.POST or None)
    return answer_form(
        request,
        form,
        lambda: call_off_deadline(
            actor=request.actor, deadline=deadline, now=clock.now(), **form.cleaned_data
        ),
        template=FORM,
        context=lambda: (
            dossier_page(request, deadline.dossier) | {"title": f"N’est plus d’actualité : {deadline.title}"}
        ),
        then=_list(deadline.dossier),
        said="La date ne reviendra plus. On peut la reprendre.",
    )


@require_POST
def deadline_reopen(request: HttpRequest, dossier_id: UUID, deadline_id: UUID) -> HttpResponse:
    """It is not settled after all."""
    deadline = _load(request, dossier_id, deadline_id)
    reopen_deadline(actor=request.actor, deadline=deadline, now=clock.now())
    messages.success(request, "L’échéance est de nouveau à suivre.")
    return redirect(_list(deadline.dossier))
