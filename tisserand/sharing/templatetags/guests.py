"""Links on screen: where each stands now."""

from __future__ import annotations

from datetime import datetime

from django import template

from tisserand.sharing.models import Guest
from tisserand.sharing.standing import Standing, standing_of_link

register = template.Library()


@register.filter
def link_standing(guest: Guest, now: datetime) -> Standing:
    """The words and the look of its chip."""
    return standing_of_link(guest, now)
