"""The side of whoever was given a link: in by number and code, their part, a few words; the person's own page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tisserand.accounts.actors import Actor
from tisserand.accounts.limits import asks_too_often, too_many_requests
from tisserand.audit.queries import lines_of
from tisserand.audit.services import record_read
from tisserand.common.clock import now, today
from tisserand.sharing.choices import ConsentState
from tisserand.sharing.forms.guests import GuestMessageForm, OwnWordsForm
from tisserand.sharing.guest_page import Visit, guest_sections_of
from tisserand.sharing.guest_trail import own_trail
from tisserand.sharing.models import Guest
from tisserand.sharing.policies import may_receive, right_of
from tisserand.sharing.queries import own_consents, said_by_guest
from tisserand.sharing.scope import sections_of
from tisserand.sharing.services.guest_accounts import attach_guest
from tisserand.sharing.services.guest_words import (
    TAKEN_BACK_ALONE,
    send_guest_message,
    take_back_as_person,
)
from tisserand.sharing.tickets import coming_with_ticket, drop_ticket, hand_ticket
from tisserand.sharing.views.form_keys import key_of
from tisserand.sharing.visits import (
    CODE,
    NUMBER,
    TRIES,
    door,
    guest_of,
    guest_page,
    leave,
    remember,
    try_entering,
    visit_of,
)
from tisserand.ui.answering import answer_form

OPENING, OWN_PAGE = "sharing.opening", "sharing.own_page"
LATEST, A_PAGE = 8, 60


@login_not_required
@sensitive_post_parameters(NUMBER, CODE)
@require_http_methods(["GET", "POST"])
def guest_enter(request: HttpRequest) -> HttpResponse:
    """The door: the number of the link, its code. The same words for a wrong, an expired and an unknown one."""
    if request.method == "GET":
        return redirect("sharing:guest_home") if guest_of(request) else door(request)
    if asks_too_often(request, **TRIES):
        return too_many_requests(request)
    session = try_entering(request)
    if session is None:
        return door(request, status=422, is_refused=True)
    return remember(redirect("sharing:guest_home"), session)


@require_http_methods(["GET", "POST"])
@guest_page
def guest_home(request: HttpRequest) -> HttpResponse:
    """All that is open to a guest, on one page, and a few words to those around the dossier."""
    visit = visit_of(request)
    form = GuestMessageForm(request.POST or None)
    if request.method == "GET":
        _note_reading(visit)

    def save() -> None:
        send_guest_message(
            actor=visit.actor,
            guest=visit.guest,
            text=form.cleaned_data["text"],
            key=key_of(request),
            now=now(),
        )

    return answer_form(
        request,
        form,
        save,
        template="sharing/guest_own.html" if visit.guest.is_the_person else "sharing/guest_home.html",
        context=lambda: _shown(visit),
        then=reverse("sharing:guest_home") + "#messages",
        said=f"C’est envoyé à {visit.guest.organisation.name}. La réponse se lira ici.",
    )


def _note_reading(visit: Visit) -> None:
    about: dict[str, Any] = {"actor": visit.actor, "person_id": visit.guest.person_id}
    for grant, _ in visit.openings:
        record_read(**about, part=OPENING, object_id=grant.pk, right=right_of(grant))
    if not visit.openings:
        part = OWN_PAGE if visit.guest.is_the_person else "sharing.guest"
        record_read(**about, part=part, object_id=visit.guest.pk)


def _shown(visit: Visit) -> dict[str, Any]:
    shared = {
        "visit": visit,
        "guest": visit.guest,
        "sections": guest_sections_of(visit),
        "thread": said_by_guest(visit.actor),
        "today": today(),
    }
    if not visit.guest.is_the_person:
        return shared | {"openings": [(grant, sections_of(scope)) for grant, scope in visit.openings]}
    return shared | {
        "consents": own_consents(visit.actor, visit.guest.organisation_id),
        "latest": lines_of(own_trail(visit.guest)[: LATEST * 4])[:LATEST],
    }


@require_GET
@guest_page
def guest_trail(request: HttpRequest) -> HttpResponse:
    """The person reads who looked at what, when, by what right."""
    visit = visit_of(request)
    if not visit.guest.is_the_person:
        raise Http404
    record_read(actor=visit.actor, person_id=visit.guest.person_id, part=OWN_PAGE, object_id=visit.guest.pk)
    page = Paginator(own_trail(visit.guest), A_PAGE).get_page(request.GET.get("page"))
    context = {"visit": visit, "guest": visit.guest, "page": page, "lines": lines_of(page.object_list)}
    return render(request, "sharing/guest_trail.html", context)


@require_http_methods(["GET", "POST"])
@guest_page
def guest_take_back(request: HttpRequest, consent_id: UUID) -> HttpResponse:
    """The person does not agree any more: one confirmation, no reason asked, closed at once."""
    visit = visit_of(request)
    consent = get_object_or_404(own_consents(visit.actor, visit.guest.organisation_id), pk=consent_id)
    if consent.state != ConsentState.GIVEN:
        return redirect("sharing:guest_home")
    closes = consent.basis in TAKEN_BACK_ALONE
    form = OwnWordsForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        take_back_as_person(
            actor=visit.actor, guest=visit.guest, consent=consent, now=now(), **form.cleaned_data
        )
        messages.success(
            request,
            "C’est fait. Plus personne ne lit par cet accord."
            if closes
            else f"C’est dit à {visit.guest.organisation.name}. On vous répondra.",
        )
        return redirect("sharing:guest_home")
    record_read(
        actor=visit.actor, person_id=visit.guest.person_id, part="sharing.consent", object_id=consent.pk
    )
    context = {"visit": visit, "guest": visit.guest, "consent": consent, "form": form, "closes": closes}
    return render(request, "sharing/guest_take_back.html", context)


@require_POST
@guest_page
def guest_upgrade(request: HttpRequest) -> HttpResponse:
    """Whoever has an account goes and attaches to it what the link opens: a ticket says from where they come."""
    guest = visit_of(request).guest
    if guest.is_the_person:
        raise Http404
    return hand_ticket(redirect("sharing:guest_attach"), guest)


@require_http_methods(["GET", "POST"])
def guest_attach(request: HttpRequest) -> HttpResponse:
    """Someone signed in, who comes from a link: what it opened opens to their account instead."""
    actor = request.actor
    if not may_receive(actor):
        raise Http404
    with coming_with_ticket(request) as guest:
        return _attach(request, actor, guest)


def _attach(request: HttpRequest, actor: Actor, guest: Guest | None) -> HttpResponse:
    if guest is None:
        return render(request, "sharing/guest_attach.html", {"guest": None})
    if request.method == "GET":
        record_read(actor=actor, person_id=guest.person_id, part="sharing.guest", object_id=guest.pk)
        return render(request, "sharing/guest_attach.html", {"guest": guest})
    try:
        grants = attach_guest(actor=actor, guest=guest, now=now())
    except ValidationError as refused:
        messages.error(request, refused.messages[0])
        return redirect("sharing:guest_attach")
    messages.success(request, "C’est rattaché à votre compte. Le lien ne sert plus.")
    answer = redirect("sharing:opening_detail", grants[0].pk) if grants else redirect("sharing:opening_list")
    return drop_ticket(answer)


@login_not_required
@require_POST
def guest_leave(request: HttpRequest) -> HttpResponse:
    """The visit is over."""
    return leave(request, redirect("sharing:guest_enter"))
