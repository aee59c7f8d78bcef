"""Agreements on screen: where each stands today."""

from __future__ import annotations

from datetime import date

from django import template

from tisserand.sharing.models import Consent
from tisserand.sharing.standing import Standing, standing_of

register = template.Library()


@register.filter
def standing(consent: Consent, today: date) -> Standing:
    """The words and the look of its chip."""
    return standing_of(consent, today)
