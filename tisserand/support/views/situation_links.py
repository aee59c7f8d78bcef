"""How things on the map act on each other, and where they stand on the drawing."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST

from tisserand.accounts.once import once
from tisserand.common.rows import StaleRevision
from tisserand.support.forms.situation import LinkForm
from tisserand.support.map_page import MapPage
from tisserand.support.queries.situation import links_of
from tisserand.support.services import situation as maps
from tisserand.support.services.dossiers import check_open
from tisserand.support.situation.drawing import FORMATS, WIDE, Drawing
from tisserand.support.situation.words import link_sentence
from tisserand.support.views.answering import read_dossier
from tisserand.support.views.situation import gesture, map_address, map_context, page_of
from tisserand.ui.conflicts import rearranged_words


@require_http_methods(["GET", "POST"])
@once
def map_link_add(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Choose two things, and how one acts on the other."""
    dossier = read_dossier(request, dossier_id)
    check_open(request.actor, dossier)  # type: ignore[attr-defined]
    form = LinkForm(request.POST or None, items=page_of(request, dossier).items)
    if request.method == "POST" and form.is_valid():
        link = maps.link_items(**form.cleaned_data, **gesture(request))
        messages.success(request, f"{link_sentence(link.source.title, link.kind, link.target.title)}.")
        return HttpResponseRedirect(map_address(request, dossier_id, element=link.source_id))
    context = map_context(request, dossier, **({"link_form": form} if request.method == "POST" else {}))
    context["linking"] = True
    return render(request, "support/map_detail.html", context, status=422 if form.errors else 200)


@require_POST
def map_link_remove(request: HttpRequest, dossier_id: UUID, link_id: UUID) -> HttpResponse:
    """Take a link off; the page offers to say it again."""
    dossier = read_dossier(request, dossier_id)
    link = get_object_or_404(links_of(dossier), pk=link_id)
    link.map.dossier = dossier
    undone = f"{link.source_id}.{link.kind}.{link.target_id}"
    maps.unlink_items(link=link, **gesture(request))
    return HttpResponseRedirect(map_address(request, dossier_id, element=link.source_id, delie=undone))


@require_POST
def map_arrange(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Keep where things were put on one drawing; answers the lines drawn anew, or 409 and the places others chose."""
    dossier = read_dossier(request, dossier_id)
    form = FORMATS.get(request.POST.get("drawing", ""), WIDE)
    try:
        places = {UUID(key): (int(x), int(y)) for key, (x, y) in json.loads(request.POST["places"]).items()}
        expected = int(request.POST["revision"])
    except (KeyError, ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return HttpResponse(status=400)
    said: dict[str, Any] = {"places": places, "axes": (form.x, form.y), "expected": expected}
    met: dict[str, str] = {}
    try:
        maps.arrange_items(dossier=dossier, **said, **gesture(request))
    except StaleRevision as stale:
        met = {"met": rearranged_words(request, stale.theirs, "cette carte")}
    page = page_of(request, dossier)
    drawing = page.drawings[list(FORMATS).index(form.name)]
    return JsonResponse(_picture(page, drawing) | met, status=409 if met else 200)


def _picture(page: MapPage, drawing: Drawing) -> dict[str, object]:
    return {
        "revision": page.map.revision,
        "height": drawing.height,
        "nodes": {node.key: [node.cx, node.cy] for node in drawing.nodes},
        "edges": {
            f"{edge.source}.{edge.target}": {"d": edge.d, "bend": edge.bend, "at": [edge.lx, edge.ly]}
            for edge in drawing.edges
        },
    }


@require_POST
def map_let_arrange(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Let the drawing arrange itself."""
    dossier = read_dossier(request, dossier_id)
    maps.let_arrange(dossier=dossier, **gesture(request))
    messages.success(request, "La carte est rangée.")
    return HttpResponseRedirect(map_address(request, dossier_id))
