"""One gesture each: read, kept for later, followed, closed, opened again; a message taken back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from django.views.decorators.http import require_POST

from tisserand.accounts.actors import Actor
from tisserand.common.clock import now
from tisserand.coordination.models import Thread
from tisserand.coordination.policies.threads import may_have_messages
from tisserand.coordination.queries.threads import opening_over
from tisserand.coordination.services.threads import (
    close_thread,
    follow_thread,
    read_thread,
    reopen_thread,
    take_back_message,
    unread_thread,
)
from tisserand.coordination.views.loading import load_thread


@require_POST
def thread_read(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    """Note that the actor has read what the page showed: sent as it opens, or by the button without script."""
    thread = load_thread(request, thread_id)
    until = _moment(request.POST.get("until", "")) or thread.last_sent_at
    read_thread(actor=request.actor, thread=thread, until=until, now=now())
    if request.headers.get("HX-Request"):
        return HttpResponse()
    return _to_the_list(request.actor, thread)


def _to_the_list(actor: Actor, thread: Thread) -> HttpResponse:
    """Where one's threads are; of a peer mediator, under what lets them in."""
    grant = None if may_have_messages(actor) else opening_over(actor, thread)
    if grant is None:
        return redirect("coordination:thread_list")
    return redirect("coordination:opening_thread_list", grant.pk)


def _moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and is_aware(moment) else None


@require_POST
def thread_unread(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    """Keep it for later."""
    thread = load_thread(request, thread_id)
    unread_thread(actor=request.actor, thread=thread, now=now())
    messages.success(request, "Gardé comme non lu.")
    return _to_the_list(request.actor, thread)


@require_POST
def thread_follow(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    """Follow a thread, or stop following it."""
    thread = load_thread(request, thread_id)
    follows = request.POST.get("follows") == "1"
    follow_thread(actor=request.actor, thread=thread, follows=follows, now=now())
    messages.success(
        request,
        "Vous suivez ce fil."
        if follows
        else "Vous ne suivez plus ce fil. Il reste lisible, et revient si l’on vous appelle.",
    )
    return redirect("coordination:thread_detail", thread.pk)


@require_POST
def thread_close(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    """Nothing more to say."""
    thread = load_thread(request, thread_id)
    close_thread(actor=request.actor, thread=thread, now=now())
    messages.success(request, "Le fil est clos. Il reste lisible, et peut se rouvrir.")
    return redirect("coordination:thread_detail", thread.pk)


@require_POST
def thread_reopen(request: HttpRequest, thread_id: UUID) -> HttpResponse:
    """There is more to say after all."""
    thread = load_thread(request, thread_id)
    reopen_thread(actor=request.actor, thread=thread, now=now())
    messages.success(request, "Le fil est rouvert.")
    return redirect("coordination:thread_detail", thread.pk)


@require_POST
def message_take_back(request: HttpRequest, thread_id: UUID, message_id: UUID) -> HttpResponse:
    """Take back what one has just written."""
    thread = load_thread(request, thread_id)
    message = get_object_or_404(thread.messages, pk=message_id, author_id=request.actor.user_id)
    try:
        left = take_back_message(actor=request.actor, message=message, now=now())
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("coordination:thread_detail", thread.pk)
    messages.success(request, "Le message est repris : personne ne l’avait lu.")
    if left is None:
        return _to_the_list(request.actor, thread)
    return redirect("coordination:thread_detail", thread.pk)
