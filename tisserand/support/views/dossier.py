"""The dossier: opened, seen as a whole, framed, moved from phase to phase, closed, taken up again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tisserand.accounts.once import once
from tisserand.common import clock
from tisserand.common.access import Action
from tisserand.people.models import Person
from tisserand.people.page import person_page
from tisserand.people.queries import people_visible_to
from tisserand.support.choices import Phase
from tisserand.support.forms.dossier import (
    CloseForm,
    DossierEditForm,
    DossierOpenForm,
    PhaseForm,
    ReopenForm,
    households_of,
)
from tisserand.support.models import Dossier
from tisserand.support.overview import latest_of, overview
from tisserand.support.page import accompaniments
from tisserand.support.policies import DOSSIER, may_open_dossier
from tisserand.support.queries.dossiers import may_hold_thread, open_teams
from tisserand.support.services import dossiers
from tisserand.support.views.answering import dossier_page, handover_context, load_dossier, note_reading
from tisserand.ui.answering import answer_form

FORM = "support/dossier_form.html"


def address(dossier: Dossier) -> str:
    """Where a dossier is seen as a whole."""
    return reverse("support:dossier_detail", args=[dossier.pk])


def person_address(person: Person) -> str:
    """Where the page of a person begins."""
    return reverse("people:person_detail", args=[person.pk])


@require_GET
def dossier_detail(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Everything that frames an accompaniment."""
    dossier = load_dossier(request, dossier_id)
    note_reading(request, dossier, "support.dossier")
    context = dossier_page(request, dossier) | overview(dossier)
    known = [one for one in accompaniments(request.actor, dossier.person) if one.is_readable]
    context |= handover_context(request, dossier)
    context["others"] = [other for other in known if other.pk != dossier.pk]
    # Dates, notes and wins of the first are on the page of the person already.
    if dossier not in known[:1]:
        context |= latest_of(request.actor, dossier)
    return render(request, "support/dossier_detail.html", context)


@require_http_methods(["GET", "POST"])
@once
def dossier_open(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Open a dossier for someone already known here."""
    person = get_object_or_404(people_visible_to(request.actor.ordinary), pk=person_id)
    if not may_open_dossier(request.actor):
        raise PermissionDenied
    if already := dossiers.open_dossier_of(request.actor, person):
        return _already(request, already)
    today = clock.today()
    form = DossierOpenForm(
        request.POST or None,
        teams=open_teams(request.actor),
        referents=may_hold_thread(request.actor, today),
        households=households_of(person, today),
        today=today,
        initial={"team": open_teams(request.actor).first(), "referent": request.actor.user_id},
    )
    opened: list[Dossier] = []

    def save() -> None:
        said = form.frame() | {"request": form.asked(form.cleaned_data["opened_on"]), "now": clock.now()}
        opened.append(dossiers.open_dossier(actor=request.actor, person=person, **said))

    return answer_form(
        request,
        form,
        save,
        template="support/dossier_open.html",
        context=lambda: person_page(request.actor, person, active="people.person"),
        then=lambda: after_opening(request, opened[0]),
        said=f"Le dossier de {person} est ouvert.",
    )


def after_opening(request: HttpRequest, dossier: Dossier) -> str:
    """The dossier; or the person, when it was opened for a team whose dossiers the actor does not read."""
    reads = DOSSIER.may(request.actor, Action.READ, dossier)
    return address(dossier) if reads else person_address(dossier.person)


def _already(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """A person has one open dossier here: show it, or say who holds it."""
    messages.info(request, f"{dossier.person} est déjà accompagné·e ici : voici le dossier en cours.")
    return redirect(after_opening(request, dossier))


@require_http_methods(["GET", "POST"])
def dossier_edit(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Priority, rhythm of contact, household."""
    dossier = _open_dossier(request, dossier_id)
    form = DossierEditForm(request.POST or None, instance=dossier)

    def save() -> None:
        names = ("priority", "contact_every_days", "household")
        said = {name: form.cleaned_data[name] for name in names}
        dossiers.edit_dossier(
            actor=request.actor, dossier=dossier, expected=form.expected_revision, now=clock.now(), **said
        )

    return _act(request, dossier, form, save, title="Ce qui cadre l’accompagnement", said="Enregistré.")


@require_http_methods(["GET", "POST"])
def dossier_move(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Go to another phase."""
    dossier = _open_dossier(request, dossier_id)
    phase = request.GET.get("phase", dossier.phase)
    form = PhaseForm(request.POST or None, initial={"phase": phase, "changed_on": clock.today()})

    def save() -> None:
        dossiers.move_to_phase(
            actor=request.actor,
            dossier=dossier,
            phase=form.cleaned_data["phase"],
            changed_on=form.cleaned_data["changed_on"],
            now=clock.now(),
        )

    label = Phase(request.POST["phase"]).label if request.POST.get("phase") in Phase.values else ""
    return _act(
        request,
        dossier,
        form,
        save,
        title="Où en est l’accompagnement",
        said=f"L’accompagnement en est à : {label}.",
    )


@require_http_methods(["GET", "POST"])
def dossier_close(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """End the accompaniment, with its reason and a last word."""
    dossier = load_dossier(request, dossier_id, Action.MANAGE)
    if not dossier.is_open:
        return redirect(address(dossier))
    form = CloseForm(request.POST or None, initial={"closed_on": clock.today()})

    def save() -> None:
        said = form.cleaned_data
        dossiers.close_dossier(
            actor=request.actor, dossier=dossier, reason=said["reason"], words=said["words"],
            closed_on=said["closed_on"], now=clock.now(),
        )  # fmt: skip

    return answer_form(
        request,
        form,
        save,
        template="support/dossier_close.html",
        context=lambda: dossier_page(request, dossier),
        then=address(dossier),
        said="Le dossier est clos. Il reste lisible, et peut être repris.",
    )


@require_http_methods(["GET", "POST"])
def dossier_reopen(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Take a closed accompaniment up again."""
    dossier = load_dossier(request, dossier_id, Action.MANAGE)
    if dossier.is_open:
        return redirect(address(dossier))
    form = ReopenForm(request.POST or None)

    def save() -> None:
        dossiers.reopen_dossier(
            actor=request.actor, dossier=dossier, reason=form.cleaned_data["reason"], now=clock.now()
        )

    try:
        return _act(
            request, dossier, form, save, title="Reprendre l’accompagnement", said="L’accompagnement reprend."
        )
    except dossiers.AlreadyOpenError as refusal:
        return _already(request, refusal.dossier)


def _open_dossier(request: HttpRequest, dossier_id: UUID) -> Dossier:
    dossier = load_dossier(request, dossier_id, Action.EDIT)
    dossiers.check_open(request.actor, dossier)
    return dossier


def _act(
    request: HttpRequest, dossier: Dossier, form: Any, save: Any, *, title: str, said: str
) -> HttpResponse:
    return answer_form(
        request,
        form,
        save,
        template=FORM,
        context=lambda: dossier_page(request, dossier) | {"title": title},
        then=address(dossier),
        said=said,
    )
