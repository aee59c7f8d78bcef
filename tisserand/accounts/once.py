"""A form sent twice acts once: the second sending is led where the first one went."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django_htmx.http import HttpResponseClientRedirect

from tisserand.accounts.models import Submission

View = Callable[..., HttpResponse]
FIELD = "_once"


def once(view: View) -> View:
    """Decorate a view whose POST creates something; its form holds `{% once %}`.

    The key is inserted in the view's own transaction: a second request waits for the first to commit,
    then follows it. A refused form (shown again, or an error) gives the key back.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = _key(request)
        if key is None:
            return view(request, *args, **kwargs)
        with transaction.atomic():
            submission, is_first = Submission.objects.get_or_create(
                key=key,
                defaults={"user_id": request.actor.user_id},
            )
            if not is_first:
                return _replay(request, submission)
            response = view(request, *args, **kwargs)
            _remember(submission, request, response)
        return response

    return wrapped


def _key(request: HttpRequest) -> UUID | None:
    try:
        is_sent = request.method == "POST" and request.actor.is_authenticated
        return UUID(request.POST.get(FIELD, "")) if is_sent else None
    except ValueError:
        return None


def _remember(submission: Submission, request: HttpRequest, response: HttpResponse) -> None:
    address = response.headers.get("Location") or response.headers.get("HX-Redirect")
    if address:
        Submission.objects.filter(pk=submission.pk).update(answer=address)
    elif response.status_code >= 400 or not request.headers.get("HX-Request"):
        submission.delete()


def _replay(request: HttpRequest, submission: Submission) -> HttpResponse:
    if submission.user_id != request.actor.user_id:
        return HttpResponse(status=400)
    if not submission.answer:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)  # a fragment: the first answer has drawn it
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(submission.answer)
    return HttpResponseRedirect(submission.answer)
