"""Requests put aside in the session until their sender has shown who they are; the fields of a form are sealed."""

from __future__ import annotations

import json
from secrets import token_urlsafe
from time import time
from typing import TypedDict

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from tisserand.common.sealing import BrokenSeal, seal, unseal

SUSPENDED, BACK = "suspended", "confirm_back"
PURPOSE = "suspended request"  # of what is sealed
PATIENCE = 15 * 60  # seconds a suspended request is kept
AT_ONCE = 5  # requests suspended in one session
CARRIED_AT_MOST = 200_000  # characters of a form
# What our own pages add to a form, which its view has no use for.
ANSWER, PASSWORD = "_unlock", "_unlock_password"
OURS = {ANSWER, PASSWORD, "csrfmiddlewaretoken"}


class Suspended(TypedDict):
    """What waits for a confirmation."""

    at: float
    address: str  # where it was going, with its filters
    fields: str  # of a form: sealed; "" for a page
    is_form: bool
    loses: bool  # files, or more text than is kept
    back: str  # the page it was asked from


def suspend(request: HttpRequest) -> str:
    """Put the request aside in the session; return the token that finds it again."""
    back = _asked_from(request)
    is_form = request.method == "POST" and not request.headers.get("HX-Request")
    fields = json.dumps(carried_fields(request)) if is_form else ""
    is_too_long = len(fields) > CARRIED_AT_MOST
    token = token_urlsafe(12)
    kept = dict(list(_kept(request).items())[1 - AT_ONCE :])
    kept[token] = Suspended(
        at=time(),
        address=back if request.headers.get("HX-Request") else request.get_full_path(),
        fields=seal(fields, purpose=PURPOSE) if fields and not is_too_long else "",
        is_form=is_form and not is_too_long,
        loses=bool(request.FILES) or is_too_long,
        back=back,
    )
    request.session[SUSPENDED] = kept
    request.session[BACK] = back
    return token


def suspended(request: HttpRequest, token: str) -> Suspended | None:
    """What was put aside under `token`, if it still waits."""
    return _kept(request).get(token)


def fields_of(waiting: Suspended) -> list[tuple[str, str]]:
    """The fields a form held, in order; none if the key of the installation changed meanwhile."""
    if not waiting["fields"]:
        return []
    try:
        return [(name, value) for name, value in json.loads(unseal(waiting["fields"], purpose=PURPOSE))]
    except BrokenSeal:
        return []


def forget(request: HttpRequest, token: str) -> None:
    """A form that arrived waits no more."""
    if token and token in request.session.get(SUSPENDED, {}):
        request.session[SUSPENDED] = {
            key: one for key, one in request.session[SUSPENDED].items() if key != token
        }


def _kept(request: HttpRequest) -> dict[str, Suspended]:
    kept = request.session.get(SUSPENDED, {})
    return {token: one for token, one in kept.items() if time() - one["at"] < PATIENCE}


def carried_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """The posted fields, in order, without our own."""
    return [(name, value) for name, values in request.POST.lists() if name not in OURS for value in values]


def _asked_from(request: HttpRequest) -> str:
    """The page someone was on, if it is one of ours."""
    said = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    known = url_has_allowed_host_and_scheme(said, {request.get_host()}, require_https=request.is_secure())
    if not known:
        return "/"
    root = f"{request.scheme}://{request.get_host()}"
    return said.removeprefix(root) or "/"
