"""A rough point for services of which only the commune or the postcode is known, so that they are found nearby."""

from __future__ import annotations

from django.db import transaction

from tisserand.common.copying import rewrite_rows
from tisserand.directory.models import Service
from tisserand.directory.spots import rough_spot

AT_ONCE = 1_000


@transaction.atomic
def place_roughly() -> int:
    """Give one to each that has none; returns how many got it. Called once a file is in, or a commune is corrected."""
    nowhere = Service.objects.filter(at_latitude=None).select_related("structure")
    known = ("insee_code", "postcode", "structure__insee_code", "structure__postcode")
    placed = []
    for service in nowhere.only(*known).iterator(AT_ONCE):
        at = service if service.insee_code or service.postcode else service.structure
        if spot := rough_spot(at.insee_code, at.postcode):
            service.at_latitude, service.at_longitude = spot.latitude, spot.longitude
            service.is_roughly_at = True
            placed.append(service)
    rewrite_rows(placed, ["at_latitude", "at_longitude", "is_roughly_at"])
    return len(placed)
