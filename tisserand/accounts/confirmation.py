"""Before people's data leave in number, or many rows change at once: is it still the same person at the keyboard?

`@confirm_identity` asks whoever gave no password, code or passkey for ten minutes (or did not authenticate anew at
the provider), then resumes what was asked for: a page or a file by its address, filters included; a form with
everything it held, sealed in the session meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, overload

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from tisserand.accounts.idle import needs_no_password
from tisserand.accounts.proofs import has_recent_proof
from tisserand.accounts.suspended import forget, suspend

View = Callable[..., HttpResponse]
Condition = Callable[[HttpRequest], bool]
RESUMED = "_resumed"


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
    return not has_recent_proof(request)


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
    if not methods:  # the provider that opened this account is not set up any more
        return reverse("account_reset_password")
    return f"{methods[0]['url']}?{urlencode({'next': following})}"
