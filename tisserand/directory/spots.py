"""Where a commune is, in figures: to sort by distance without asking any address of anybody.

`data/commune_points.tsv.gz` holds one line a commune: Insee code, latitude, longitude, and how surely. It is made by
`manage.py refresh_commune_points`; where its points come from: `data/SOURCE.md`.
"""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

from tisserand.common.communes import Commune, find_communes, named_commune

DATA = Path(__file__).parent / "data" / "commune_points.tsv.gz"
EARTH_KM = 6371.0
A_DEGREE_KM = 111.19  # of latitude; a hair less than it is, so that a box holds its whole circle
# Of a degree: eleven centimetres. What follows is noise; migration 0009 has the database do the same.
DECIMALS = 6
MUCH_LARGER = 3


class Sureness(StrEnum):
    """How well a point stands for its commune."""

    CENTRE = "c"  # the town itself
    PLACES = "p"  # the middle of known places of the commune
    POSTCODE = "v"  # the middle of the communes of the same postcode
    DEPARTMENT = "d"  # the middle of its département


@dataclass(frozen=True)
class Spot:
    """A point on the map, and whether it only stands for something wider."""

    latitude: float
    longitude: float
    is_approximate: bool = False


@lru_cache(maxsize=1)
def _points() -> dict[str, Spot]:
    with gzip.open(DATA, "rt", encoding="utf-8") as lines:
        rows = (line.split() for line in lines)
        vague = (Sureness.POSTCODE, Sureness.DEPARTMENT)
        return {code: Spot(float(lat), float(lon), sure in vague) for code, lat, lon, sure in rows}


def spot_of(insee_code: str) -> Spot | None:
    """Where a commune is."""
    return _points().get(insee_code)


def rough_spot(insee_code: str, postcode: str) -> Spot | None:
    """Where a place of which only the commune or the postcode is known may be."""
    known = spot_of(insee_code) if insee_code else None
    if known is None and postcode:
        known = next((spot for each in find_communes(postcode, 1) if (spot := spot_of(each.code))), None)
    return Spot(known.latitude, known.longitude, is_approximate=True) if known else None


def distance_km(first: Spot, second: Spot) -> float:
    """As the crow flies."""
    lat, lat2 = radians(first.latitude), radians(second.latitude)
    half = sin((lat2 - lat) / 2) ** 2
    half += cos(lat) * cos(lat2) * sin(radians(second.longitude - first.longitude) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(half)))


def commune_named(text: str) -> Commune | None:
    """The commune that `text` means: a name whole, a postcode, the beginning of one far larger; None if in doubt."""
    if not (found := find_communes(text, limit=2)):
        return None
    first, second = found[0], found[-1]
    is_plain = first is second or (text.strip().isdigit() and len(text.strip()) == 5)
    is_larger = first.folded != second.folded and first.population > MUCH_LARGER * second.population
    return first if is_plain or is_larger else named_commune(text)
