"""My drafts: kept as I type, offered back where I was, listed in one page."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from tisserand.accounts.choices import DraftState
from tisserand.accounts.limits import limited
from tisserand.accounts.models import Draft
from tisserand.accounts.queries import drafts_of
from tisserand.accounts.services import drafts as services
from tisserand.common.clock import now
from tisserand.ui.templatetags.words import time_fr

# What is not saved yet is not left in the browser either.
never_left = cache_control(no_store=True)


@require_POST
@login_required
@limited("draft", rate="90/m")
def draft_keep(request: HttpRequest) -> HttpResponse:
    """Keep what is being typed (asked by the page every few seconds). 409: the page begins another draft."""
    try:
        token = UUID(request.POST.get("token", ""))
        fields = _fields(request.POST.get("fields", ""))
        draft = services.keep_draft(
            actor=request.actor,
            token=token,
            address=request.POST.get("address", ""),
            form=request.POST.get("form", ""),
            title=request.POST.get("title", ""),
            fields=fields,
            page=request.POST.get("page", ""),
            taken_from=request.POST.get("taken_from", ""),
            now=now(),
        )
    except services.DraftLeft:
        return HttpResponse(status=HTTPStatus.CONFLICT)
    except (TypeError, ValueError, RecursionError, ValidationError):
        return HttpResponse(status=400)
    return JsonResponse({"kept_at": time_fr(draft.saved_at)})


def _fields(text: str) -> list[tuple[str, str, str]]:
    """The fields as the page sends them: `[[name, value, label], …]`. Raises ValueError or TypeError."""
    fields = json.loads(text)
    if not isinstance(fields, list):
        raise ValueError("not a list")
    return [(str(name), str(value), str(label)) for name, value, label in fields]


@require_GET
@login_required
@never_left
def draft_list(request: HttpRequest) -> HttpResponse:
    """Everything I began and did not save, then what I threw away."""
    rows = drafts_of(request.actor, now=now()).order_by(
        "-state", "-saved_at"
    )  # « open » before « discarded »
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    context = {"page": page, "drafts": [_shown(draft) for draft in page]}
    return render(request, "accounts/draft_list.html", context)


@require_GET
@login_required
@never_left
def draft_offer(request: HttpRequest) -> HttpResponse:
    """The drafts of one page, offered at its top."""
    rows = drafts_of(request.actor, now=now()).filter(
        state=DraftState.OPEN, address=request.GET.get("adresse", "")
    )
    return render(request, "accounts/_draft_offer.html", {"drafts": [_shown(draft) for draft in rows[:5]]})


@require_GET
@login_required
@never_left
def draft_panel(request: HttpRequest) -> HttpResponse:
    """On Aujourd’hui: what was left unfinished elsewhere."""
    rows = drafts_of(request.actor, now=now()).filter(state=DraftState.OPEN).exclude(address="/")
    if not (count := rows.count()):
        return HttpResponse()  # an empty panel takes no room
    context = {"drafts": [_shown(draft) for draft in rows[:3]], "count": count}
    return render(request, "accounts/_draft_panel.html", context)


@require_GET
@login_required
@never_left
def draft_fields(request: HttpRequest, token: UUID) -> HttpResponse:
    """What one draft holds, for the page that takes it up again."""
    draft = _load(request, token)
    typed = services.read_draft(draft)
    fields = [field[:2] for field in typed.fields]
    return JsonResponse({"form": draft.form, "fields": fields, "page": typed.page})


@require_POST
@login_required
def draft_discard(request: HttpRequest, token: UUID) -> HttpResponse:
    """Throw one away."""
    services.discard_draft(actor=request.actor, draft=_load(request, token), now=now())
    if request.headers.get("HX-Request"):
        return HttpResponse("")
    messages.success(request, "Brouillon jeté. Il reste plus bas, le temps de changer d’avis.")
    return redirect("accounts:draft_list")


@require_POST
@login_required
def draft_take_back(request: HttpRequest, token: UUID) -> HttpResponse:
    """Take one back from what was thrown away."""
    services.take_back_draft(actor=request.actor, draft=_load(request, token), now=now())
    messages.success(request, "Brouillon repris.")
    return redirect("accounts:draft_list")


def _load(request: HttpRequest, token: UUID) -> Draft:
    return get_object_or_404(drafts_of(request.actor, now=now()), pk=token)


def _shown(draft: Draft) -> dict[str, Any]:
    """A draft in words: the page it belongs to, and what was written freely, the longest first."""
    typed = services.read_draft(draft)
    said = [(label, value) for _, value, label in typed.fields if label and value.strip()]
    return {
        "draft": draft,
        "title": typed.title.removesuffix(" · Tisserand"),
        "said": sorted(said, key=lambda one: len(one[1]), reverse=True),
        "is_open": draft.state == DraftState.OPEN,
    }
