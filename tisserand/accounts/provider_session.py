"""What a session keeps of a sign-in through the provider: the id token, sealed, to sign out there as well."""

from __future__ import annotations

from django.http import HttpRequest

from tisserand.accounts.identity import Identity
from tisserand.accounts.models import User
from tisserand.common.sealing import BrokenSeal, seal, unseal

KEY = "provider"
PURPOSE = "id token"  # of what is sealed


def keep(request: HttpRequest, user: User, identity: Identity) -> None:
    """Of this person only: whoever signs in next in this browser is another."""
    request.session[KEY] = {
        "user": str(user.pk),
        "id_token": seal(identity.id_token, purpose=PURPOSE),
        "doubly_verified": identity.is_doubly_verified,
    }


def id_token_of(request: HttpRequest) -> str:
    """The id token to sign out with; nothing when one did not sign in there, or the key changed meanwhile."""
    kept = _kept(request)
    try:
        return unseal(kept["id_token"], purpose=PURPOSE) if kept else ""
    except BrokenSeal:
        return ""


def is_doubly_verified(request: HttpRequest) -> bool:
    """Whether the provider asked for a second factor: this session needs none of ours."""
    return bool(_kept(request).get("doubly_verified"))


def _kept(request: HttpRequest) -> dict[str, str]:
    kept: dict[str, str] = request.session.get(KEY, {})
    return kept if kept.get("user") == str(request.user.pk) else {}
