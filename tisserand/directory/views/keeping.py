"""Of which sheet a page speaks, and back to it once it is said."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from tisserand.directory.models import Listed, Service, Structure
from tisserand.directory.policies import may_export_directory, may_load_directory, may_tend_directory
from tisserand.directory.queries import services_visible_to, structures_visible_to

SERVICES, STRUCTURES = "services", "structures"


def sheet_of(request: HttpRequest, kind: str, listed_id: UUID) -> Service | Structure:
    """The sheet of an address, for whoever may read it."""
    if kind == SERVICES:
        return get_object_or_404(services_visible_to(request.actor), pk=listed_id)
    return get_object_or_404(structures_visible_to(request.actor), pk=listed_id)


def tended_sheet(request: HttpRequest, kind: str, listed_id: UUID) -> Service | Structure:
    """The same, for whoever may mend it."""
    sheet = sheet_of(request, kind, listed_id)
    require_tending(request)
    return sheet


def require_tending(request: HttpRequest) -> None:
    """Whoever only reads is told nothing of these pages."""
    if not may_tend_directory(request.actor):
        raise Http404


def tabs_of(request: HttpRequest) -> dict[str, bool]:
    """Which pages of upkeep are offered beside one another."""
    return {
        "may_load": may_load_directory(request.actor),
        "may_export": may_export_directory(request.actor),
        "may_tend": may_tend_directory(request.actor),
    }


def kind_of(sheet: Listed) -> str:
    """How an address says what it is."""
    return SERVICES if isinstance(sheet, Service) else STRUCTURES


def address_of(sheet: Listed) -> str:
    """Its page."""
    name = "service_detail" if isinstance(sheet, Service) else "structure_detail"
    return reverse(f"directory:{name}", args=[sheet.pk])


def upkeep_of(sheet: Listed) -> str:
    """The page where all that is said of it stands."""
    return reverse("directory:sheet_upkeep", args=[kind_of(sheet), sheet.pk])
