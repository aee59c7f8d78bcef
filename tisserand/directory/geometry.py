"""Distances asked of the database: a box on the index of points, then the distance on the globe."""

from __future__ import annotations

from math import cos, radians
from typing import Any

from django.db.models import BooleanField, Expression, F, FloatField, Func, Value
from django.db.models.functions import ASin, Cos, Least, Power, Radians, Sin, Sqrt

from tisserand.directory.spots import A_DEGREE_KM, EARTH_KM, Spot

POINT = Func(F("at_longitude"), F("at_latitude"), function="point")


def within_box(spot: Spot, km: float) -> Expression:
    """Whether a service is in the square around `spot` that holds the circle; the index answers."""
    up = km / A_DEGREE_KM
    aside = up / max(cos(radians(min(abs(spot.latitude) + up, 89.9))), 0.01)
    corners = [
        Func(Value(spot.longitude + side * aside), Value(spot.latitude + side * up), function="point")
        for side in (-1, 1)
    ]
    box = Func(*corners, function="box")
    return Func(POINT, box, template="(%(expressions)s)", arg_joiner=" <@ ", output_field=BooleanField())


def km_from(spot: Spot) -> Expression:
    """How far a service is, as the crow flies (haversine)."""
    latitude: Any = Radians(F("at_latitude"))
    half = Power(Sin((latitude - Value(radians(spot.latitude))) / 2), 2) + Value(
        cos(radians(spot.latitude))
    ) * Cos(latitude) * Power(Sin(Radians(F("at_longitude") - Value(spot.longitude)) / 2), 2)
    # Rounding may bring the antipodes a hair past one.
    return Func(
        Value(2 * EARTH_KM) * ASin(Least(Value(1.0), Sqrt(half))),
        template="%(expressions)s",
        output_field=FloatField(),
    )
