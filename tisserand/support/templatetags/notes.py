"""Notes on screen: their icon and tone, their text with colleagues named and words found, all of it escaped."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from django import template
from django.utils.html import escape, linebreaks
from django.utils.safestring import SafeString, mark_safe

from tisserand.support.choices import EntryKind
from tisserand.support.queries.journal import MARK, UNMARK

register = template.Library()


class Look(NamedTuple):
    """A tone and an icon."""

    tone: str
    icon: str


KINDS = {
    EntryKind.INTERVIEW: Look("teal", "chat-left-text"),
    EntryKind.CALL: Look("teal", "telephone"),
    EntryKind.VISIT: Look("plum", "house-door"),
    EntryKind.EMAIL: Look("neutral", "envelope"),
    EntryKind.MESSAGE: Look("neutral", "chat-dots"),
    EntryKind.ADMINISTRATIVE: Look("ochre", "file-earmark-text"),
    EntryKind.GROUP: Look("plum", "people"),
    EntryKind.INCIDENT: Look("terracotta", "exclamation-triangle"),
    EntryKind.HANDOVER: Look("plum", "arrow-left-right"),
    EntryKind.OTHER: Look("neutral", "pencil"),
}
_MENTION = re.compile(r"(?<![\w.@])@[^\W\d_][\w’-]*(?:[ \u00a0][A-ZÀ-Þ][\w’-]*)?")


@register.filter
def kind_look(kind: str) -> Look:
    """The tone and the icon of a kind of note."""
    return KINDS.get(kind, KINDS[EntryKind.OTHER])  # type: ignore[call-overload, no-any-return]


@register.filter
def note_text(body: Any) -> SafeString:
    """The text in paragraphs, colleagues named in bold."""
    text = str(body)
    # Most notes are one paragraph that names nobody.
    safe = linebreaks(text, autoescape=True) if "\n" in text or "\r" in text else f"<p>{escape(text)}</p>"
    return mark_safe(_MENTION.sub(r'<strong class="mention">\g<0></strong>', safe) if "@" in safe else safe)


@register.filter
def excerpt(text: Any) -> SafeString:
    """The passages found, their words marked."""
    safe = escape(str(text)).replace(MARK, "<mark>").replace(UNMARK, "</mark>")
    return mark_safe(safe)
