"""A message becomes a note or a step, through the forms of the accompaniment, its words already there."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tisserand.accounts.once import once
from tisserand.audit.choices import Verb
from tisserand.common.access import Action
from tisserand.common.clock import in_paris, now, today
from tisserand.coordination.forms.keeping import KeptNoteForm, KeptStepForm
from tisserand.coordination.models import Message
from tisserand.coordination.policies.threads import THREAD
from tisserand.coordination.services.keeping import keep_as_note, keep_as_step
from tisserand.coordination.services.threads import trace
from tisserand.coordination.views.loading import frame_of, load_thread
from tisserand.sharing.circle_page import named_without_account
from tisserand.support.choices import EntryKind, GoalState, Visibility
from tisserand.support.models import Goal
from tisserand.support.queries import plan_questions
from tisserand.support.queries.plan import goals_of
from tisserand.ui.answering import answer_form

TITLE_LENGTH = 200


def load_message(request: HttpRequest, thread_id: UUID, message_id: UUID) -> Message:
    """A message of a thread, for those around the dossier: they alone keep something in it."""
    thread = load_thread(request, thread_id)
    THREAD.check(request.actor, Action.MANAGE, thread)
    message = get_object_or_404(thread.messages.select_related("author", "organisation"), pk=message_id)
    message.thread = thread
    return message


def _page(request: HttpRequest, message: Message, **more: Any) -> dict[str, Any]:
    trace(request.actor, message.thread, Verb.READ)
    return frame_of(request, message.thread) | {"thread": message.thread, "message": message} | more


def _back(message: Message) -> str:
    return reverse("coordination:thread_detail", args=[message.thread_id]) + f"#message-{message.pk}"


@require_http_methods(["GET", "POST"])
@once
def message_keep_note(request: HttpRequest, thread_id: UUID, message_id: UUID) -> HttpResponse:
    """Keep a message in the journal."""
    message = load_message(request, thread_id, message_id)
    sent_at = in_paris(message.sent_at)
    initial = {
        "body": f"{message.author.get_full_name()} ({message.organisation.name}) :\n{message.text}",
        "kind": EntryKind.MESSAGE,
        "happened_on": sent_at.date(),
        "happened_time": sent_at.time().replace(second=0, microsecond=0),
        "visibility": Visibility.TEAM,
    }
    form = KeptNoteForm(request.POST or None, initial=initial, dossier=message.thread.dossier, now=now())
    return answer_form(
        request,
        form,
        lambda: keep_as_note(
            actor=request.actor, message=message, note=form.note(), mentions=form.mentioned, now=now()
        ),
        template="coordination/message_keep_note.html",
        context=lambda: _page(request, message),
        then=_back(message),
        said="Le message est gardé dans le fil de l’accompagnement.",
    )


@require_http_methods(["GET", "POST"])
@once
def message_keep_step(request: HttpRequest, thread_id: UUID, message_id: UUID) -> HttpResponse:
    """Make a step of a message."""
    message = load_message(request, thread_id, message_id)
    dossier = message.thread.dossier
    goals = [goal for goal in goals_of(dossier) if goal.state == GoalState.ACTIVE]
    form = KeptStepForm(
        request.POST or None,
        initial={"title": " ".join(message.text.split())[:TITLE_LENGTH]},
        goals=goals,
        first_name=dossier.person.first_name,
        me=request.actor.user_id,
        colleagues=plan_questions.colleagues(request.actor, today()),
        circle=named_without_account(request.actor, dossier.person, today=today()),
    )

    def save() -> None:
        goal: Goal = next(goal for goal in goals if goal.pk == form.cleaned_data["goal"])
        keep_as_step(actor=request.actor, message=message, goal=goal, definition=form.definition(), now=now())

    return answer_form(
        request,
        form,
        save,
        template="coordination/message_keep_step.html",
        context=lambda: _page(request, message, goals=goals),
        then=_back(message),
        said="L’étape est dans le projet.",
    )
