"""What every page of a referral does: load what may be seen, note the reading, draw the frame, do one gesture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from tisserand.accounts.actors import Actor
from tisserand.audit.services import record_read
from tisserand.common.access import Action
from tisserand.common.clock import today
from tisserand.coordination.models import Referral
from tisserand.coordination.policies.referrals import may_refer
from tisserand.coordination.queries.referrals import referrals_of
from tisserand.coordination.referral_page import look_of
from tisserand.coordination.services.referral_holding import PART
from tisserand.people.models import Person
from tisserand.people.page import person_page
from tisserand.people.queries import dressed_person
from tisserand.support.models import Dossier
from tisserand.support.page import accompaniments
from tisserand.ui.answering import answer_form

TAB = PART
LIST = "coordination.referral_list"


def load_person(request: HttpRequest, person_id: UUID) -> Person:
    """Someone whom the actor accompanies; for everyone else there is no such page."""
    person = dressed_person(request.actor, person_id, Action.READ)  # type: ignore[attr-defined]
    if person is None or not may_refer(request.actor, person):  # type: ignore[attr-defined]
        raise Http404
    return person


def dossier_of(actor: Actor, person: Person) -> Dossier:
    """The dossier from which one refers: the open one, or the last."""
    here = (one for one in accompaniments(actor, person) if one.is_readable)
    dossier = next((one for one in here if one.organisation_id == actor.organisation_id), None)
    if dossier is None:
        raise Http404
    return dossier


def load_referral(request: HttpRequest, person_id: UUID, referral_id: UUID) -> Referral:
    """One referral of someone whom the actor accompanies."""
    person = load_person(request, person_id)
    referral = get_object_or_404(referrals_of(request.actor, person), pk=referral_id)  # type: ignore[attr-defined]
    referral.person = person
    return referral


def about(request: HttpRequest, referral: Referral, **more: Any) -> dict[str, Any]:
    """What every page of one referral shows to those who sent it; drawing it is reading."""
    actor = request.actor  # type: ignore[attr-defined]
    record_read(actor=actor, person_id=referral.person_id, part=PART, object_id=referral.pk)
    frame = person_page(actor, referral.person, active=TAB)
    return frame | {"referral": referral, "look": look_of(referral, today()), "today": today()} | more


def address(referral: Referral, name: str = "referral_detail", *args: Any, anchor: str = "") -> str:
    """An address of this referral."""
    found = reverse(f"coordination:{name}", args=[referral.person_id, referral.pk, *args])
    return f"{found}#{anchor}" if anchor else found


def ask(
    request: HttpRequest,
    referral: Referral,
    form: Any,
    save: Callable[[], Any],
    *,
    title: str,
    note: str = "",
    submit: str = "Enregistrer",
    said: str = "",
    once: bool = False,
    danger: bool = False,
) -> HttpResponse:
    """One form on a page of its own; then back to the referral."""
    back = address(referral)
    words = {"title": title, "note": note, "submit": submit, "once": once, "back": back, "danger": danger}
    return answer_form(
        request,
        form,
        save,
        template="coordination/referral_question.html",
        context=lambda: about(request, referral, **words),
        then=back,
        said=said,
    )


def gesture(request: HttpRequest, do: Callable[[], Any], then: str, *, said: str = "") -> HttpResponse:
    """One press: done, or said why not; then back where one was."""
    try:
        do()
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        if said:
            messages.success(request, said)
    return redirect(then)
