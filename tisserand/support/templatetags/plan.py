"""Words of the plan in templates."""

from datetime import date

from django import template

register = template.Library()


@register.filter
def iso_day(text: str) -> date:
    """A day of an agreed content, which keeps them as text."""
    return date.fromisoformat(text)
