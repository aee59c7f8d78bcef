"""Recent merges: what each one did, and taking it apart again."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from tisserand.accounts.confirmation import confirm_identity
from tisserand.audit.services import record_read
from tisserand.common.clock import now
from tisserand.people import services
from tisserand.people.comparison import changes_of, followed, left_in_words, lines_of
from tisserand.people.models import Merge
from tisserand.people.policies import may_screen_duplicates
from tisserand.people.queries import merges_visible_to
from tisserand.people.services.merging import later_merge
from tisserand.people.views.loading import allowed

A_PAGE = 20


@require_GET
@allowed(may_screen_duplicates)
def merge_list(request: HttpRequest) -> HttpResponse:
    """The merges one may undo, latest first."""
    page = Paginator(merges_visible_to(request.actor), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "people/merge_list.html", {"page": page})


def _load(request: HttpRequest, merge_id: UUID) -> Merge:
    return get_object_or_404(merges_visible_to(request.actor), pk=merge_id)


@require_GET
@allowed(may_screen_duplicates)
def merge_detail(request: HttpRequest, merge_id: UUID) -> HttpResponse:
    """What was brought together, what followed, the record as it was, and how to undo it."""
    return _page(request, _load(request, merge_id))


def _page(request: HttpRequest, merge: Merge, *, problem: str = "", status: int = 200) -> HttpResponse:
    record_read(
        actor=request.actor, person_id=merge.kept_id, part="people.merge", object_id=merge.absorbed_id
    )
    context = {
        "merge": merge,
        "changes": changes_of(merge),
        "followed": followed(merge),
        "left": left_in_words(merge),
        "lines": lines_of(merge.kept, merge.absorbed, kept="first"),
        "later": None if merge.undone_at else later_merge(merge),
        "problem": problem,
    }
    return render(request, "people/merge_detail.html", context, status=status)


@require_http_methods(["GET", "POST"])
@allowed(may_screen_duplicates)
@confirm_identity(methods=("POST",))
def merge_undo(request: HttpRequest, merge_id: UUID) -> HttpResponse:
    """Take the two records apart again, after saying what that means."""
    merge = _load(request, merge_id)
    if request.method == "GET":
        return render(request, "people/merge_undo.html", {"merge": merge})
    try:
        services.undo_merge(actor=request.actor, merge=merge, now=now())
    except (services.CannotUndo, services.CannotMerge) as told:
        return _page(request, _load(request, merge_id), problem=str(told), status=409)
    messages.success(request, "La fusion est défaite : chaque fiche a retrouvé ce qu’elle contenait.")
    return redirect("people:merge_detail", merge.pk)
