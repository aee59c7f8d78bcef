"""Ways to reach someone: noted, corrected, ended, shown on demand when they are protected."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tisserand.accounts.once import once
from tisserand.common.access import Action
from tisserand.common.clock import now
from tisserand.common.rows import StaleRevision
from tisserand.people import services
from tisserand.people.choices import ContactKind
from tisserand.people.forms.contacts import ContactForm, RevealForm
from tisserand.people.models import ContactPoint, Person
from tisserand.people.page import person_page
from tisserand.people.policies import PERSON
from tisserand.people.views.loading import load_person
from tisserand.ui.conflicts import conflict_response

CHANGED_MEANWHILE = "Quelqu’un a modifié ce moyen de contact entre-temps, et il est protégé."


def _load(request: HttpRequest, person_id: UUID, contact_id: UUID) -> ContactPoint:
    person = load_person(request.actor, person_id, Action.EDIT)
    contact = get_object_or_404(person.contacts.select_related("person"), pk=contact_id)
    if contact.is_protected:  # changing it means seeing it
        PERSON.check(request.actor, Action.REVEAL, person)
    return contact


def _answer(
    request: HttpRequest,
    person: Person,
    form: ContactForm,
    *,
    status: int = 200,
    reveal: ContactPoint | None = None,
) -> HttpResponse:
    """The form; `reveal`: what must be shown, with a reason, before it can be saved."""
    page = person_page(request.actor, person, active="people.person")
    contact = None if form.instance._state.adding else form.instance
    context = {"form": form, "contact": contact, "reveal": reveal}
    return render(request, "people/contact_edit.html", page | context, status=status)


@login_required
@once
def contact_create(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Note a way to reach someone."""
    person = load_person(request.actor, person_id, Action.EDIT)
    kind = request.GET.get("moyen", ContactKind.PHONE)
    form = ContactForm(request.POST or None, initial={"kind": kind})
    if request.method == "POST" and form.is_valid():
        services.add_contact(actor=request.actor, person=person, contact=form.instance, now=now())
        messages.success(request, "C’est noté.")
        return redirect("people:person_detail", person.pk)
    return _answer(request, person, form)


@never_cache
@login_required
def contact_edit(request: HttpRequest, person_id: UUID, contact_id: UUID) -> HttpResponse:
    """Correct a way to reach someone. A protected one is first shown with a reason."""
    contact = _load(request, person_id, contact_id)
    if contact.is_protected and request.method == "GET" and not _was_just_revealed(request, contact):
        return redirect("people:contact_reveal", person_id, contact_id)
    form = ContactForm(request.POST or None, instance=contact)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_contact(
                actor=request.actor, contact=form.instance, expected=form.expected_revision, now=now()
            )
        except StaleRevision as stale:
            return _conflict(request, contact.person, form, stale)
        messages.success(request, "C’est corrigé.")
        return redirect("people:person_detail", person_id)
    return _answer(request, contact.person, form)


def _conflict(request: HttpRequest, person: Person, form: ContactForm, stale: StaleRevision) -> HttpResponse:
    """Both versions; but theirs, when it is protected, only to someone who has just said why they want to see it."""
    theirs = stale.theirs
    assert isinstance(theirs, ContactPoint)
    if not theirs.is_protected or _was_just_revealed(request, theirs):
        return conflict_response(request, form, stale)
    PERSON.check(request.actor, Action.REVEAL, person)
    form.add_error(None, CHANGED_MEANWHILE)
    return _answer(request, person, form, status=409, reveal=theirs)


@require_POST
@login_required
def contact_end(request: HttpRequest, person_id: UUID, contact_id: UUID) -> HttpResponse:
    """It is no longer theirs."""
    contact = _load(request, person_id, contact_id)
    services.end_contact(actor=request.actor, contact=contact, now=now())
    messages.success(request, "Ce moyen de contact n’est plus proposé ; l’historique le garde.")
    return redirect("people:person_detail", person_id)


@never_cache
@login_required
def contact_reveal(request: HttpRequest, person_id: UUID, contact_id: UUID) -> HttpResponse:
    """Show what is protected, to someone allowed, who says why."""
    actor = request.actor
    person = load_person(actor, person_id, Action.REVEAL)
    contact = get_object_or_404(person.contacts.select_related("person"), pk=contact_id)
    form = RevealForm(request.POST or None)
    context = person_page(actor, person, active="people.person") | {"form": form, "contact": contact}
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        context["shown"] = services.reveal_contact(actor=actor, contact=contact, reason=reason, now=now())
        request.session[_revealed_key(contact)] = now().timestamp()
    return render(request, "people/contact_reveal.html", context)


REVEALED_FOR = 300  # seconds: the time to correct what one has just been shown


def _revealed_key(contact: ContactPoint) -> str:
    return f"revealed:{contact.pk}"


def _was_just_revealed(request: HttpRequest, contact: ContactPoint) -> bool:
    shown_at = request.session.get(_revealed_key(contact), 0)
    return bool(now().timestamp() - shown_at < REVEALED_FOR)
