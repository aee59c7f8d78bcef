"""The organisation's details, and the trail of what was administered in it."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_GET

from tisserand.accounts.forms.administration import OrganisationForm
from tisserand.accounts.policies import ORGANISATION, may_administer
from tisserand.accounts.queries import names_of_objects, organisations_visible_to
from tisserand.accounts.services.organisations import amend_organisation
from tisserand.accounts.views.frame import administration_page
from tisserand.audit.queries import administrative_events, lines_of
from tisserand.common.access import Action
from tisserand.common.clock import now
from tisserand.common.rows import StaleRevision
from tisserand.ui.conflicts import conflict_response


@login_required
def organisation_edit(request: HttpRequest) -> HttpResponse:
    """Name, number, phone and address."""
    organisation = get_object_or_404(organisations_visible_to(request.actor))
    may_edit = ORGANISATION.may(request.actor, Action.EDIT, organisation)
    form = OrganisationForm(request.POST or None, instance=organisation)
    if request.method == "POST":
        ORGANISATION.check(request.actor, Action.EDIT, organisation)
        if form.is_valid():
            try:
                amend_organisation(
                    actor=request.actor,
                    organisation=organisation,
                    expected=form.expected_revision,
                    now=now(),
                )
            except StaleRevision as stale:
                return conflict_response(request, form, stale)
            messages.success(request, "La fiche de la structure est enregistrée.")
            return redirect("accounts:organisation_edit")
    context = {"form": form, "organisation": organisation, "may_edit": may_edit}
    return administration_page(request, "organisation", "organisation_edit", context)


@require_GET
@login_required
def trail(request: HttpRequest) -> HttpResponse:
    """Who administered what; no person accompanied is named here."""
    if not may_administer(request.actor):
        raise Http404
    events = administrative_events(request.actor.organisation_id)
    page = Paginator(events, 50).get_page(request.GET.get("page"))
    names = names_of_objects(request.actor, [event.object_id for event in page if event.object_id])
    lines = [
        (line, names.get(line.event.object_id, "") if line.event.object_id else "") for line in lines_of(page)
    ]
    return administration_page(request, "trail", "trail", {"page": page, "lines": lines})
