"""allauth's OpenID Connect, and what it lacks: every signature checked, nonce, level, proof of a new authentication."""

from __future__ import annotations

import json
from secrets import token_urlsafe
from time import time
from typing import Any

import requests
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.utils import generate_code_challenge
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from allauth.utils import build_absolute_uri
from django.http import HttpRequest
from django.urls import reverse

from tisserand.accounts.identity import Identity, read_identity
from tisserand.accounts.proconnect import discovery
from tisserand.accounts.proconnect.tokens import Signer
from tisserand.accounts.proconnect.troubles import ProviderTrouble, Reason

LOGIN, LINK, REAUTHENTICATE = "login", "connect", "reauthenticate"
SIGNED = "application/jwt"
LONGEST_SUBJECT = 191  # of the column that keeps it


class ProConnectOAuth2Adapter(OpenIDConnectOAuth2Adapter):
    """From the code to the verified identity."""

    state: dict[str, Any]  # what was put aside at the start
    sociallogin: SocialLogin | None = None

    @property
    def openid_config(self) -> dict[str, Any]:
        """The discovery document, kept for an hour."""
        app = self.get_provider().app
        return discovery.document(app.settings["server_url"], issuer=app.provider_id)

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Declared to the provider word for word."""
        return str(build_absolute_uri(request, reverse("proconnect_callback"), self.redirect_uri_protocol))

    def get_access_token_data(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Only for an answer of our provider (RFC 9207), when it names itself."""
        named = request.GET.get("iss")
        must_name = self.openid_config.get("authorization_response_iss_parameter_supported")
        if (named or must_name) and named != self.provider_id:
            raise ProviderTrouble(Reason.UNTRUSTED)
        return dict(super().get_access_token_data(request, *args, **kwargs))

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        """Verify both tokens, then the level; `identity` travels on the login."""
        identity = self._identity(app, str(kwargs["response"].get("id_token", "")), token.token)
        self.sociallogin = self.get_provider().sociallogin_from_response(request, identity)
        self.sociallogin.identity = identity
        known = SocialAccount.objects.filter(provider=identity.issuer, uid=identity.subject).first()
        self.sociallogin.siret_before = known.extra_data.get("siret") if known else None
        return self.sociallogin

    def _identity(self, app: SocialApp, id_token: str, access_token: str) -> Identity:
        signer = Signer(
            issuer=app.provider_id,
            client_id=app.client_id,
            algorithm=app.settings["algorithm"],
            secret=app.secret,
            keys=lambda anew: discovery.keys(self.openid_config["jwks_uri"], anew=anew),
        )
        claims = signer.read_id_token(id_token, nonce=self.state.get("nonce", ""))
        accepted = app.settings["acr"]
        if accepted and claims.get("acr") not in accepted:
            raise ProviderTrouble(Reason.LEVEL)
        if len(claims["sub"]) > LONGEST_SUBJECT:
            raise ProviderTrouble(Reason.UNTRUSTED)
        userinfo = signer.read_userinfo(self._userinfo(access_token), subject=claims["sub"])
        return read_identity(id_token, claims, userinfo)

    def _userinfo(self, access_token: str) -> str:
        headers = {"Authorization": f"Bearer {access_token}", "Accept": SIGNED}
        with get_adapter().get_requests_session() as session:
            answer = session.get(self.profile_url, headers=headers)
        if not answer.ok:
            raise requests.HTTPError(response=answer)
        if answer.headers.get("Content-Type", "").partition(";")[0].strip() != SIGNED:
            raise ProviderTrouble(Reason.UNTRUSTED)
        return answer.text.strip()


class ProConnectProvider(OpenIDConnectProvider):
    """One provider, named by its issuer."""

    oauth2_adapter_class = ProConnectOAuth2Adapter

    def get_callback_url(self) -> str:
        """Ours has no name of provider in it."""
        return reverse("proconnect_callback")

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        """What was agreed with the provider, never what an address says."""
        return list(self.get_scope())

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, Any]:
        """Likewise."""
        return dict(self.get_auth_params())

    def get_pkce_params(self) -> dict[str, str]:
        """Where the provider understands it: ProConnect refuses the parameters it does not know."""
        config = self.get_oauth2_adapter(self.request).openid_config
        understood = "S256" in config.get("code_challenge_methods_supported", [])
        return dict(generate_code_challenge()) if understood else {}

    def departure(self, process: str, *, next_url: str = "", invitation: str = "", anew: bool = False) -> str:
        """Put the state aside and return the address to go to; `anew`: the person must authenticate again there.

        Raises ProviderTrouble, RequestException.
        """
        nonce = token_urlsafe(32)
        answer = self.redirect(
            self.request,
            process,
            next_url=next_url or None,
            auth_params=self._request(anew=anew) | {"nonce": nonce},
            nonce=nonce,
            anew=anew,
            asked_at=time(),
            invitation=invitation,
        )
        return str(answer["Location"])

    def _request(self, *, anew: bool) -> dict[str, str]:
        """Level and new authentication, asked by `claims` where it is understood, by parameters elsewhere."""
        levels = self.app.settings["acr"]
        asked = {"prompt": "login"} if anew else {}
        if self.get_oauth2_adapter(self.request).openid_config.get("claims_parameter_supported"):
            claims: dict[str, Any] = {"amr": {"essential": True}, "auth_time": {"essential": True}}
            if levels:
                claims["acr"] = {"essential": True, "values": levels}
            return asked | {"claims": json.dumps({"id_token": claims})}
        if levels:
            asked["acr_values"] = " ".join(levels)
        return asked | ({"max_age": "0"} if anew else {})

    def extract_uid(self, data: Identity) -> str:
        """The subject; the issuer is the name of the provider."""
        return data.subject

    def extract_extra_data(self, data: Identity) -> dict[str, str]:
        """The little that is kept."""
        return data.kept()

    def extract_common_fields(self, data: Identity) -> dict[str, str]:
        """Nothing: an account is made by its invitation."""
        return {}

    def extract_email_addresses(self, data: Identity) -> list[Any]:
        """Nothing: no account is found by its address."""
        return []


class CallbackView(OAuth2CallbackView):
    """The way back, which hands what was put aside to whoever verifies."""

    adapter: ProConnectOAuth2Adapter

    def _get_state(self, request: HttpRequest, provider: Any) -> tuple[Any, Any]:
        state, answer = super()._get_state(request, provider)
        self.adapter.state = state or {}
        return state, answer
