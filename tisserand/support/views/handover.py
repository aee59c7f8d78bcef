"""One handover: its summary read, completed, printed; the person told; taken up, declined, called off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tisserand.accounts.limits import limited
from tisserand.audit.choices import Verb
from tisserand.audit.services import record, record_read
from tisserand.common import clock
from tisserand.common.access import Action
from tisserand.support.forms.handover import CallOffForm, DeclineForm, SummaryForm, TellForm
from tisserand.support.handover_activity import acted_since
from tisserand.support.models import Handover
from tisserand.support.policies import DOSSIER, HANDOVER, right_over
from tisserand.support.queries import handovers
from tisserand.support.queries.handovers import batches_visible_to, handovers_visible_to
from tisserand.support.services.handovers import (
    PART,
    HandoverRefused,
    acknowledge_handover,
    blocks_of,
    call_off_handover,
    decline_handover,
    headed_blocks,
    tell_person,
    write_summary,
)
from tisserand.support.views.answering import dossier_page
from tisserand.ui.answering import answer_form

ASKED = "relais proposé"
SHOWN = 4


def _load(
    request: HttpRequest, dossier_id: UUID, handover_id: UUID, action: Action = Action.READ
) -> Handover:
    rows = handovers_visible_to(request.actor).select_related(
        "dossier__person", "dossier__team", "written_by", "told_by", "before", "after", "batch"
    )
    handover = get_object_or_404(rows, pk=handover_id, dossier_id=dossier_id)
    HANDOVER.check(request.actor, action, handover)
    return handover


def _address(handover: Handover) -> str:
    return reverse("support:handover_detail", args=[handover.dossier_id, handover.pk])


def _after(request: HttpRequest, handover: Handover) -> str:
    """The handover; or the list, for someone who reads it no more."""
    reads = handovers_visible_to(request.actor).filter(pk=handover.pk).exists()
    return _address(handover) if reads else reverse("support:handover_list")


def _page(request: HttpRequest, handover: Handover) -> dict[str, Any]:
    actor = request.actor
    may = {
        # Whoever receives it reads it: to add something, they write in the journal.
        "write": handover.may_be_written
        and handover.receiver_id != actor.user_id
        and HANDOVER.may(actor, Action.EDIT, handover),
        "tell": HANDOVER.may(actor, Action.EDIT, handover),
        "call_off": HANDOVER.may(actor, Action.MANAGE, handover)
        and (handover.is_waiting or (handover.is_done and not acted_since(handover))),
        "take": handover.is_done and handover.receiver_id == actor.user_id,
        "decline": handover.is_waiting and handover.receiver_id == actor.user_id,
        "print": DOSSIER.may(actor, Action.EXPORT, handover.dossier),
        "reads": DOSSIER.may(actor, Action.READ, handover.dossier),
    }
    return dossier_page(request, handover.dossier) | {"handover": handover, "can": may}


def _note_reading(request: HttpRequest, handover: Handover) -> None:
    record_read(
        actor=request.actor,
        person_id=handover.person_id,
        part=PART,
        object_id=handover.pk,
        right=right_over(request.actor, handover.dossier) or ASKED,
    )


@require_GET
@login_required
def handover_detail(request: HttpRequest, dossier_id: UUID, handover_id: UUID) -> HttpResponse:
    """What a colleague would say before leaving the room."""
    handover = _load(request, dossier_id, handover_id)
    _note_reading(request, handover)
    context = _page(request, handover) | {"blocks": headed_blocks(handover, today=clock.today())}
    return render(request, "support/handover_detail.html", context)


@require_GET
@login_required
@limited("print", rate="60/h")
def handover_print(request: HttpRequest, dossier_id: UUID, handover_id: UUID) -> HttpResponse:
    """The summary on paper."""
    handover = _load(request, dossier_id, handover_id)
    DOSSIER.check(request.actor, Action.EXPORT, handover.dossier)
    record(
        actor=request.actor,
        verb=Verb.EXPORT,
        part=PART,
        person_id=handover.person_id,
        object_id=handover.pk,
        right=right_over(request.actor, handover.dossier),
    )
    context = {
        "handover": handover,
        "person": handover.person,
        "blocks": headed_blocks(handover, today=clock.today()),
        "now": clock.now(),
    }
    return render(request, "support/handover_print.html", context)


@require_http_methods(["GET", "POST"])
@login_required
def handover_write(request: HttpRequest, dossier_id: UUID, handover_id: UUID) -> HttpResponse:
    """Complete the summary: each block begins with what is recorded."""
    handover = _load(request, dossier_id, handover_id, Action.EDIT)
    if not handover.may_be_written:
        messages.info(request, "Le relais est pris : ce résumé ne change plus.")
        return redirect(_address(handover))
    initial = blocks_of(handover, today=clock.today())
    form = SummaryForm(request.POST or None, instance=handover, initial=initial)

    def save() -> None:
        write_summary(
            actor=request.actor,
            handover=handover,
            blocks=form.blocks(),
            expected=form.expected_revision,
            now=clock.now(),
        )

    return answer_form(
        request,
        form,
        save,
        template="support/handover_write.html",
        context=lambda: _page(request, handover),
        then=_address(handover),
        said="Le résumé est gardé.",
    )


@require_http_methods(["GET", "POST"])
@login_required
def handover_tell(request: HttpRequest, dossier_id: UUID, handover_id: UUID) -> HttpResponse:
    """The person was told."""
    handover = _load(request, dossier_id, handover_id, Action.EDIT)
    initial = {"told_on": handover.told_on or clock.today()}
    form = TellForm(request.POST or None, instance=handover, initial=initial)

    def save() -> None:
        tell_person(
            actor=request.actor,
            handover=handover,
            told_on=form.cleaned_data["told_on"],
            words=form.cleaned_data["told_words"],
            expected=form.expected_revision,
            now=clock.now(),
        )

    title = f"{handover.person} est au courant"
    return _small(request, handover, form, save, title=title, submit="Garder", said="C’est noté.")


@require_http_methods(["GET", "POST"])
@login_required
def handover_decline(request: HttpRequest, dossier_id: UUID, handover_id: UUID) -> HttpResponse:
    """Say no, with a word."""
    handover = _load(request, dossier_id, handover_id)
    form = DeclineForm(request.POST or None)

    def save() -> None:
        decline_handover(
            actor=request.actor, handover=handover, why=form.cleaned_data["why"], now=clock.now()
        )

    if handover.receiver_id != request.actor.user_id:
        HANDOVER.check(request.actor, Action.CREATE, handover)
    return _small(
        request,
        handover,
        form,
        save,
        title="Décliner ce relais",
        submit="Décliner",
        said=f"{handover.proposed_by} verra votre réponse.",
    )


@require_http_methods(["GET", "POST"])
@login_required
def handover_call_off(request: HttpRequest, dossier_id: UUID, handover_id: UUID) -> HttpResponse:
    """Call off what waits, undo what is done."""
    handover = _load(request, dossier_id, handover_id, Action.MANAGE)
    form = CallOffForm(request.POST or None)

    def save() -> None:
        call_off_handover(
            actor=request.actor, handover=handover, why=form.cleaned_data["why"], now=clock.now()
        )

    done = handover.is_done
    title = "Défaire ce relais" if done else "Annuler ce relais"
    giver = str(handover.giver or "personne")
    note = f"Le fil revient à {giver}, avec les échéances et les étapes qui l’avaient suivi." if done else ""
    return _small(request, handover, form, save, title=title, submit=title, said="C’est fait.", note=note)


def _small(
    request: HttpRequest,
    handover: Handover,
    form: Any,
    save: Callable[[], None],
    *,
    title: str,
    submit: str,
    said: str,
    note: str = "",
) -> HttpResponse:
    return answer_form(
        request,
        form,
        save,
        template="support/handover_small.html",
        context=lambda: _page(request, handover) | {"title": title, "submit": submit, "note": note},
        then=lambda: _after(request, handover),
        said=said,
    )


@require_POST
@login_required
def handover_take(request: HttpRequest, dossier_id: UUID, handover_id: UUID) -> HttpResponse:
    """« J’ai pris le relais. »"""
    handover = _load(request, dossier_id, handover_id)
    try:
        acknowledge_handover(actor=request.actor, handover=handover, now=clock.now())
    except HandoverRefused as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, "Vous avez pris le relais. Bonne route à vous deux.")
    return redirect("support:dossier_detail", dossier_id)


# --- all of mine


@require_GET
@login_required
def handover_list(request: HttpRequest) -> HttpResponse:
    """To receive, to prepare, to tell the person of; and what I have asked for."""
    actor, today = request.actor, clock.today()
    if not actor.is_accompanying:
        raise Http404
    page = Paginator(batches_visible_to(actor), 20).get_page(request.GET.get("page"))
    context = _waiting(request, 60) | {"page": page, "today": today}
    return render(request, "support/handover_list.html", context)


def _waiting(request: HttpRequest, most: int) -> dict[str, Any]:
    actor, today = request.actor, clock.today()
    return {
        "receiving": list(handovers.to_receive(actor)[:most]),
        "preparing": list(handovers.to_prepare(actor)[:most]),
        "telling": list(handovers.to_tell(actor, today)[:most]),
        "turned_down": list(handovers.turned_down(actor, today)[:most]),
    }


@require_GET
@login_required
def handover_panel(request: HttpRequest) -> HttpResponse:
    """On *Aujourd’hui*: the same, cut short; nothing when nothing waits."""
    if not request.actor.is_accompanying:
        return HttpResponse()
    waiting = _waiting(request, SHOWN)
    if not any(waiting.values()):
        return HttpResponse()
    return render(request, "support/_handover_panel.html", waiting)
