"""The partner's door: what others agreed to share with us, and nothing beside it."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tisserand.accounts.actors import Actor
from tisserand.accounts.searching import get_or_post, opened_search, seal_search
from tisserand.audit.services import record_read
from tisserand.common.clock import now, today
from tisserand.common.folding import fold
from tisserand.sharing.account_page import proposing
from tisserand.sharing.forms.guests import GuestMessageForm
from tisserand.sharing.guarantors import frame_of
from tisserand.sharing.models import Grant
from tisserand.sharing.policies import may_ask_to_join, may_receive, right_of
from tisserand.sharing.queries import (
    former_link,
    named,
    open_grant,
    opened_people,
    said_before_account,
)
from tisserand.sharing.same_person_page import our_side
from tisserand.sharing.scope import of_grant, sections_of
from tisserand.sharing.services.guest_words import send_guest_message
from tisserand.sharing.views.form_keys import key_of
from tisserand.ui.answering import answer_form
from tisserand.ui.pages import LongPaginator

A_PAGE = 25
PART = "sharing.opening"


def load_opening(actor: Actor, grant_id: UUID) -> Grant:
    """An opening that lets the actor in at this moment: withdrawn a second ago, it does not exist any more."""
    grant = open_grant(actor, grant_id)
    if grant is None:
        raise Http404
    return grant


@require_http_methods(["GET", "POST"])
def opening_write(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """Whoever came in by a link before they had an account goes on with what was being said, in the same place."""
    actor = request.actor
    grant = load_opening(actor, grant_id)
    link = former_link(actor, grant)
    if link is None:
        raise Http404
    form = GuestMessageForm(request.POST or None)

    def save() -> None:
        text = form.cleaned_data["text"]
        send_guest_message(actor=actor, guest=link, text=text, key=key_of(request), now=now())

    if request.method == "GET":
        record_read(
            actor=actor, person_id=grant.person_id, part=PART, object_id=grant.pk, right=right_of(grant)
        )
    return answer_form(
        request,
        form,
        save,
        template="sharing/opening_write.html",
        context=lambda: {
            "grant": grant,
            "person": grant.person,
            "before": said_before_account(actor, grant),
        },
        then=reverse("sharing:opening_write", args=[grant.pk]),
        said=f"C’est envoyé à {grant.organisation.name}. La réponse se lira ici.",
    )


@get_or_post
def opening_list(request: HttpRequest) -> HttpResponse:
    """The people whom others agreed to share with us."""
    if not may_receive(request.actor):
        raise Http404
    if request.method == "POST":
        return seal_search(request, "q")
    asked = opened_search(request, "q").get("q", "")
    rows = named(opened_people(request.actor), fold(asked).split())
    page = LongPaginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "asked": asked, "may_ask": may_ask_to_join(request.actor)}
    return render(request, "sharing/opening_list.html", context)


@require_GET
def opening_detail(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """All that one agreement lets us see of someone, on one page."""
    grant = load_opening(request.actor, grant_id)
    record_read(
        actor=request.actor, person_id=grant.person_id, part=PART, object_id=grant.pk, right=right_of(grant)
    )
    scope = of_grant(grant)
    context = {
        "grant": grant,
        "person": grant.person,
        "sections": sections_of(scope),
        "frame": frame_of(grant, on=today()) if grant.is_peer else None,
        "before": said_before_account(request.actor, grant),
        "link": former_link(request.actor, grant),
        "ours": our_side(request.actor, grant),
    }
    return render(request, "sharing/opening_detail.html", context | proposing(request.actor, scope))
