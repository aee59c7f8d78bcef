"""What is read of an identity of a provider."""

from __future__ import annotations

from django import template

from tisserand.accounts.identity import siret_in_words

register = template.Library()


@register.filter
def siret(digits: str) -> str:
    """`{{ identity.extra_data.siret|siret }}` → « 123 456 789 00012 »."""
    return siret_in_words(digits)
