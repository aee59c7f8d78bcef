"""What is typed in a search names people: it is sent in a body, and an address holds it sealed (docs/adr/0014).

A search as one types is a POST, answered by a fragment. A list that keeps its filters in its address takes them by
POST too, then leads to itself: `?mots=` holds what was typed, readable by its author alone, for a few days.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.views.decorators.http import require_http_methods

from tisserand.common.sealing import BrokenSeal, seal, unseal

WORDS = "mots"
MOST_LETTERS = 200
READABLE_FOR = timedelta(days=3)

get_or_post = require_http_methods(["GET", "POST"])


class SeeOther(HttpResponseRedirect):
    """Answers a POST: what follows is asked by GET, and going back sends nothing again."""

    status_code = 303


def typed(request: HttpRequest, *fields: str) -> str:
    """What was typed in the first of these fields that says something: sent in a body, never in an address."""
    said = next((text for field in fields if (text := request.POST.get(field))), "")
    return said.replace("\x00", "").strip()[:MOST_LETTERS]


def sealed_search(request: HttpRequest, text: str) -> str:
    """What an address may hold of a search; the same text never looks the same twice."""
    return seal(text, purpose=_purpose(request)).rstrip("=")


def seal_search(
    request: HttpRequest,
    field: str,
    *,
    also: Any = None,
    form: Any = None,
    **beside: str,
) -> SeeOther:
    """Lead to the list itself, what was typed sealed; the choices beside it stay as they are, if they make sense.

    `also`: what other fields hold, by their names, sealed with it and read back under the same names.
    """
    query = QueryDict(mutable=True)
    if form is not None:
        form.is_valid()
        chosen = (name for name in form.cleaned_data if name != field and name not in (also or {}))
        query.update({name: said for name in chosen if (said := request.POST.get(name))})
    query.update({name: said for name, said in beside.items() if said})
    lines = [typed(request, field), *(also or {}).values()]
    if any(lines):
        text = "\n".join(line.replace("\n", " ") for line in lines) if also else lines[0]
        query[WORDS] = sealed_search(request, text)
    return SeeOther(f"{request.path}?{query.urlencode()}" if query else request.path)


def opened_search(request: HttpRequest, field: str, also: Sequence[str] = ()) -> QueryDict:
    """What the address asks, with what was typed back in its `field`, and in those sealed with it.

    A search that cannot be read any more is said on the page (`request.search_expired`), and its links forget it.
    """
    links = request.GET.copy()
    for name in (field, *also):
        links.pop(name, None)  # in clear, it is not looked at: whoever writes it there would go on doing so
    token = links.get(WORDS, "")
    text = _read(request, token) if token else ""
    if token and not text:
        links.pop(WORDS)
        request.search_expired = True  # type: ignore[attr-defined]
    request.GET = links  # type: ignore[assignment]
    asked = links.copy()
    asked.pop(WORDS, None)
    lines = text.split("\n") if also else [text]
    asked.update({name: line for name, line in zip((field, *also), lines, strict=False) if line})
    return asked


def _read(request: HttpRequest, token: str) -> str:
    try:
        return unseal(token + "=" * (-len(token) % 4), purpose=_purpose(request), within=READABLE_FOR)
    except BrokenSeal:
        return ""


def _purpose(request: HttpRequest) -> str:
    return f"search {request.user.pk}"
