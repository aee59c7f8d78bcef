"""The duplicates of the past: looked for in the background, listed likeliest first, decided side by side."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from tisserand.accounts.confirmation import confirm_identity
from tisserand.accounts.jobs import Progress
from tisserand.accounts.limits import limited
from tisserand.accounts.models import Job
from tisserand.audit.services import record_read
from tisserand.common.clock import now
from tisserand.people import services
from tisserand.people.choices import PairState, ScreeningState
from tisserand.people.comparison import likelihood, lines_of, reasons_of, sheet_of
from tisserand.people.merging import questions
from tisserand.people.models import DuplicatePair, Merge, Person, Screening
from tisserand.people.policies import may_screen_duplicates
from tisserand.people.queries import count_hidden_pairs, latest_screening, merges_visible_to, pairs_visible_to
from tisserand.people.services.screening import AlreadyScreening, pair_up, start_screening
from tisserand.people.tasks import queue_screening
from tisserand.people.views.loading import allowed, load_other, load_person

A_PAGE = 20
FILTERS = {"": PairState.OPEN, "plus-tard": PairState.LATER, "differentes": PairState.DIFFERENT}
SAID = {
    PairState.DIFFERENT: "C’est retenu : ce sont deux personnes. La question ne sera plus posée.",
    PairState.LATER: "Cette paire vous attend dans « Plus tard ».",
    PairState.OPEN: "Cette paire est de nouveau à décider.",
}


@require_GET
@allowed(may_screen_duplicates)
def duplicate_list(request: HttpRequest) -> HttpResponse:
    """The pairs to decide, likeliest first; where the search has got to; what one may not see is counted."""
    actor = request.actor
    wanted = request.GET.get("etat", "")
    state = FILTERS.get(wanted, PairState.OPEN)
    pairs = pairs_visible_to(actor).filter(state=state)
    if state != PairState.DIFFERENT:
        pairs = pairs.filter(first__merged_into=None, second__merged_into=None)
    page = Paginator(pairs, A_PAGE).get_page(request.GET.get("page"))
    screening = latest_screening(actor)
    context = {
        "page": page,
        "rows": [
            {"pair": pair, "reasons": reasons_of(pair)[:3], "likelihood": likelihood(pair)} for pair in page
        ],
        "state": state,
        "hidden": count_hidden_pairs(actor, state),
        "screening": screening,
        "merges": merges_visible_to(actor).filter(undone_at=None).count(),
    } | _progress(request, screening)
    return render(request, "people/duplicate_list.html", context)


def _progress(request: HttpRequest, screening: Screening | None) -> dict[str, Any]:
    job = screening.job if screening else None
    return {
        "progress": Progress(job, now()) if job else None,
        "is_running": bool(screening and screening.state == ScreeningState.RUNNING),
        "is_mine": bool(job and job.started_by_id == request.actor.user_id),
    }


@require_GET
@allowed(may_screen_duplicates)
def duplicate_progress(request: HttpRequest) -> HttpResponse:
    """The live bar, asked for while the search goes on."""
    screening = latest_screening(request.actor)
    context = {"screening": screening} | _progress(request, screening)
    response = render(request, "people/_screening_progress.html", context)
    if not context["is_running"] or context["progress"].is_over:
        response["HX-Refresh"] = "true"
    return response


@require_POST
@allowed(may_screen_duplicates)
@limited("screening", rate="10/h")
def duplicate_screen(request: HttpRequest) -> HttpResponse:
    """Start a search, or take up one whose worker went silent; of two clicks, one acts."""
    actor = request.actor
    try:
        with transaction.atomic():
            screening = start_screening(actor=actor, now=now())
            queue_screening(screening.pk)
    except AlreadyScreening as told:
        _take_up(told.screening)
    return redirect("people:duplicate_list")


def _take_up(screening: Screening) -> None:
    """Whoever started it may have left: a search belongs to the organisation."""
    job = Job.objects.filter(pk=screening.job_id).select_related("started_by").first()
    if job is None or not Progress(job, now()).is_interrupted:
        return
    taken = Job.objects.filter(pk=job.pk, heartbeat_at=job.heartbeat_at).update(heartbeat_at=now())
    if taken:
        queue_screening(screening.pk)


# --- one pair


@require_POST
@allowed(may_screen_duplicates)
@limited("likeness", rate="90/m")
def duplicate_compare(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Put two people chosen by hand side by side, to decide of them."""
    person = load_person(request.actor, person_id)
    other = load_other(request.actor, request.POST.get("other", ""))
    if person.pk == other.pk:
        raise Http404
    pair = pair_up(actor=request.actor, person=person, other=other, now=now())
    return redirect("people:duplicate_detail", pair.pk)


def _load_pair(request: HttpRequest, pair_id: UUID) -> DuplicatePair | None:
    return pairs_visible_to(request.actor).filter(pk=pair_id).first()


def _settled(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    """Somebody was quicker: say so, and lead to what became of it. Whoever may not know of the pair gets 404."""
    pairs = DuplicatePair.objects.filter(organisation_id=request.actor.organisation_id)
    pair = get_object_or_404(pairs, pk=pair_id)
    both = [pair.first_id, pair.second_id]
    merge = merges_visible_to(request.actor).filter(absorbed__in=both, undone_at=None).first()
    if merge is None:
        raise Http404
    return render(request, "people/duplicate_settled.html", {"merge": merge}, status=409)


@require_GET
@allowed(may_screen_duplicates)
def duplicate_detail(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    """Both records side by side, why they look alike, what to keep, and the three decisions."""
    pair = _load_pair(request, pair_id)
    if pair is None:
        return _settled(request, pair_id)
    return _pair_page(request, pair)


def _pair_page(
    request: HttpRequest, pair: DuplicatePair, *, problem: str = "", status: int = 200
) -> HttpResponse:
    actor = request.actor
    for person in (pair.first, pair.second):
        record_read(actor=actor, person_id=person.pk, part="people.pair", object_id=pair.pk)
    said = request.POST
    kept = said.get("kept") if said.get("kept") in {"first", "second"} else _elder(pair)
    lines = lines_of(pair.first, pair.second, kept=str(kept), said=said)
    asked = [question for _, question in questions(actor, pair.first, pair.second)]
    context = {
        "pair": pair,
        "kept": kept,
        "sheets": [("first", sheet_of(actor, pair.first)), ("second", sheet_of(actor, pair.second))],
        "lines": lines,
        "has_same": any(line.is_same for line in lines),
        "reasons": reasons_of(pair),
        "likelihood": likelihood(pair),
        "questions": [(question, said.get(f"answer_{question.key}", "")) for question in asked],
        "problem": problem,
        "left": pairs_visible_to(actor).filter(state=PairState.OPEN).count(),
    }
    return render(request, "people/duplicate_detail.html", context, status=status)


def _elder(pair: DuplicatePair) -> str:
    """The record begun first is kept unless one says otherwise: it is the one that others know."""
    return "first" if pair.first.created_at <= pair.second.created_at else "second"


@require_POST
@allowed(may_screen_duplicates)
def duplicate_decide(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    """They are two people; or one will see later; or it is open again."""
    pair = _load_pair(request, pair_id)
    if pair is None:
        return _settled(request, pair_id)
    said = request.POST.get("state", "")
    state = PairState(said) if said in SAID else PairState.LATER
    try:
        services.decide_pair(actor=request.actor, pair=pair, state=state, now=now())
    except services.CannotMerge as told:
        return _pair_page(request, pair, problem=str(told), status=409)
    messages.success(request, SAID[state])
    return redirect(_next(request, pair))


def _next(request: HttpRequest, pair: DuplicatePair) -> str:
    """The next pair to decide, or the list when there is none."""
    following = pairs_visible_to(request.actor).filter(
        state=PairState.OPEN, first__merged_into=None, second__merged_into=None, weight__lte=pair.weight
    )
    found = following.exclude(pk=pair.pk).first()
    return reverse("people:duplicate_detail", args=[found.pk]) if found else reverse("people:duplicate_list")


@require_POST
@allowed(may_screen_duplicates)
@confirm_identity
def duplicate_merge(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    """They are one person: bring the two records together, as chosen field by field."""
    pair = _load_pair(request, pair_id)
    if pair is None:
        return _settled(request, pair_id)
    try:
        merge = _merge(request, pair)
    except services.CannotMerge as told:
        if _load_pair(request, pair_id) is None:
            return _settled(request, pair_id)
        return _pair_page(request, pair, problem=str(told), status=409)
    messages.success(request, "Les deux fiches n’en font plus qu’une. Vous pouvez défaire cette fusion ici.")
    return redirect("people:merge_detail", merge.pk)


def _merge(request: HttpRequest, pair: DuplicatePair) -> Merge:
    said = request.POST
    kept_side = said.get("kept") if said.get("kept") in {"first", "second"} else _elder(pair)
    by_side: dict[str, Person] = {"first": pair.first, "second": pair.second}
    kept = by_side.pop(str(kept_side))
    [(other_side, absorbed)] = by_side.items()
    lines = lines_of(pair.first, pair.second, kept=str(kept_side), said=said)
    return services.merge_people(
        actor=request.actor,
        kept=kept,
        absorbed=absorbed,
        taken=[line.name for line in lines if line.chosen == other_side],
        answers={key.removeprefix("answer_"): said[key] for key in said if key.startswith("answer_")},
        now=now(),
    )
