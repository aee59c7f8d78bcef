"""Distances asked of the database: a box on the index of places, then the distance on the globe."""

from __future__ import annotations

from math import cos, radians
from typing import Any

from django.db.models import F, FloatField, Func, Q, Value
from django.db.models.functions import ASin, Cos, Least, Power, Radians, Sin, Sqrt

from tisserand.directory.spots import A_DEGREE_KM, DECIMALS, EARTH_KM, Spot


def within_box(spot: Spot, km: float) -> Q:
    """Whether a service is in the square around `spot` that holds the circle.

    Two plain ranges: the database keeps count of latitudes and longitudes, and so knows how many services a box holds
    before it chooses its way. Of a point in a box it knew nothing, and read each of them, one by one.
    """
    up = km / A_DEGREE_KM
    aside = up / max(cos(radians(min(abs(spot.latitude) + up, 89.9))), 0.01)
    return Q(
        at_latitude__range=(spot.latitude - up, spot.latitude + up),
        at_longitude__range=(spot.longitude - aside, spot.longitude + aside),
    )


def km_from(spot: Spot) -> Func:
    """How far a service is, as the crow flies (haversine).

    From a point as round as those of the services: the square of less than 1e-154 is an error of the database.
    """
    north, east = round(spot.latitude, DECIMALS) + 0.0, round(spot.longitude, DECIMALS) + 0.0
    latitude: Any = Radians(F("at_latitude"))
    half = Power(Sin((latitude - Value(radians(north))) / 2), 2) + Value(cos(radians(north))) * Cos(
        latitude
    ) * Power(Sin(Radians(F("at_longitude") - Value(east)) / 2), 2)
    # Rounding may bring the antipodes a hair past one.
    return Func(
        Value(2 * EARTH_KM) * ASin(Least(Value(1.0), Sqrt(half))),
        template="%(expressions)s",
        output_field=FloatField(),
    )
