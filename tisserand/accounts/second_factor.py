"""The second factor is required of those who work, outside the demonstration."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.stages import AuthenticateStage
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from tisserand.accounts import provider_session
from tisserand.accounts.idle import LOCK_DOORS

# What someone may reach before it is set up: signing in and out, the activation itself, the house's own pages.
OPEN = ("account_", "mfa_", "proconnect_", "ui:")


class SecondFactorMiddleware:
    """Send a member who has no second factor to its activation, whatever they asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Answer in the view's stead, once its name is known."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name.startswith(OPEN) or name in LOCK_DOORS or not lacks_second_factor(request):
            return None
        address = reverse("mfa_activate_totp")
        if request.headers.get("HX-Request"):
            return HttpResponseClientRedirect(address)
        return HttpResponseRedirect(address)


def requires_second_factor(request: HttpRequest) -> bool:
    """Whether one of this person's hats asks for it."""
    hats = request.hats.values()
    return any(not (settings.DEMO and hat.is_demonstration) for hat in hats)


def lacks_second_factor(request: HttpRequest) -> bool:
    """Whether it is required and not there yet; the one the provider asked for is one."""
    if not requires_second_factor(request) or provider_session.is_doubly_verified(request):
        return False
    return not request.has_second_factor


class SecondFactorStage(AuthenticateStage):
    """At sign-in: not asked twice of someone whose provider asked for it already."""

    def _should_handle(self, request: HttpRequest) -> bool:
        login = (self.login.signal_kwargs or {}).get("sociallogin")
        identity = getattr(login, "identity", None)
        # Of an identity linked in this very gesture, ours is asked all the same: it guarded the account first.
        if identity and identity.is_doubly_verified and not getattr(login, "has_just_joined", False):
            return False
        return bool(super()._should_handle(request))
