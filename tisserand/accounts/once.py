"""A form sent twice acts once: the second sending is led where the first one went."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import wraps
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django_htmx.http import HttpResponseClientRedirect

from tisserand.accounts.models import Submission
from tisserand.common.clock import now
from tisserand.common.sealing import BrokenSeal, seal, unseal

View = Callable[..., HttpResponse]
Again = Callable[..., HttpResponse | None]
FIELD = "_once"
SHOWN_FOR = timedelta(minutes=5)  # a page sent again by a slow line, or by going back
ALREADY = (
    "C’est déjà fait. Ce qui ne s’affiche qu’une fois ne se revoit pas\N{NO-BREAK SPACE}: "
    "s’il vous manque, renouvelez-le."
)


def once(view: View) -> View:
    """Decorate a view whose POST creates something; its form holds `{% once %}`.

    The key is inserted in the view's own transaction: a second request waits for the first to commit,
    then follows it. A refused form (shown again, or an error) gives the key back.
    """

    return _wrapped(view, None)


def once_shown(again: Again) -> Callable[[View], View]:
    """The same, of a view that shows once what nobody keeps (`show_once`).

    Within a few minutes, in the session that asked, a second sending shows the very same page, which
    `again(request, shown, …)` draws; it answers nothing when what was shown does not hold any more.
    """
    return lambda view: _wrapped(view, again)


def show_once(request: HttpRequest, shown: Mapping[str, str], *, then: str) -> None:
    """Keep what the answer shows, sealed, for a few minutes; afterwards a second sending is led to `then`."""
    vars(request)["_shown_once"] = (json.dumps(shown), then)


def forget_shown() -> None:
    """Nothing of what was shown once outlives these minutes."""
    Submission.objects.filter(created_at__lt=now() - SHOWN_FOR).exclude(shown="").update(shown="")


def _wrapped(view: View, again: Again | None) -> View:
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
                return _shown_again(request, submission, again, args, kwargs) or _replay(request, submission)
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
    if "_shown_once" in vars(request):
        forget_shown()
        text, then = vars(request)["_shown_once"]
        sealed = seal(text, purpose=_purpose(request, submission))
        Submission.objects.filter(pk=submission.pk).update(answer=then, shown=sealed)
        return
    address = response.headers.get("Location") or response.headers.get("HX-Redirect")
    if address:
        Submission.objects.filter(pk=submission.pk).update(answer=address)
    elif response.status_code >= 400 or not request.headers.get("HX-Request"):
        submission.delete()


def _purpose(request: HttpRequest, submission: Submission) -> str:
    """For this sending and this session alone: elsewhere, the seal does not open."""
    return f"accounts.once {submission.pk} {request.session.session_key}"


def _shown_again(
    request: HttpRequest, submission: Submission, again: Again | None, args: Any, kwargs: Any
) -> HttpResponse | None:
    """What was shown, if it still may be; nothing for whoever is not the one who asked."""
    if again is None or submission.user_id != request.actor.user_id or not submission.answer:
        return None
    try:
        if now() - submission.created_at < SHOWN_FOR:
            shown = json.loads(unseal(submission.shown, purpose=_purpose(request, submission)))
            if (drawn := again(request, shown, *args, **kwargs)) is not None:
                return drawn
    except BrokenSeal:
        pass
    messages.info(request, ALREADY)
    return None


def _replay(request: HttpRequest, submission: Submission) -> HttpResponse:
    if submission.user_id != request.actor.user_id:
        return HttpResponse(status=400)
    if not submission.answer:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)  # a fragment: the first answer has drawn it
    if request.headers.get("HX-Request"):
        return HttpResponseClientRedirect(submission.answer)
    return HttpResponseRedirect(submission.answer)
