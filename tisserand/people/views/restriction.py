"""Keeping someone's presence discreet: why, and who keeps access."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from tisserand.accounts.queries import colleagues
from tisserand.common.access import Action
from tisserand.common.clock import now, today
from tisserand.common.rows import StaleRevision
from tisserand.people import services
from tisserand.people.forms.restriction import KeyholderForm, RestrictionForm
from tisserand.people.page import person_page
from tisserand.people.services.restriction import registration_of
from tisserand.people.views.loading import load_person
from tisserand.ui.conflicts import conflict_response


@login_required
def person_restriction(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """What restricted access means here, who keeps access; restrict or lift."""
    actor = request.actor
    person = load_person(actor, person_id, Action.READ if request.method == "GET" else Action.MANAGE)
    registration = registration_of(actor, person)
    form = RestrictionForm(request.POST or None, registration=registration)
    if request.method == "POST" and "lift" in request.POST:
        services.lift_restriction(actor=actor, person=person, now=now())
        messages.success(request, "L’accès n’est plus restreint.")
        return redirect("people:person_restriction", person.pk)
    if request.method == "POST" and form.is_valid():
        try:
            services.restrict_person(
                actor=actor,
                person=person,
                reason=form.cleaned_data["reason"],
                expected=form.expected_revision,
                now=now(),
            )
        except StaleRevision as stale:
            return conflict_response(request, form, stale)
        messages.success(request, "L’accès est restreint.")
        return redirect("people:person_restriction", person.pk)
    holders = registration.keyholders.select_related("user").order_by("user__last_name")
    context = person_page(actor, person, active="people.person") | {
        "form": form,
        "registration": registration,
        "keyholders": holders,
        "grant": KeyholderForm(users=colleagues(actor, today=today()).exclude(pk__in=holders.values("user"))),
    }
    return render(request, "people/person_restriction.html", context)


@require_POST
@login_required
def keyholder_create(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Let a colleague know of this person."""
    actor = request.actor
    person = load_person(actor, person_id, Action.MANAGE)
    form = KeyholderForm(request.POST, users=colleagues(actor, today=today()))
    if form.is_valid():
        services.grant_keyholder(actor=actor, person=person, user=form.cleaned_data["user"])
    return redirect("people:person_restriction", person.pk)


@require_POST
@login_required
def keyholder_delete(request: HttpRequest, person_id: UUID, user_id: UUID) -> HttpResponse:
    """Take a key back, except the last one."""
    actor = request.actor
    person = load_person(actor, person_id, Action.MANAGE)
    holder = get_object_or_404(registration_of(actor, person).keyholders.select_related("user"), user=user_id)
    try:
        services.withdraw_keyholder(actor=actor, person=person, user=holder.user)
    except services.LastKeyholder:
        messages.error(request, "Il faut qu’au moins une personne garde l’accès.")
    return redirect("people:person_restriction", person.pk)
