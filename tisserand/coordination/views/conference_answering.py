"""What every page of a meeting does: load what may be seen, draw the frame, ask, do one gesture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from tisserand.audit.services import record_read
from tisserand.common.access import Action
from tisserand.common.clock import today
from tisserand.coordination.conference_page import ConferencePage
from tisserand.coordination.models import Conference
from tisserand.coordination.policies.conferences import may_gather_about
from tisserand.coordination.queries.conferences import conferences_of
from tisserand.coordination.services.holding import PART
from tisserand.people.models import Person
from tisserand.people.page import person_page
from tisserand.people.queries import dressed_person
from tisserand.ui.answering import answer_form

TAB = PART


def load_person(request: HttpRequest, person_id: UUID) -> Person:
    """Someone whom the actor accompanies; for everyone else there is no such page."""
    person = dressed_person(request.actor, person_id, Action.READ)  # type: ignore[attr-defined]
    if person is None or not may_gather_about(request.actor, person):  # type: ignore[attr-defined]
        raise Http404
    return person


def load_conference(request: HttpRequest, person_id: UUID, conference_id: UUID) -> Conference:
    """One meeting around someone whom the actor accompanies."""
    person = load_person(request, person_id)
    rows = conferences_of(request.actor, person).select_related("organisation")  # type: ignore[attr-defined]
    conference = get_object_or_404(rows, pk=conference_id)
    conference.person = person
    return conference


def page_of(request: HttpRequest, conference: Conference) -> ConferencePage:
    """The meeting as its pages show it."""
    return ConferencePage(request.actor, conference, today=today())  # type: ignore[attr-defined]


def note_reading(request: HttpRequest, conference: Conference, part: str = PART) -> None:
    """The trail says who looked."""
    record_read(
        actor=request.actor,  # type: ignore[attr-defined]
        person_id=conference.person_id,
        part=part,
        object_id=conference.pk,
    )


def about(request: HttpRequest, conference: Conference, **more: Any) -> dict[str, Any]:
    """What every page of one meeting shows; drawing it is reading."""
    note_reading(request, conference)
    frame = person_page(request.actor, conference.person, active=TAB)  # type: ignore[attr-defined]
    return frame | {"conference": conference, "today": today()} | more


def address(conference: Conference, name: str = "conference_detail", *args: Any, anchor: str = "") -> str:
    """An address of this meeting."""
    found = reverse(f"coordination:{name}", args=[conference.person_id, conference.pk, *args])
    return f"{found}#{anchor}" if anchor else found


def ask(
    request: HttpRequest,
    conference: Conference,
    form: Any,
    save: Callable[[], Any],
    *,
    title: str,
    then: str | Callable[[], str] = "",
    note: str = "",
    submit: str = "Enregistrer",
    said: str = "",
    once: bool = False,
    template: str = "coordination/conference_form.html",
    **more: Any,
) -> HttpResponse:
    """One form on a page of its own; then back to the meeting."""
    back = address(conference)
    words = {"title": title, "note": note, "submit": submit, "once": once}
    words["back"] = then if isinstance(then, str) and then else back
    return answer_form(
        request,
        form,
        save,
        template=template,
        context=lambda: about(request, conference, **words, **more),
        then=then or back,
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
