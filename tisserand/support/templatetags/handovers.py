"""What is known of one dossier among many, on the page of a handover."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def of(rows: Mapping[Any, Any], key: Any) -> Any:
    """`{{ waiting|of:dossier.pk }}`."""
    return rows.get(key)
