"""Threads: what waits for one, all those about someone, one of them with what was written."""

from __future__ import annotations

from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tisserand.accounts.actors import Actor
from tisserand.accounts.once import once
from tisserand.accounts.queries import hours_of
from tisserand.accounts.searching import get_or_post, opened_search, seal_search
from tisserand.accounts.working_hours import (
    is_working,
    last_working_moment,
    moment_words,
    next_working_moment,
)
from tisserand.audit.choices import Verb
from tisserand.audit.services import record_read
from tisserand.common.clock import now
from tisserand.common.folding import fold
from tisserand.coordination.forms.threads import MessageForm
from tisserand.coordination.models import Thread
from tisserand.coordination.policies.threads import may_have_messages
from tisserand.coordination.queries.threads import (
    covered_threads,
    inbox_of,
    noted_for,
    threads_about,
    waiting_for,
)
from tisserand.coordination.services.threads import send_message, trace
from tisserand.coordination.thread_page import ThreadPage
from tisserand.coordination.views.loading import (
    PART,
    TAB,
    frame_of,
    load_opening,
    load_person,
    load_thread,
)
from tisserand.people.page import person_page
from tisserand.sharing.choices import ShareLevel
from tisserand.sharing.policies import right_of
from tisserand.sharing.scope import of_grant
from tisserand.support.policies import right_over
from tisserand.support.services.plan import may_write
from tisserand.ui.answering import answer_form

A_PAGE = 25
A_FEW = 5
MOST_COUNTED = 50
VIEWS = {"": "Pour moi", "non-lus": "Non lus", "tous": "Tous"}


@get_or_post
def thread_list(request: HttpRequest) -> HttpResponse:
    """What those around the people I accompany write to me, unread first."""
    actor = request.actor
    if not may_have_messages(actor):
        raise Http404
    if request.method == "POST":
        return seal_search(request, "q", vue=_view(request.POST))
    view = _view(request.GET)
    asked = opened_search(request, "q").get("q", "")
    rows = inbox_of(actor, everything=view == "tous")
    if view == "non-lus":
        rows = rows.filter(is_new=True)
    for word in fold(asked).split():
        rows = rows.filter(person__search_names__contains=f" {word}")  # words begin by a space
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "asked": asked, "view": view, "views": VIEWS.items(), "off": _off_words(actor)}
    return render(request, "coordination/thread_list.html", context)


def _view(said: QueryDict) -> str:
    view = said.get("vue", "")
    return view if view in VIEWS else ""


def _off_words(actor: Actor) -> str:
    """Out of one's hours: from when what came since will count."""
    hours, present = hours_of([actor.user_id])[actor.user_id], now()
    if is_working(hours.spans, present, hours.holidays):
        return ""
    return moment_words(next_working_moment(hours.spans, present, hours.holidays), present)


def _waiting(actor: Actor, most: int) -> list[Thread]:
    if not may_have_messages(actor):
        return []
    hours = hours_of([actor.user_id])[actor.user_id]
    heard_until = last_working_moment(hours.spans, now(), hours.holidays)
    return list(waiting_for(actor, heard_until=heard_until)[:most])


@require_GET
def thread_count(request: HttpRequest) -> HttpResponse:
    """How many threads wait, for the figure beside the navigation: asked for by the browser, never by a page."""
    waiting = len(_waiting(request.actor, MOST_COUNTED + 1))
    figure = f"{MOST_COUNTED}+" if waiting > MOST_COUNTED else str(waiting)
    return HttpResponse(figure, content_type="text/plain")


@require_GET
def thread_panel(request: HttpRequest) -> HttpResponse:
    """On *Aujourd’hui*: what waits to be read; nothing when nothing does."""
    waiting = _waiting(request.actor, A_FEW + 1)
    if not waiting:
        return HttpResponse()
    context = {"threads": waiting[:A_FEW], "more": len(waiting) > A_FEW}
    return render(request, "coordination/_thread_panel.html", context)


@require_GET
def person_thread_list(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """All the threads about someone whom the actor accompanies."""
    actor = request.actor
    person, dossier = load_person(actor, person_id)
    right = right_over(actor, dossier)
    record_read(actor=actor, person_id=person.pk, part=TAB, object_id=dossier.pk, right=right)
    page = Paginator(threads_about(actor, person), A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "may_start": may_write(actor, dossier)}
    frame = person_page(actor, person, active=TAB)
    return render(request, "coordination/person_thread_list.html", frame | context)


@require_GET
def opening_thread_list(request: HttpRequest, grant_id: UUID) -> HttpResponse:
    """The threads that an agreement lets a partner read."""
    actor = request.actor
    grant = load_opening(actor, grant_id)
    scope = of_grant(grant)
    if not scope.goes_to(ShareLevel.ACCOUNT) or not scope.topics:
        raise Http404
    record_read(actor=actor, person_id=grant.person_id, part=TAB, object_id=grant.pk, right=right_of(grant))
    page = Paginator(noted_for(actor, covered_threads(scope)), A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "grant": grant, "person": grant.person}
    return render(request, "coordination/opening_thread_list.html", context)


@require_http_methods(["GET", "POST"])
@once
def thread_detail(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    """What was written, and the answer one writes under it."""
    actor = request.actor
    thread = load_thread(request, thread_id)
    shown = ThreadPage(actor, thread, now=now(), number=request.GET.get("page"))
    form = MessageForm(request.POST or None, callable_ones=shown.others)
    if request.method == "GET":
        trace(actor, thread, Verb.READ)
    return answer_form(
        request,
        form,
        lambda: send_message(actor=actor, thread=thread, now=now(), **form.said()),
        template="coordination/thread_detail.html",
        context=lambda: frame_of(request, thread) | {"thread": thread, "shown": shown, "part": PART},
        then=reverse("coordination:thread_detail", args=[thread.pk]) + "#dernier",
        said="Le message est envoyé.",
    )
