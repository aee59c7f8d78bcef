"""The road travelled, as a picture and as a list that says the same."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tisserand.common import clock
from tisserand.support.road import road_of
from tisserand.support.road_drawing import draw
from tisserand.support.views.answering import dossier_page, load_dossier, note_reading


@require_GET
def road_detail(request: HttpRequest, dossier_id: UUID) -> HttpResponse:
    """Where one comes from, what was gained, where one fell and went on."""
    dossier = load_dossier(request, dossier_id)
    note_reading(request, dossier, "support.road")
    moments = road_of(request.actor, dossier)
    context = dossier_page(request, dossier, active="support.road") | {
        "moments": moments[::-1],
        "drawing": draw(moments, today=clock.today()),
    }
    return render(request, "support/road_detail.html", context)
