"""Who holds the thread: handed on alone, or with the dossier to another team."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tisserand.accounts.models import Team
from tisserand.accounts.once import once
from tisserand.common import clock
from tisserand.common.access import Action
from tisserand.support.forms.dossier import HandOverForm, HeldForm, ReferentForm
from tisserand.support.models import Dossier
from tisserand.support.policies import DOSSIER, not_restricted
from tisserand.support.queries.dossiers import may_hold_thread, open_teams
from tisserand.support.services.dossiers import check_open
from tisserand.support.services.referents import PassedMeanwhile, change_referent, hand_to_team
from tisserand.support.views.answering import dossier_page, load_dossier
from tisserand.ui.answering import answer_form

FORM = "support/dossier_form.html"


def _load(request: HttpRequest, dossier_id: UUID) -> Dossier:
    dossier = load_dossier(request, dossier_id, Action.MANAGE)
    check_open(request.actor, dossier)
    return dossier


def _holder(dossier: Dossier) -> UUID | None:
    return next((held.user_id for held in dossier.referents.all() if held.until_on is None), None)


def _then(request: HttpRequest, dossier: Dossier) -> str:
    """The dossier; or the list, for someone who has just handed away what let them read it."""
    reads = DOSSIER.may(request.actor, Action.READ, Dossier.objects.get(pk=dossier.pk))
    name, args = ("support:dossier_detail", [dossier.pk]) if reads else ("support:dossier_list", [])
    return reverse(name, args=args)


def _refuse(form: HeldForm, passed: PassedMeanwhile) -> ValidationError:
    """Say what was done meanwhile; sent again, the form starts from there."""
    form.start_from(passed.holder)
    if isinstance(passed.holder, Team):
        done = f"a confié ce dossier à {passed.holder.with_article}"
    else:
        done = f"a passé le fil {f'à {passed.holder.get_full_name()}' if passed.holder else 'à personne'}"
    return ValidationError(
        f"Entre-temps, quelqu’un d’autre {done}. "
        "Rien n’est changé : si votre choix tient toujours, enregistrez à nouveau."
    )


@require_http_methods(["GET", "POST"])
@once
def referent_change(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Hand the thread to a colleague."""
    dossier = _load(request, dossier_id)
    form = ReferentForm(
        request.POST or None,
        referents=may_hold_thread(request.actor, clock.today()),
        restricted=not not_restricted.holds(request.actor, dossier),
        # Whoever holds it stays chosen: a press too quick takes the thread from nobody.
        initial={
            "on": clock.today(),
            "referent": request.GET.get("referent") or _holder(dossier),
            "held_by": _holder(dossier) or "",
        },
    )

    def save() -> None:
        try:
            change_referent(actor=request.actor, dossier=dossier, now=clock.now(), **form.cleaned_data)
        except PassedMeanwhile as passed:
            raise _refuse(form, passed) from passed

    return _answer(request, dossier, form, save, "Passer le fil")


@require_http_methods(["GET", "POST"])
@once
def dossier_hand(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Hand the dossier to another team."""
    dossier = _load(request, dossier_id)
    form = HandOverForm(
        request.POST or None,
        teams=open_teams(request.actor).exclude(pk=dossier.team_id),
        referents=may_hold_thread(request.actor, clock.today()),
        initial={"on": clock.today(), "held_by": str(dossier.team_id)},
    )

    def save() -> None:
        try:
            hand_to_team(actor=request.actor, dossier=dossier, now=clock.now(), **form.cleaned_data)
        except PassedMeanwhile as passed:
            raise _refuse(form, passed) from passed

    return _answer(request, dossier, form, save, "Confier à une autre équipe")


def _answer(request: HttpRequest, dossier: Dossier, form: Any, save: Any, title: str) -> HttpResponse:
    return answer_form(
        request,
        form,
        save,
        template=FORM,
        context=lambda: dossier_page(request, dossier) | {"title": title, "creates": True},
        then=lambda: _then(request, dossier),
        said="C’est fait : l’historique garde le changement.",
    )
