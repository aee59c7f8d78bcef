"""Requests of a dossier: one more, or one corrected."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tisserand.accounts.once import once
from tisserand.common import clock
from tisserand.common.access import Action
from tisserand.support.forms.dossier import RequestEditForm, RequestForm
from tisserand.support.models import Request
from tisserand.support.services.dossiers import add_request, check_open, edit_request
from tisserand.support.views.answering import dossier_page, load_dossier
from tisserand.ui.answering import answer_form

FORM = "support/dossier_form.html"


@require_http_methods(["GET", "POST"])
@once
def request_add(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """One more request, as it is said."""
    dossier = load_dossier(request, dossier_id, Action.EDIT)
    check_open(request.actor, dossier)
    form = RequestForm(request.POST or None, initial={"asked_on": clock.today()})
    return answer_form(
        request,
        form,
        lambda: add_request(actor=request.actor, dossier=dossier, request=form.asked(), now=clock.now()),
        template=FORM,
        context=lambda: dossier_page(request, dossier) | {"title": "Une autre demande", "creates": True},
        then=reverse("support:dossier_detail", args=[dossier.pk]),
        said="La demande est gardée.",
    )


@require_http_methods(["GET", "POST"])
def request_edit(request: HttpRequest, dossier_id: UUID, request_id: UUID) -> HttpResponse:
    """Correct a request."""
    dossier = load_dossier(request, dossier_id, Action.EDIT)
    check_open(request.actor, dossier)
    row = get_object_or_404(Request.objects.select_related("dossier"), pk=request_id, dossier=dossier)
    form = RequestEditForm(request.POST or None, instance=row)

    def save() -> None:
        said = {name: form.cleaned_data[name] for name in form.Meta.fields}
        edit_request(
            actor=request.actor, request=row, expected=form.expected_revision, now=clock.now(), **said
        )

    return answer_form(
        request,
        form,
        save,
        template=FORM,
        context=lambda: dossier_page(request, dossier) | {"title": "Corriger la demande"},
        then=reverse("support:dossier_detail", args=[dossier.pk]),
        said="La demande est corrigée.",
    )
