"""Through the provider and back: signing in, linking, showing again who one is, signing out there as well."""

from __future__ import annotations

from secrets import token_urlsafe
from time import time
from typing import Any

import requests
from allauth.account import views as account
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required, login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tisserand.accounts import provider_session
from tisserand.accounts.confirmation import confirm_identity
from tisserand.accounts.identity import provider_issuer, provider_label
from tisserand.accounts.idle import is_locked, needs_no_password
from tisserand.accounts.limits import limited
from tisserand.accounts.models import User
from tisserand.accounts.proconnect.adapter import tell_siret
from tisserand.accounts.proconnect.provider import (
    LINK,
    LOGIN,
    REAUTHENTICATE,
    CallbackView,
    ProConnectOAuth2Adapter,
    ProConnectProvider,
)
from tisserand.accounts.proconnect.troubles import ProviderTrouble, Reason, trouble_page
from tisserand.accounts.proofs import has_recent_proof, last_proof_at
from tisserand.accounts.queries import identities_of, invitation_of_key, opens_by_provider
from tisserand.accounts.services.identities import LastWayIn, has_another_way_in, unlink_identity
from tisserand.accounts.services.invitations import digest, is_pending
from tisserand.accounts.views.own_account import safe_next
from tisserand.common.clock import now

GOODBYE = "goodbye"  # what a session signed out there waits for
# Whoever leaves a locked screen may be somebody else: the provider's own session must not let them in again.
ASK_ANEW = "ask_anew"
TOO_OLD = 0.0


def _provider(request: HttpRequest) -> ProConnectProvider:
    """The one set up, or no page at all."""
    if not provider_issuer():
        raise Http404
    found: ProConnectProvider = get_adapter(request).get_provider(request, provider=provider_issuer())
    return found


def _leave(request: HttpRequest, process: str, **said: Any) -> HttpResponse:
    """Lead to the provider, by a page: a form may not be sent on to another site (Content-Security-Policy)."""
    provider = _provider(request)
    try:
        address = provider.departure(process, **said)
    except ProviderTrouble as trouble:
        return trouble_page(request, trouble.reason)
    except requests.RequestException:
        return trouble_page(request, Reason.DOWN)
    return _leaving_page(request, address)


def _leaving_page(request: HttpRequest, address: str, *, farewell: bool = False) -> HttpResponse:
    context = {"address": address, "label": provider_label(), "farewell": farewell}
    return render(request, "accounts/provider_leaving.html", context)


@require_POST
@never_cache
@login_not_required
@limited("proconnect", rate="300/m")
def proconnect_login(request: HttpRequest) -> HttpResponse:
    """From the sign-in page; or from an invitation, whose key then tells which one."""
    said: dict[str, Any] = {"next_url": safe_next(request)} if "next" in request.POST else {}
    said["anew"] = bool(request.session.get(ASK_ANEW)) or (
        request.user.is_authenticated and is_locked(request)
    )
    if key := request.POST.get("invitation"):
        invitation = invitation_of_key(digest(key))
        if invitation is None or not is_pending(invitation, now()):
            return redirect("accounts:invitation_accept", key)
        said["invitation"] = str(invitation.pk)
    return _leave(request, LOGIN, **said)


@require_GET
@never_cache
@login_not_required
@limited("proconnect_back", rate="300/m")
def proconnect_callback(request: HttpRequest) -> HttpResponse:
    """The way back. A state serves once; whatever goes wrong is told on one page, and nothing is half done."""
    adapter = ProConnectOAuth2Adapter(request, _provider(request).app.provider_id)
    try:
        answer: HttpResponse = CallbackView.adapter_view(adapter)(request)
    except ProviderTrouble as trouble:
        return trouble_page(request, trouble.reason, more=trouble.more)
    login = adapter.sociallogin
    if login is None or adapter.state.get("process") != LOGIN or not isinstance(login.user, User):
        return answer
    if not login.is_existing or not login.user.is_active:  # it was told why
        return answer
    provider_session.keep(request, login.user, login.identity)
    if request.user == login.user:
        _welcome(request, login)
    return answer


def _welcome(request: HttpRequest, login: Any) -> None:
    """An authentication of a moment ago is a proof; a new place of work is said."""
    assert isinstance(request.user, User)
    request.session.pop(ASK_ANEW, None)
    if proved_at := login.identity.proved_at:
        at = min(proved_at, time())
        record_authentication(request, request.user, "socialaccount", at=at, reauthenticated=True)
    if login.siret_before != login.identity.siret:
        tell_siret(request, request.user, login.identity)
    if getattr(login, "has_just_joined", False):
        messages.success(request, f"Bienvenue, {request.user.get_short_name()}.")


@require_POST
@never_cache
@login_required
@limited("proconnect", rate="300/m")
@confirm_identity
def proconnect_link(request: HttpRequest) -> HttpResponse:
    """Have one more identity open one's account."""
    if needs_no_password(request):
        raise Http404
    return _leave(request, LINK)


@never_cache
@login_required
@confirm_identity
def proconnect_unlink(request: HttpRequest, pk: int) -> HttpResponse:
    """Have it open nothing any more, unless nothing else would."""
    assert isinstance(request.user, User)
    identity = get_object_or_404(identities_of(request.user.pk), pk=pk)
    is_last = not has_another_way_in(request.user, besides=identity)
    if request.method == "POST":
        try:
            unlink_identity(actor=request.actor, user=request.user, identity_id=pk, now=now())
        except LastWayIn:
            is_last = True
        except SocialAccount.DoesNotExist:
            return redirect("accounts:profile")
        else:
            messages.success(request, f"Cette identité {provider_label()} n’ouvre plus votre compte.")
            return redirect("accounts:profile")
    context = {"identity": identity, "label": provider_label(), "is_last": is_last}
    return render(request, "accounts/proconnect_unlink.html", context)


@method_decorator([never_cache, login_required], name="dispatch")
class ReauthenticateView(account.BaseReauthenticateView):
    """Showing again who one is: the page that leads to the provider, and where one comes back to."""

    template_name = "accounts/proconnect_reauthenticate.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """There is no such way for whoever has no identity there."""
        if not opens_by_provider(request.user.pk):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Just back with a proof: on to what was asked for."""
        if has_recent_proof(request) and last_proof_at(request) > request.session.get("locked_at", TOO_OLD):
            return resume_request(request) or redirect("/")
        return self.render_to_response(self.get_context_data(form=None, label=provider_label()))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Off to the provider, which must ask anew."""
        return _leave(request, REAUTHENTICATE, next_url=safe_next(request), anew=True)


@method_decorator(never_cache, name="dispatch")
class SignOutView(account.LogoutView):
    """Here first, whatever happens next; then at the provider, when that is where one came from."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Close this session; lead to the provider with what it needs to close its own."""
        id_token, label = provider_session.id_token_of(self.request), provider_label()
        was_locked = self.request.user.is_authenticated and is_locked(self.request)
        answer: HttpResponse = super().post(*args, **kwargs)
        if was_locked and label:
            self.request.session[ASK_ANEW] = True
        if not id_token or not label:
            return answer
        try:
            address = self._farewell(id_token, following=answer["Location"])
        except (ProviderTrouble, KeyError):
            messages.warning(
                self.request,
                f"Vous êtes bien déconnecté·e d’ici, mais {label} ne répond pas : sur un ordinateur partagé, "
                "fermez le navigateur.",
            )
            return answer
        return _leaving_page(self.request, address, farewell=True)

    def _farewell(self, id_token: str, *, following: str) -> str:
        adapter = ProConnectOAuth2Adapter(self.request, _provider(self.request).app.provider_id)
        endpoint = adapter.openid_config["end_session_endpoint"]
        state = token_urlsafe(32)
        self.request.session[GOODBYE] = {"state": state, "following": following}
        query = {
            "id_token_hint": id_token,
            "state": state,
            "post_logout_redirect_uri": self.request.build_absolute_uri(reverse("proconnect_goodbye")),
        }
        return f"{endpoint}?{urlencode(query)}"


@require_GET
@never_cache
@login_not_required
def proconnect_goodbye(request: HttpRequest) -> HttpResponse:
    """Back from signing out there."""
    waited = request.session.pop(GOODBYE, None)
    if waited is None or not constant_time_compare(request.GET.get("state", ""), waited["state"]):
        return redirect("account_login")
    messages.success(request, f"Vous êtes déconnecté·e de Tisserand et de {provider_label()}.")
    return HttpResponseRedirect(waited["following"])


class SignInView(account.LoginView):
    """The sign-in page, which knows whether there is a provider."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """With its name."""
        return super().get_context_data(**kwargs) | {"provider_label": provider_label()}


proconnect_reauthenticate = require_http_methods(["GET", "POST"])(ReauthenticateView.as_view())
sign_in = SignInView.as_view()
sign_out = SignOutView.as_view()
