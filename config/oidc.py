"""ProConnect, or another OpenID Connect provider: what the environment says of it, checked before anything starts."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

CLASS = "tisserand.accounts.proconnect.provider.ProConnectProvider"
ALGORITHMS = ("RS256", "ES256", "HS256")
DISCOVERY = "/.well-known/openid-configuration"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
SHORTEST_SHARED_KEY = 32  # HS256 signs with the secret itself (RFC 7518, 3.2)
LONGEST_ISSUER = 200  # accounts are kept by issuer and subject, in a column of this size


def providers(env: Any) -> dict[str, Any]:
    """allauth's setting: no provider while no issuer is named."""
    issuer = env("TISSERAND_OIDC_ISSUER").removesuffix(DISCOVERY)
    return {"openid_connect": {"provider_class": CLASS, "APPS": [_app(issuer, env)] if issuer else []}}


def _app(issuer: str, env: Any) -> dict[str, Any]:
    secret = env("TISSERAND_OIDC_CLIENT_SECRET")
    _check(issuer, env("TISSERAND_OIDC_CLIENT_ID"), secret, env("TISSERAND_OIDC_ALGORITHM"))
    return {
        "provider_id": issuer,  # so that the table of identities is keyed by issuer and subject
        "name": env("TISSERAND_OIDC_LABEL"),
        "client_id": env("TISSERAND_OIDC_CLIENT_ID"),
        "secret": secret,
        "settings": {
            "server_url": issuer.rstrip("/") + DISCOVERY,
            "scope": env("TISSERAND_OIDC_SCOPES"),
            "acr": env("TISSERAND_OIDC_ACR"),
            "algorithm": env("TISSERAND_OIDC_ALGORITHM"),
        },
    }


def _check(issuer: str, client_id: str, secret: str, algorithm: str) -> None:
    where = urlsplit(issuer)
    if where.scheme != "https" and where.hostname not in LOOPBACK:
        raise ImproperlyConfigured("TISSERAND_OIDC_ISSUER doit être une adresse https")
    if len(issuer) > LONGEST_ISSUER:
        raise ImproperlyConfigured(f"TISSERAND_OIDC_ISSUER dépasse {LONGEST_ISSUER} caractères")
    if not client_id or not secret:
        raise ImproperlyConfigured(
            "TISSERAND_OIDC_CLIENT_ID et TISSERAND_OIDC_CLIENT_SECRET vont avec TISSERAND_OIDC_ISSUER"
        )
    if algorithm not in ALGORITHMS:
        raise ImproperlyConfigured(f"TISSERAND_OIDC_ALGORITHM est l’un de {', '.join(ALGORITHMS)}")
    if algorithm == "HS256" and len(secret) < SHORTEST_SHARED_KEY:
        raise ImproperlyConfigured(
            f"avec HS256, TISSERAND_OIDC_CLIENT_SECRET a au moins {SHORTEST_SHARED_KEY} caractères"
        )
