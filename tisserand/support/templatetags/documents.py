"""How a document is told in a list: its size, the icon of its type, whether it still holds."""

from __future__ import annotations

from typing import Any

from django import template

from tisserand.support.files.accepted import BY_MEDIA_TYPE
from tisserand.ui.templatetags.words import NO_BREAK

register = template.Library()

ICONS = {
    "picture": "file-earmark-image",
    "pdf": "file-earmark-pdf",
    "office": "file-earmark-text",
    "text": "file-earmark-text",
}


@register.filter
def file_size(size: int) -> str:
    """240 000 → « 234 Ko », 1 300 000 → « 1,2 Mo »: in powers of 1024, as file managers count."""
    if size < 1024 * 1024:
        return f"{max(1, round(size / 1024))}{NO_BREAK}Ko"
    return f"{size / 1024 / 1024:.1f}".replace(".", ",").removesuffix(",0") + f"{NO_BREAK}Mo"


@register.filter
def type_icon(media_type: str) -> str:
    """The icon of a type."""
    return ICONS[BY_MEDIA_TYPE[media_type].family]


@register.filter
def tag_labels(tags: list[str], labels: dict[str, Any]) -> list[str]:
    """The words of tags."""
    return [str(labels.get(tag, tag)) for tag in tags]
