"""The sheet of a service, the sheet of a structure."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from tisserand.common.clock import now, today
from tisserand.directory import vocabulary as words
from tisserand.directory.card import Card
from tisserand.directory.opening import now_words, week_words
from tisserand.directory.queries import services_of, services_visible_to, structures_visible_to
from tisserand.directory.service_words import Place, ServiceWords, phone_words
from tisserand.directory.sheet import sheet
from tisserand.directory.views.access import for_readers


@require_GET
@for_readers
def service_detail(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """What is offered, to whom, on what conditions, and how to come to it."""
    service = get_object_or_404(services_visible_to(request.actor), pk=service_id)
    said = ServiceWords(service)
    context = sheet(request.actor, service) | {"service": service, "words": said}
    return render(request, "directory/service_detail.html", context | _hours(said.opening_hours))


@require_GET
@for_readers
def structure_detail(request: HttpRequest, structure_id: UUID) -> HttpResponse:
    """Where it is, how to reach it, and all that it offers."""
    structure = get_object_or_404(structures_visible_to(request.actor), pk=structure_id)
    context = sheet(request.actor, structure) | {
        "structure": structure,
        "place": Place(structure),
        "networks": words.labels(words.NETWORKS, structure.networks),
        "phone": phone_words(structure.phone),
        "services": [ServiceWords(service) for service in services_of(structure)],
    }
    return render(request, "directory/structure_detail.html", context | _hours(structure.opening_hours))


@require_GET
@for_readers
def service_card(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """What the person takes away: a card in large letters, a text for their phone."""
    service = get_object_or_404(services_visible_to(request.actor), pk=service_id)
    context = {"service": service, "card": Card(ServiceWords(service), today()), "today": today()}
    return render(request, "directory/service_card.html", context)


def _hours(text: str) -> dict[str, Any]:
    return {"now": now_words(text, now()), "week": week_words(text, today())}
