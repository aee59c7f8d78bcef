"""The sheet of a service, the sheet of a structure."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from tisserand.directory import vocabulary as words
from tisserand.directory.queries import services_of, services_visible_to, structures_visible_to
from tisserand.directory.service_words import Place, ServiceWords
from tisserand.directory.sheet import sheet
from tisserand.directory.views.access import for_readers


@require_GET
@for_readers
def service_detail(request: HttpRequest, service_id: UUID) -> HttpResponse:
    """What is offered, to whom, on what conditions, and how to come to it."""
    service = get_object_or_404(services_visible_to(request.actor), pk=service_id)
    context = sheet(request.actor, service) | {"service": service, "words": ServiceWords(service)}
    return render(request, "directory/service_detail.html", context)


@require_GET
@for_readers
def structure_detail(request: HttpRequest, structure_id: UUID) -> HttpResponse:
    """Where it is, how to reach it, and all that it offers."""
    structure = get_object_or_404(structures_visible_to(request.actor), pk=structure_id)
    context = sheet(request.actor, structure) | {
        "structure": structure,
        "place": Place(structure),
        "networks": words.labels(words.NETWORKS, structure.networks),
        "services": [ServiceWords(service) for service in services_of(structure)],
    }
    return render(request, "directory/structure_detail.html", context)
