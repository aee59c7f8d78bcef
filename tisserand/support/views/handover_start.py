"""Passing the relay: one dossier or many, to one colleague or shared out, today or on a coming day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from tisserand.accounts.actors import Actor
from tisserand.accounts.confirmation import confirm_identity
from tisserand.accounts.departures import Leaver
from tisserand.accounts.jobs import Progress, start_job
from tisserand.accounts.models import User
from tisserand.accounts.once import once
from tisserand.accounts.queries import colleagues, members_visible_to
from tisserand.common import clock
from tisserand.people.models import Registration
from tisserand.support.choices import HandoverState
from tisserand.support.forms.handover import EVEN, HandoverForm, SpreadForm
from tisserand.support.handover_spread import WEIGHTS, spread
from tisserand.support.leaving import deadlines_elsewhere, steps_elsewhere, with_holder
from tisserand.support.models import Dossier, Handover, HandoverBatch
from tisserand.support.queries.dossiers import with_referent
from tisserand.support.queries.handovers import (
    Colleague,
    batches_visible_to,
    colleagues_to_receive,
    dossiers_to_hand,
    handovers_visible_to,
)
from tisserand.support.services.handover_batches import (
    HANDING_OVER,
    UNDOING,
    hand_over_one,
    start_batch,
    undoable,
)
from tisserand.support.services.handovers import HandoverRefused
from tisserand.support.services.leaving import check_leads, give_tasks_back
from tisserand.support.tasks import queue_handing_over, queue_undoing_handover
from tisserand.ui.templatetags.words import plural

MOST = 300  # what one page takes


def _is_bulk(request: HttpRequest) -> bool:
    """Several dossiers at once, or all those of someone."""
    return "de" in request.GET or len(request.GET.getlist("dossier")) > 1


@require_http_methods(["GET", "POST"])
@login_required
@confirm_identity(methods=("POST",), when=_is_bulk)
@once
def handover_start(request: HttpRequest) -> HttpResponse:
    """Choose who takes each dossier named in the address (`dossier`, several times), or all those of someone (`de`)."""
    actor, today = request.actor, clock.today()
    dossiers, leaver = _asked(request)
    there = _others(colleagues_to_receive(actor, today=today), dossiers)
    waiting = _waiting(dossiers)
    asks = SpreadForm(request.GET if "partage" in request.GET else None, colleagues=there)
    form = HandoverForm(
        request.POST or None,
        dossiers=dossiers,
        colleagues=there,
        proposal=_proposal([one for one in dossiers if one.pk not in waiting], there, asks)
        if asks.is_bound
        else {},
        today=today,
    )
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                return redirect(*_decide(request, form))
        except HandoverRefused as refusal:
            form.add_error(None, refusal)
    context = {
        "form": form,
        "asks": asks,
        "spread": asks.is_bound,
        "dossiers": dossiers,
        "leaver": leaver,
        "restricted": _restricted(dossiers),
        "waiting": waiting,
    }
    return render(request, "support/handover_start.html", context)


def _others(everyone: list[Colleague], dossiers: list[Dossier]) -> list[Colleague]:
    """Without whoever holds all of these already: nothing can be handed to them."""
    holders = {one.referent.user_id if one.referent else None for one in dossiers}
    return [one for one in everyone if holders != {one.user_id}]


def _asked(request: HttpRequest) -> tuple[list[Dossier], User | None]:
    """The dossiers one may hand over among those asked for: whoever may hand over none finds no page."""
    rows = dossiers_to_hand(request.actor)
    leaver = None
    if said := _uuids([request.GET.get("de", "")]):
        leaver = colleagues(request.actor, today=clock.today()).filter(pk=said[0]).first()
        if leaver is None:
            raise Http404
        rows = rows.filter(referents__user=leaver, referents__until_on=None)
    else:
        rows = rows.filter(pk__in=_uuids(request.GET.getlist("dossier")))
    found = list(with_referent(rows).order_by("person__last_name", "person__first_names", "pk")[:MOST])
    if not found and leaver is None:
        raise Http404
    return found, leaver


def _uuids(said: Sequence[str]) -> list[UUID]:
    kept = []
    for one in said:
        try:
            kept.append(UUID(one))
        except ValueError:
            continue
    return kept


def _proposal(dossiers: list[Dossier], there: list[Colleague], asks: SpreadForm) -> dict[UUID, UUID]:
    how, named = asks.asked()
    chosen = [one for one in there if str(one.user_id) in named] or (
        [one for one in there if one.may_share] if how == EVEN else []
    )
    if how != EVEN:
        chosen = chosen[:1]
    weighed = [(dossier.pk, WEIGHTS[dossier.priority]) for dossier in dossiers]
    return spread(weighed, {one.user_id: one.open for one in chosen})


def _restricted(dossiers: list[Dossier]) -> set[UUID]:
    """The dossiers of restricted people among these: no reading is left on them."""
    rows = Registration.objects.filter(is_restricted=True, person_id__in=[one.person_id for one in dossiers])
    known = set(rows.values_list("person_id", "organisation_id"))
    return {one.pk for one in dossiers if (one.person_id, one.organisation_id) in known}


def _waiting(dossiers: list[Dossier]) -> dict[UUID, Handover]:
    rows = Handover.objects.filter(dossier__in=dossiers, state=HandoverState.PROPOSED)
    return {one.dossier_id: one for one in rows.select_related("receiver")}


def _decide(request: HttpRequest, form: HandoverForm) -> tuple[Any, ...]:
    """Keep what was decided; one dossier is done at once, many in the background. Returns where to go."""
    actor, now = request.actor, clock.now()
    chosen = form.chosen()
    users = {str(one.pk): one for one in User.objects.filter(pk__in=chosen.values())}
    said = {name: form.cleaned_data[name] for name in ("takes_effect_on", "reading_days", "words")}
    choices = {dossier: users[user_id] for dossier, user_id in chosen.items()}
    batch = start_batch(actor=actor, choices=choices, now=now, **said)
    if len(choices) > 1:
        _run(actor, batch, HANDING_OVER, f"Relais de {len(choices)} dossiers", len(choices))
        return "support:handover_batch", batch.pk
    handover = hand_over_one(actor=actor, batch=batch, now=now)
    messages.success(request, _said(handover))
    if handover.giver_id == actor.user_id:
        return "support:handover_write", handover.dossier_id, handover.pk
    reads = handovers_visible_to(actor).filter(pk=handover.pk).exists()
    return (
        ("support:handover_detail", handover.dossier_id, handover.pk) if reads else ("support:dossier_list",)
    )


def _said(handover: Handover) -> str:
    if handover.is_done:
        return f"{handover.receiver} tient le fil. L’historique garde le changement."
    return f"Le relais vers {handover.receiver} est proposé. Rien ne change avant le jour dit."


def _run(actor: Actor, batch: HandoverBatch, kind: str, label: str, total: int) -> None:
    batch.job = start_job(actor=actor, kind=kind, label=label, total=total, now=clock.now())
    batch.save(update_fields=["job", "updated_at"])
    queue = queue_handing_over if kind == HANDING_OVER else queue_undoing_handover
    transaction.on_commit(lambda: queue(batch.pk))


# --- what someone who leaves was to do for others


@require_http_methods(["GET", "POST"])
@login_required
@confirm_identity(methods=("POST",))
def leaving_tasks(request: HttpRequest, user_id: UUID) -> HttpResponse:
    """Give dates and steps back to those who hold the threads, once they have been looked at."""
    check_leads(request.actor)
    member = get_object_or_404(members_visible_to(request.actor, today=clock.today()), pk=user_id)
    leaver = Leaver(member, request.actor.organisation_id, clock.today())
    if request.method == "POST":
        count = give_tasks_back(actor=request.actor, leaver=leaver, now=clock.now())
        messages.success(
            request, plural(count, "tâche rendue à qui tient le fil.,tâches rendues à qui tient le fil.")
        )
        return redirect("support:leaving_tasks", user_id)
    context = {
        "member": member,
        "deadlines": with_holder(deadlines_elsewhere(leaver), "dossier"),
        "steps": with_holder(steps_elsewhere(leaver), "goal__plan__dossier"),
    }
    return render(request, "support/leaving_tasks.html", context)


# --- what came of it


def _load(request: HttpRequest, batch_id: UUID) -> HandoverBatch:
    return get_object_or_404(batches_visible_to(request.actor), pk=batch_id)


def _context(request: HttpRequest, batch: HandoverBatch) -> dict[str, Any]:
    """Each dossier with its result; of those one does not read any more, only that they are handed over."""
    handovers = list(
        batch.handovers.select_related("person", "receiver", "giver").order_by("created_at", "id")
    )
    readable = set(
        handovers_visible_to(request.actor)
        .filter(pk__in=[one.pk for one in handovers])
        .values_list("pk", flat=True)
    )
    work = Progress(batch.job, clock.now()) if batch.job else None
    return {
        "batch": batch,
        "work": work,
        "rows": [{"handover": one, "reads": one.pk in readable} for one in handovers],
        "refused": [one for one in handovers if one.state == HandoverState.REFUSED],
        "may_undo": bool(undoable(handovers)) and (work is None or work.is_over),
    }


@require_GET
@login_required
def handover_batch(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """How far it has got, and what came of each dossier."""
    context = _context(request, _load(request, batch_id))
    return render(request, "support/handover_batch.html", context)


@require_GET
@login_required
def handover_progress(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """The part of the page that moves."""
    return render(request, "support/_handover_results.html", _context(request, _load(request, batch_id)))


@require_http_methods(["GET", "POST"])
@login_required
@confirm_identity(methods=("POST",))
def handover_batch_undo(request: HttpRequest, batch_id: UUID) -> HttpResponse:
    """Call off or undo all that can be, in the background."""
    batch = _load(request, batch_id)
    if request.method == "POST":
        _undo(request, batch_id)
        return redirect("support:handover_batch", batch_id)
    return render(request, "support/handover_batch_undo.html", _context(request, batch))


@transaction.atomic
def _undo(request: HttpRequest, batch_id: UUID) -> None:
    """Put the undoing in the background, once."""
    held = HandoverBatch.objects.select_for_update(of=("self",)).select_related("job").get(pk=batch_id)
    if held.job and not Progress(held.job, clock.now()).is_over:
        return
    there = undoable(held.handovers.all())
    if there:
        _run(request.actor, held, UNDOING, f"Annulation du relais de {len(there)} dossiers", len(there))
