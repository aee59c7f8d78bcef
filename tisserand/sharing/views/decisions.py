"""What the person decides: yes, yes to a part, no; less than before; nothing any more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from tisserand.common.clock import now, today
from tisserand.common.rows import StaleRevision
from tisserand.sharing import services
from tisserand.sharing.choices import ConsentState, ShareLevel
from tisserand.sharing.consent_page import chosen_items
from tisserand.sharing.forms.decisions import DecisionForm, NarrowForm, ReviewForm, WithdrawForm
from tisserand.sharing.guarantors import changes_of
from tisserand.sharing.models import Consent
from tisserand.sharing.standing import missing_of
from tisserand.sharing.tasks import queue_telling
from tisserand.sharing.views.loading import about, load_consent, note_reading
from tisserand.ui.answering import show_refusal

MOVED = "L’accord a changé pendant que vous le lisiez. Relisez-le ensemble avant de confirmer."
GONE = "Cet accord n’en est plus là\u00a0: quelqu’un a répondu, ou l’a retiré, entre-temps."


@login_required
@require_http_methods(["GET", "POST"])
def consent_decide(request: HttpRequest, person_id: UUID, consent_id: UUID) -> HttpResponse:
    """The person answers: three choices, of which none is put before the others."""
    consent = load_consent(request, person_id, consent_id)
    if request.method == "GET" and (consent.state != ConsentState.DRAFT or missing_of(consent)):
        return redirect("sharing:consent_detail", person_id, consent_id)

    def make(data: Any, held: Consent) -> DecisionForm:
        return DecisionForm(data, by=request.actor.name, today=today(), **_held(request, held))

    return answered(
        request,
        consent,
        make,
        _decide,
        state=ConsentState.DRAFT,
        template="sharing/consent_decide.html",
        said="C’est noté.",
    )


def _decide(request: HttpRequest, consent: Consent, form: DecisionForm) -> None:
    data = form.cleaned_data
    told: dict[str, Any] = {
        "actor": request.actor,
        "consent": consent,
        "decided_on": data["decided_on"],
        "expected": data["revision"],
        "now": now(),
    }
    if form.said_no:
        services.refuse_consent(words=data["person_words"], **told)
        return
    form.write_on(consent)
    if form.said_part:
        told |= {"kept_grants": form.kept_grants, "kept_items": form.kept_items}
    with transaction.atomic():
        services.give_consent(**told)
        for change in changes_of(consent):
            queue_telling(change)


@login_required
@require_http_methods(["GET", "POST"])
def consent_narrow(request: HttpRequest, person_id: UUID, consent_id: UUID) -> HttpResponse:
    """The person shares less: closed from the next request on."""
    consent = load_consent(request, person_id, consent_id)
    if request.method == "GET" and consent.state != ConsentState.GIVEN:
        return redirect("sharing:consent_detail", person_id, consent_id)
    return answered(
        request,
        consent,
        lambda data, held: NarrowForm(data, **_held(request, held)),
        _narrow,
        state=ConsentState.GIVEN,
        template="sharing/consent_narrow.html",
        said="C’est réduit, dès maintenant.",
    )


def _narrow(request: HttpRequest, consent: Consent, form: NarrowForm) -> None:
    data = form.cleaned_data
    services.narrow_consent(
        actor=request.actor,
        consent=consent,
        level=ShareLevel(data["level"]),
        topics=data.get("topics", []),
        kept_grants=form.kept_grants,
        kept_items=form.kept_items,
        ends_on=data["ends_on"],
        words=data["words"],
        expected=data["revision"],
        now=now(),
    )


@login_required
@require_http_methods(["GET", "POST"])
def consent_review(request: HttpRequest, person_id: UUID, consent_id: UUID) -> HttpResponse:
    """It was spoken of again, and still suits the person: until another day."""
    consent = load_consent(request, person_id, consent_id)
    if request.method == "GET" and consent.state != ConsentState.GIVEN:
        return redirect("sharing:consent_detail", person_id, consent_id)
    return answered(
        request,
        consent,
        lambda data, held: ReviewForm(data, consent=held, today=today()),
        _review,
        state=ConsentState.GIVEN,
        template="sharing/consent_review.html",
        said="C’est noté : vous en reparlerez ensemble.",
    )


def _review(request: HttpRequest, consent: Consent, form: ReviewForm) -> None:
    data = form.cleaned_data
    services.review_consent(
        actor=request.actor,
        consent=consent,
        review_on=data["review_on"],
        words=data["words"],
        expected=data["revision"],
        now=now(),
    )


@login_required
@require_http_methods(["GET", "POST"])
def consent_withdraw(request: HttpRequest, person_id: UUID, consent_id: UUID) -> HttpResponse:
    """The person takes it back: one confirmation, no reason asked."""
    consent = load_consent(request, person_id, consent_id)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.withdraw_consent(actor=request.actor, consent=consent, now=now(), **form.cleaned_data)
        except ValidationError as refused:
            messages.error(request, refused.messages[0])
        else:
            messages.success(request, "L’accord est retiré. Plus personne ne lit par lui.")
        return redirect("sharing:consent_detail", person_id, consent_id)
    if request.method == "GET" and consent.state != ConsentState.GIVEN:
        return redirect("sharing:consent_detail", person_id, consent_id)
    note_reading(request, consent)
    context = about(request, consent.person, consent=consent, form=form)
    status = 422 if form.errors else 200
    return render(request, "sharing/consent_withdraw.html", context, status=status)


@login_required
@require_http_methods(["GET", "POST"])
def consent_remove(request: HttpRequest, person_id: UUID, consent_id: UUID) -> HttpResponse:
    """Give up a preparation that was never put to the person."""
    consent = load_consent(request, person_id, consent_id)
    if consent.state != ConsentState.DRAFT:
        return redirect("sharing:consent_detail", person_id, consent_id)
    if request.method == "POST":
        services.remove_draft(actor=request.actor, consent=consent, now=now())
        messages.success(request, "La préparation est abandonnée.")
        return redirect("sharing:sharing_detail", person_id)
    note_reading(request, consent)
    return render(request, "sharing/consent_remove.html", about(request, consent.person, consent=consent))


def _held(request: HttpRequest, consent: Consent) -> dict[str, Any]:
    """What a form takes a part of: the agreement, and what was chosen one by one."""
    return {"consent": consent, "choices": chosen_items(request.actor, consent)}


def answered(
    request: HttpRequest,
    consent: Consent,
    make: Callable[[Any, Consent], Any],
    save: Callable[[HttpRequest, Consent, Any], None],
    *,
    state: ConsentState,
    template: str,
    said: str,
) -> HttpResponse:
    """Ask, keep what is said, go back to the agreement; if it moved meanwhile, what was typed is shown over it as it is
    now, to be read again before anything is kept. `state`: where it still stands, if the gesture still makes sense."""
    ids = (consent.person_id, consent.pk)
    form = make(request.POST if request.method == "POST" else None, consent)
    if request.method == "POST" and form.is_valid():
        try:
            save(request, load_consent(request, *ids), form)
        except StaleRevision:
            consent = load_consent(request, *ids)
            data = request.POST.copy()
            data["revision"] = str(consent.revision)
            form = make(data, consent)
            form.add_error(None, MOVED if consent.state == state else GONE)
            return _asked(request, consent, form, template, status=409)
        except ValidationError as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, said)
            return redirect("sharing:consent_detail", *ids)
    return _asked(request, consent, form, template)


def _asked(
    request: HttpRequest, consent: Consent, form: forms.Form, template: str, *, status: int = 0
) -> HttpResponse:
    note_reading(request, consent)
    context = about(request, consent.person, consent=consent, form=form, moved=status == 409)
    return render(request, template, context, status=status or (422 if form.errors else 200))
