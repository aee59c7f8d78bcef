"""A person's page; recording someone, correcting what is known of them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from tisserand.accounts.limits import limited
from tisserand.accounts.once import once
from tisserand.common.access import Action
from tisserand.common.clock import now
from tisserand.common.rows import StaleRevision
from tisserand.people import services
from tisserand.people.choices import ContactKind
from tisserand.people.duplicates import draft_of, similar_people
from tisserand.people.forms.persons import NewPersonForm, PersonForm
from tisserand.people.languages import names_by_code
from tisserand.people.models import ContactPoint, Person
from tisserand.people.page import person_page
from tisserand.people.policies import may_create_person, may_screen_duplicates
from tisserand.people.queries import Home, TieShown, homes_of, registration_here, ties_of
from tisserand.people.views.loading import allowed, load_other, load_person
from tisserand.ui.conflicts import conflict_response

CONFIRMED = "someone_else"


@require_GET
@login_required
def person_detail(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """L’essentiel: who they are, how to reach them safely, who is around them."""
    actor = request.actor
    person = load_person(actor, person_id)
    homes = [home for home in homes_of(actor, person) if home.mine.until_on is None]
    context = person_page(actor, person, active="people.person") | {
        "registration": registration_here(actor, person),
        "homes": homes,
        "ties": _besides(ties_of(actor, person), homes),
    }
    return render(request, "people/person_detail.html", context)


def _besides(ties: list[TieShown], homes: list[Home]) -> list[TieShown]:
    """The ties that say more than the household above them does."""
    at_home = {mate.person for home in homes for mate in home.mates if mate.person}
    return [
        tie
        for tie in ties
        if tie.person not in at_home or tie.relation.role or tie.relation.is_emergency_contact
    ]


@allowed(may_create_person)
@limited("likeness", rate="90/m")
@once
def person_create(request: HttpRequest) -> HttpResponse:
    """Record someone; those who look like them are shown before anything is saved."""
    actor = request.actor
    form = NewPersonForm(request.POST or None, organisation_id=actor.organisation_id)
    if request.method == "POST" and form.is_valid():
        candidates = [] if CONFIRMED in request.POST else similar_people(actor, form.draft)
        if not candidates:
            person = _register(request, form)
            messages.success(request, f"{person.name} : c’est noté.")
            return redirect("people:person_detail", person.pk)
        return render(request, "people/person_create.html", _form_context(form) | {"candidates": candidates})
    return render(request, "people/person_create.html", _form_context(form))


def _form_context(form: PersonForm) -> dict[str, object]:
    return {"form": form, "languages": names_by_code().values()}


def _register(request: HttpRequest, form: NewPersonForm) -> Person:
    data, actor = form.cleaned_data, request.actor
    person = services.register_person(
        actor=actor,
        person=form.instance,
        file_number=data["file_number"],
        is_restricted=data["is_restricted"],
        now=now(),
    )
    if data["phone"]:
        phone = ContactPoint(kind=ContactKind.PHONE, value=data["phone"])
        services.add_contact(actor=actor, person=person, contact=phone, now=now())
    return person


@require_POST
@allowed(may_create_person)
@limited("likeness", rate="90/m")
def person_similar(request: HttpRequest) -> HttpResponse:
    """Those who look like what has been typed so far (a fragment of the form)."""
    form = NewPersonForm(request.POST, organisation_id=request.actor.organisation_id)
    form.is_valid()
    candidates = similar_people(request.actor, form.draft)
    return render(request, "people/_similar.html", {"candidates": candidates})


@login_required
def person_edit(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Correct what is known of someone; two people doing so at once see both versions."""
    person = load_person(request.actor, person_id, Action.EDIT)
    form = PersonForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_person(
                actor=request.actor, person=form.instance, expected=form.expected_revision, now=now()
            )
        except StaleRevision as stale:
            return conflict_response(request, form, stale)
        messages.success(request, "C’est corrigé.")
        return redirect("people:person_detail", person.pk)
    page = person_page(request.actor, load_person(request.actor, person_id), active="people.person")
    return render(request, "people/person_edit.html", page | _form_context(form))


@login_required
@limited("likeness", rate="90/m")
def person_likeness(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Those who look like this person; saying of one that it is someone else."""
    actor = request.actor
    person = load_person(actor, person_id, Action.EDIT)
    if request.method == "POST":
        other = load_other(actor, request.POST.get("other", ""))
        services.tell_apart(actor=actor, person=person, other=other, now=now())
        messages.success(request, f"C’est retenu : {person.name} et {other.name} sont deux personnes.")
        return redirect("people:person_likeness", person.pk)
    candidates = similar_people(actor, draft_of(person), other_than=person)
    page = person_page(actor, person, active="people.person")
    return render(
        request,
        "people/person_likeness.html",
        page | {"candidates": candidates, "may_screen": may_screen_duplicates(actor)},
    )
