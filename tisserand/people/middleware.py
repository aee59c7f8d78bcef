"""Addresses of a record that was brought into another one lead to that one, forms included."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from tisserand.people.merged import standing_id
from tisserand.people.queries import people_visible_to

TEMPORARY = 307  # the browser sends the same thing there, and an undone merge takes its address back


class MergedMiddleware:
    """Asked only when a page was not found: whoever may know of the record kept is led to it."""

    def __init__(self, get_response):  # type: ignore[no-untyped-def]
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing by itself: see `process_exception`."""
        return self.get_response(request)  # type: ignore[no-any-return]

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The same page about the record kept. What was typed goes along: no text is lost, and the revision that a form
        carries is older than that of the record kept, so that it shows both versions rather than write over one."""
        match = request.resolver_match
        if not isinstance(exception, Http404) or match is None or "person_id" not in match.kwargs:
            return None
        kept = standing_id(match.kwargs["person_id"])
        if kept is None or not people_visible_to(request.actor).filter(pk=kept).exists():
            return None
        address = reverse(match.view_name, kwargs=match.kwargs | {"person_id": kept})
        query = request.META.get("QUERY_STRING", "")
        answer = HttpResponseRedirect(f"{address}?{query}" if query else address)
        answer.status_code = TEMPORARY
        return answer
