"""Searches that are kept: kept, asked again, renamed, removed, taken back."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tisserand.accounts.once import once
from tisserand.accounts.searching import WORDS, sealed_search
from tisserand.common.access import Action
from tisserand.common.clock import now
from tisserand.directory.forms.saved import SavedSearchForm
from tisserand.directory.models import SavedSearch
from tisserand.directory.policies import SAVED
from tisserand.directory.queries import saved_searches_visible_to
from tisserand.directory.services import saved
from tisserand.directory.views.access import for_readers
from tisserand.directory.views.search import read_form
from tisserand.ui.answering import answer_form

SEARCH = "directory:service_search"
TYPED = ("q", "lieu")


def _load(request: HttpRequest, search_id: UUID, action: Action = Action.EDIT) -> SavedSearch:
    search = get_object_or_404(saved_searches_visible_to(request.actor), pk=search_id)
    if not SAVED.may(request.actor, action, search):
        raise PermissionDenied
    return search


@require_http_methods(["GET", "POST"])
@for_readers
@once
def search_keep(request: HttpRequest) -> HttpResponse:
    """Keep the search that the address holds."""
    question = read_form(request)
    asked = question.asked(now())
    if not asked.is_anything:
        return redirect(SEARCH)
    form = SavedSearchForm(
        request.actor, request.POST or None, instance=SavedSearch(), initial={"name": asked.title[:120]}
    )
    return answer_form(
        request,
        form,
        lambda: saved.keep_search(
            actor=request.actor,
            name=form.cleaned_data["name"],
            asked=question.to_keep,
            team_id=form.team_id,
            now=now(),
        ),
        template="directory/search_keep.html",
        context=lambda: {"asked": asked},
        then=reverse(SEARCH),
        said="La recherche est gardée\u00a0: elle est sur la page de l’annuaire.",
    )


@require_GET
@for_readers
def search_open(request: HttpRequest, search_id: UUID) -> HttpResponse:
    """Ask it again: what was typed is sealed anew, for whoever asks."""
    kept = _load(request, search_id, Action.SEE).asked
    query = QueryDict(mutable=True)
    query.update({name: said for name, said in kept.items() if name not in TYPED and said})
    if any(kept.get(name) for name in TYPED):
        query[WORDS] = sealed_search(request, "\n".join(str(kept.get(name, "")) for name in TYPED))
    return redirect(f"{reverse(SEARCH)}?{query.urlencode()}")


@require_http_methods(["GET", "POST"])
@for_readers
def search_rename(request: HttpRequest, search_id: UUID) -> HttpResponse:
    """Another name, or for others."""
    search = _load(request, search_id)
    form = SavedSearchForm(request.actor, request.POST or None, instance=search)
    return answer_form(
        request,
        form,
        lambda: saved.rename_search(
            actor=request.actor,
            search=search,
            name=form.cleaned_data["name"],
            team_id=form.team_id,
            expected=form.expected_revision,
        ),
        template="directory/search_rename.html",
        context=lambda: {"search": search},
        then=reverse(SEARCH),
        said="C’est enregistré.",
    )


@require_POST
@for_readers
def search_remove(request: HttpRequest, search_id: UUID) -> HttpResponse:
    """Remove it; the page offers to take it back."""
    search = _load(request, search_id)
    saved.remove_search(actor=request.actor, search=search, now=now())
    return redirect(f"{reverse(SEARCH)}?retiree={search.pk}")


@require_POST
@for_readers
def search_restore(request: HttpRequest, search_id: UUID) -> HttpResponse:
    """Take it back."""
    saved.restore_search(actor=request.actor, search=_load(request, search_id))
    messages.success(request, "La recherche est de nouveau là.")
    return redirect(SEARCH)
