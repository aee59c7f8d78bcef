"""What becomes of a verified identity: it opens its account, joins by invitation, is linked, or proves who is there."""

from __future__ import annotations

from secrets import token_urlsafe
from time import time
from typing import Any

import requests
from allauth.account.internal.flows.login import record_authentication
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base import AuthError
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from tisserand.accounts.identity import Identity, provider_label
from tisserand.accounts.idle import is_locked, needs_no_password
from tisserand.accounts.models import User
from tisserand.accounts.proconnect.provider import LINK, REAUTHENTICATE
from tisserand.accounts.proconnect.tokens import LEEWAY
from tisserand.accounts.proconnect.troubles import ProviderTrouble, Reason, trouble_page
from tisserand.accounts.proofs import has_recent_proof
from tisserand.accounts.services import identities
from tisserand.accounts.sirets import siret_gap, siret_sentence
from tisserand.common.clock import now

SERVER_ERROR = 500


class IdentityAdapter(DefaultSocialAccountAdapter):
    """allauth's hooks."""

    def generate_state_param(self, state: dict[str, Any]) -> str:
        """Longer than allauth's: ProConnect wants thirty-two characters."""
        return token_urlsafe(32)

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Never: see `pre_social_login`."""
        return False

    def get_requests_session(self) -> requests.Session:
        """A server that answers an error is one that is down."""
        session: requests.Session = super().get_requests_session()
        session.hooks["response"].append(_refuse_server_error)
        return session

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Every trouble ends on our page."""
        more = exception.more if isinstance(exception, ProviderTrouble) else ""
        reason = _reason(request, error, exception, extra_context or {})
        raise ImmediateHttpResponse(trouble_page(request, reason, more=more))

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Decide; whatever is not the sign-in of a linked identity is answered here."""
        sociallogin.token = (
            None  # it has served; a sign-in that waits for a second factor is kept in the session
        )
        try:
            answer = _decide(request, sociallogin)
        except ProviderTrouble as trouble:
            answer = trouble_page(request, trouble.reason, more=trouble.more)
        if answer is not None:
            raise ImmediateHttpResponse(answer)


def _refuse_server_error(answer: requests.Response, **_: Any) -> None:
    if answer.status_code >= SERVER_ERROR:
        raise requests.HTTPError(response=answer)


def _reason(
    request: HttpRequest, error: str | None, exception: Exception | None, context: dict[str, Any]
) -> Reason:
    if isinstance(exception, ProviderTrouble):
        return exception.reason
    if isinstance(exception, requests.RequestException):
        return Reason.DOWN
    if exception is not None or "state" not in context:  # a code refused, a state unknown
        return Reason.EXPIRED
    said = request.GET.get("error", "")
    if error == AuthError.CANCELLED or said in ("login_required", "interaction_required", "consent_required"):
        return Reason.CANCELLED
    return Reason.DOWN if said in ("server_error", "temporarily_unavailable") else Reason.UNTRUSTED


def _decide(request: HttpRequest, login: SocialLogin) -> HttpResponse | None:
    process = login.state.get("process")
    if login.state.get("anew"):
        _check_new(login)
    if process == REAUTHENTICATE:
        return _prove(request, login)
    if process == LINK:
        return _link(request, login)
    if not login.is_existing:
        _join(request, login)
    return None


def _check_new(login: SocialLogin) -> None:
    """The person has authenticated there since it was asked."""
    proved_at = login.identity.proved_at
    if proved_at is None or proved_at < login.state["asked_at"] - LEEWAY:
        raise ProviderTrouble(Reason.NOT_NEW)
    if proved_at > time() + LEEWAY:
        raise ProviderTrouble(Reason.CLOCK)


def _prove(request: HttpRequest, login: SocialLogin) -> HttpResponse:
    """A proof of identity: the linked identity, authenticated anew (`_check_new`)."""
    if not request.user.is_authenticated:
        raise ProviderTrouble(Reason.EXPIRED)  # the session has ended meanwhile
    if not login.is_existing or login.user != request.user:
        raise ProviderTrouble(Reason.OTHER_PERSON)
    record_authentication(request, request.user, "socialaccount", reauthenticated=True)
    following = urlencode({"next": login.state.get("next") or "/"})
    return HttpResponseRedirect(f"{reverse('proconnect_reauthenticate')}?{following}")


def _link(request: HttpRequest, login: SocialLogin) -> HttpResponse:
    """From « Mon compte », by someone who has just shown who they are."""
    if not isinstance(request.user, User) or needs_no_password(request) or not has_recent_proof(request):
        raise ProviderTrouble(Reason.EXPIRED)
    if is_locked(request):
        raise ProviderTrouble(Reason.LOCKED)
    try:
        identities.link_identity(actor=request.actor, user=request.user, identity=login.identity, now=now())
    except identities.IdentityTaken as error:
        raise ProviderTrouble(Reason.TAKEN) from error
    messages.success(request, f"{provider_label()} ouvre désormais votre compte.")
    tell_siret(request, request.user, login.identity)
    return HttpResponseRedirect(reverse("accounts:profile"))


def _join(request: HttpRequest, login: SocialLogin) -> None:
    """An identity never seen: an invitation awaits it, or it stays outside."""
    try:
        user = identities.enter_by_invitation(
            identity=login.identity, shown=login.state.get("invitation") or None, now=now()
        )
    except identities.NotInvited as error:
        raise ProviderTrouble(Reason.STRANGER) from error
    except identities.OtherAddress as error:
        raise ProviderTrouble(Reason.ADDRESS) from error
    except identities.IdentityTaken as error:
        raise ProviderTrouble(Reason.TAKEN) from error
    except identities.OtherSiret as error:
        organisation = error.organisation
        raise ProviderTrouble(
            Reason.SIRET,
            more=siret_sentence(login.identity.siret, organisation),
        ) from error
    login.user = user
    login.account = SocialAccount.objects.get(provider=login.account.provider, uid=login.account.uid)
    login.has_just_joined = True


def tell_siret(request: HttpRequest, user: User, identity: Identity) -> None:
    """Say it when the provider places someone elsewhere than where they work here."""
    if said := siret_gap(user, identity.siret):
        messages.warning(
            request, f"{said} Si ce n’est pas normal, parlez-en à la personne qui administre Tisserand."
        )
