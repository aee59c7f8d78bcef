"""A form that is saved has no draft any more: each page sends the token of its draft along (`draft_token`)."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from tisserand.accounts.services.drafts import settle_draft
from tisserand.common.clock import now

FIELD = "draft_token"  # « token form page »


class DraftMiddleware:
    """Settle the draft of a form whose view answered that it saved; tell the page of it when it did not."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Read first: a body that cannot be is refused before the view has written anything.
        token = token_of(request)
        response = self.get_response(request)
        if token and has_saved(request, response):
            settle_draft(actor=request.actor, token=token, now=now())
        return response


def has_saved(request: HttpRequest, response: HttpResponse) -> bool:
    """A page leads elsewhere once it has saved; a fragment is drawn anew, unless it is refused (4xx)."""
    if getattr(response, "is_suspended", False):  # a proof of identity is asked first: nothing is saved yet
        return False
    if response.has_header("Location") or response.has_header("HX-Redirect"):
        return True
    is_fragment = request.headers.get("HX-Request") and not request.headers.get("HX-Boosted")
    return bool(is_fragment) and response.status_code < 300


def token_of(request: HttpRequest) -> UUID | None:
    """The token of the draft whose form was sent, if it is one.

    A form also sends what it holds elsewhere while one types, for suggestions: that saves nothing.
    """
    if request.method != "POST":
        return None
    token, _, said = request.POST.get(FIELD, "").partition(" ")
    form = said.partition(" ")[0]
    if form and form.rpartition("#")[0] != request.path:
        return None
    try:
        return UUID(token)
    except ValueError:
        return None
