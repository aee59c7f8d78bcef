"""Who a provider of identities says someone is: what is read of it, and the little that is kept."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings

SIRET_DIGITS = 14
NO_BREAK = "\u00a0"


@dataclass(frozen=True)
class Identity:
    """One sign-in at the provider, verified. Only issuer and subject say who it is: the rest describes."""

    issuer: str
    subject: str
    email: str = ""
    is_email_verified: bool = False
    first_name: str = ""
    last_name: str = ""
    siret: str = ""  # of the employer, as the provider knows it
    idp_id: str = ""  # behind ProConnect, the ministry or town that knows the person
    methods: tuple[str, ...] = ()  # `amr`
    proved_at: int | None = None  # `auth_time`: when the person last showed who they are, there
    id_token: str = field(default="", repr=False)

    @property
    def is_doubly_verified(self) -> bool:
        """Whether a second factor was asked there: it is not asked again here."""
        return "mfa" in self.methods

    def kept(self) -> dict[str, str]:
        """What the table of identities keeps beside issuer and subject."""
        return {"email": self.email, "siret": self.siret, "idp_id": self.idp_id}


def read_identity(id_token: str, claims: dict[str, Any], userinfo: dict[str, Any]) -> Identity:
    """Both tokens are verified already, and speak of the same subject."""
    siret = "".join(letter for letter in str(userinfo.get("siret", "")) if letter.isdecimal())
    methods = claims.get("amr")
    return Identity(
        issuer=str(claims["iss"]),
        subject=str(claims["sub"]),
        email=str(userinfo.get("email") or "").strip().lower(),
        is_email_verified=userinfo.get("email_verified") is True,
        first_name=str(userinfo.get("given_name") or "").strip()[:80],
        last_name=str(userinfo.get("usual_name") or userinfo.get("family_name") or "").strip()[:80],
        siret=siret if len(siret) == SIRET_DIGITS else "",
        idp_id=str(userinfo.get("idp_id") or "")[:80],
        methods=tuple(map(str, methods)) if isinstance(methods, list) else (),
        proved_at=claims["auth_time"] if isinstance(claims.get("auth_time"), int) else None,
        id_token=id_token,
    )


def provider_label() -> str:
    """What the provider is called on screen; nothing when none is set up."""
    return str(_app().get("name", ""))


def provider_issuer() -> str:
    """The issuer of the identities that open accounts here."""
    return str(_app().get("provider_id", ""))


def _app() -> dict[str, Any]:
    apps: list[dict[str, Any]] = settings.SOCIALACCOUNT_PROVIDERS.get("openid_connect", {}).get("APPS", [])
    return apps[0] if apps else {}


def siret_in_words(siret: str) -> str:
    """« 123 456 789 00012 »: as it is read on a letter."""
    return NO_BREAK.join((siret[:3], siret[3:6], siret[6:9], siret[9:]))
