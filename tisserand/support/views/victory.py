"""Small wins: noted in one gesture, told otherwise, taken back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tisserand.accounts.once import once
from tisserand.common import clock
from tisserand.common.access import Action
from tisserand.support.forms.victory import VictoryForm
from tisserand.support.models import Dossier, Victory
from tisserand.support.policies import VICTORY
from tisserand.support.queries.victories import victories_visible_to
from tisserand.support.services.dossiers import check_open
from tisserand.support.services.victories import edit_victory, note_victory, remove_victory
from tisserand.support.views.answering import dossier_page, load_dossier, note_reading
from tisserand.ui.answering import answer_form

ACTIVE = "support.road"


def _load(request: HttpRequest, dossier_id: UUID, victory_id: UUID) -> Victory:
    rows = victories_visible_to(request.actor).select_related("dossier__person")
    victory = get_object_or_404(rows, pk=victory_id, dossier_id=dossier_id)
    VICTORY.check(request.actor, Action.EDIT, victory)
    return victory


def _list(dossier: Dossier) -> str:
    return reverse("support:victory_list", args=[dossier.pk])


@require_GET
def victory_list(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Every small win of a dossier."""
    dossier = load_dossier(request, dossier_id)
    note_reading(request, dossier, "support.victory")
    rows = dossier.victories.select_related("noted_by", "goal", "step")
    page = Paginator(rows, 30).get_page(request.GET.get("page"))
    context = dossier_page(request, dossier, active=ACTIVE) | {"page": page}
    return render(request, "support/victory_list.html", context)


@require_http_methods(["GET", "POST"])
@once
def victory_note(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Note a win."""
    dossier = load_dossier(request, dossier_id, Action.EDIT)
    check_open(request.actor, dossier)
    initial = {"happened_on": clock.today()}
    data = request.POST.copy() if request.method == "POST" else None
    if data is not None:
        # The small box of a person's page asks for the words alone: it happened today.
        data.setdefault("happened_on", clock.today().isoformat())
    form = VictoryForm(data, dossier=dossier, instance=Victory(dossier=dossier), initial=initial)
    return answer_form(
        request,
        form,
        lambda: note_victory(actor=request.actor, dossier=dossier, now=clock.now(), **form.said()),
        template="support/victory_form.html",
        context=lambda: (
            dossier_page(request, dossier, active=ACTIVE) | {"title": "Une avancée", "creates": True}
        ),
        then=_list(dossier),
        said="C’est noté. Belle avancée !",
    )


@require_http_methods(["GET", "POST"])
def victory_edit(request: HttpRequest, dossier_id: UUID, victory_id: UUID) -> HttpResponse:
    """Tell a win otherwise."""
    victory = _load(request, dossier_id, victory_id)
    form = VictoryForm(request.POST or None, dossier=victory.dossier, instance=victory)

    def save() -> None:
        edit_victory(
            actor=request.actor,
            victory=victory,
            expected=form.expected_revision,
            now=clock.now(),
            **form.said(),
        )

    return answer_form(
        request,
        form,
        save,
        template="support/victory_form.html",
        context=lambda: dossier_page(request, victory.dossier, active=ACTIVE) | {"title": "Dire autrement"},
        then=_list(victory.dossier),
        said="C’est corrigé.",
    )


@require_http_methods(["GET", "POST"])
def victory_remove(request: HttpRequest, dossier_id: UUID, victory_id: UUID) -> HttpResponse:
    """Take back a win noted by mistake; the history keeps it."""
    victory = _load(request, dossier_id, victory_id)
    if request.method == "POST":
        remove_victory(actor=request.actor, victory=victory, now=clock.now())
        messages.success(request, "L’avancée est retirée ; l’historique la garde.")
        return redirect(_list(victory.dossier))
    context = dossier_page(request, victory.dossier, active=ACTIVE) | {"victory": victory}
    return render(request, "support/victory_remove.html", context)
