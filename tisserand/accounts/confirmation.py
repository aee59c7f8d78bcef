"""Before people's data leave in number, or many rows change at once: is it still the same person at the keyboard?

`@confirm_identity` asks whoever gave no password, code or passkey for ten minutes, then resumes what was asked for:
a page or a file by its address, filters included; a form with everything it held, sealed in the session meanwhile.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from secrets import token_urlsafe
from time import time
from typing import Any, TypedDict, overload

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.reauthentication import is_reauthentication_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django_htmx.http import HttpResponseClientRedirect

from tisserand.accounts.idle import carried_fields, needs_no_password
from tisserand.common.sealing import BrokenSeal, seal, unseal

View = Callable[..., HttpResponse]
Condition = Callable[[HttpRequest], bool]
SUSPENDED, RESUMED, BACK = "suspended", "_resumed", "confirm_back"
PURPOSE = "suspended request"  # of what is sealed
PATIENCE = 15 * 60  # seconds a suspended request is kept
AT_ONCE = 5  # requests suspended in one session
CARRIED_AT_MOST = 200_000  # characters of a form


class Suspended(TypedDict):
    """What waits for a confirmation."""

    at: float
    address: str  # where it was going, with its filters
    fields: str  # of a form: sealed; "" for a page
    is_form: bool
    loses: bool  # files, or more text than is kept
    back: str  # the page it was asked from


@overload
def confirm_identity(view: View) -> View: ...
@overload
def confirm_identity(*, methods: tuple[str, ...], when: Condition = ...) -> Callable[[View], View]: ...
def confirm_identity(
    view: View | None = None, *, methods: tuple[str, ...] = (), when: Condition = lambda request: True
) -> Any:
    """Ask for a recent proof of identity before a view: an export, the undoing of an import, a bulk action.

    `@confirm_identity` asks whatever the method; `@confirm_identity(methods=("POST",))` lets the page that only
    shows the form pass; `when` tells a bulk action from the same gesture on one row. It stands above `@limited` and
    `@once`. Nobody is asked in the one click of a demonstration.
    A form sent by htmx is not sent again: its page opens anew, with its draft.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            asks = (not methods or request.method in methods) and when(request)
            if asks and needs_confirmation(request):
                return ask(request)
            forget(request, request.POST.get(RESUMED, ""))
            return view(request, *args, **kwargs)

        wrapped.confirms_identity = True  # type: ignore[attr-defined]
        return wrapped

    return decorate(view) if view else decorate


def needs_confirmation(request: HttpRequest) -> bool:
    """Whether the last proof of identity is older than `ACCOUNT_REAUTHENTICATION_TIMEOUT`."""
    if not request.user.is_authenticated or needs_no_password(request):
        return False
    return is_reauthentication_required(request, app="")


def ask(request: HttpRequest) -> HttpResponse:
    """Keep what was asked for and lead to the first way of confirming."""
    address = door_of(request, reverse("accounts:identity_confirmed", args=[suspend(request)]))
    is_script = request.headers.get("HX-Request")
    answer = HttpResponseClientRedirect(address) if is_script else HttpResponseRedirect(address)
    answer.is_suspended = True  # type: ignore[union-attr]  # see `drafting`
    return answer


def door_of(request: HttpRequest, following: str) -> str:
    """The page that asks, which leads to `following` once answered."""
    methods = get_adapter(request).get_reauthentication_methods(request.user)
    return f"{methods[0]['url']}?{urlencode({'next': following})}"


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


def _asked_from(request: HttpRequest) -> str:
    """The page someone was on, if it is one of ours."""
    said = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    known = url_has_allowed_host_and_scheme(said, {request.get_host()}, require_https=request.is_secure())
    if not known:
        return "/"
    root = f"{request.scheme}://{request.get_host()}"
    return said.removeprefix(root) or "/"
