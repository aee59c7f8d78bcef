"""What the provider publishes of itself: its addresses and its keys, kept in memory for an hour."""

from __future__ import annotations

from time import monotonic
from typing import Any

import requests
from allauth.socialaccount.adapter import get_adapter

from tisserand.accounts.proconnect.troubles import ProviderTrouble, Reason

AN_HOUR = 3600
_kept: dict[str, tuple[float, dict[str, Any]]] = {}


def document(address: str, *, issuer: str) -> dict[str, Any]:
    """The discovery document, which must be that of `issuer`. Raises ProviderTrouble."""
    found = _fetch(address)
    if found.get("issuer") != issuer:
        _kept.pop(address, None)
        raise ProviderTrouble(Reason.UNTRUSTED)
    return found


def keys(address: str, *, anew: bool) -> list[dict[str, Any]]:
    """The public keys. Raises ProviderTrouble."""
    found = _fetch(address, anew=anew).get("keys", [])
    return [key for key in found if isinstance(key, dict)]


def forget() -> None:
    """Ask again next time."""
    _kept.clear()


def _fetch(address: str, *, anew: bool = False) -> dict[str, Any]:
    at, found = _kept.get(address, (0.0, {}))
    if found and not anew and monotonic() - at < AN_HOUR:
        return found
    try:
        with get_adapter().get_requests_session() as session:
            answer = session.get(address)
        answer.raise_for_status()
        found = answer.json()
    except (requests.RequestException, ValueError) as error:
        raise ProviderTrouble(Reason.DOWN) from error
    if not isinstance(found, dict):
        raise ProviderTrouble(Reason.DOWN)
    _kept[address] = (monotonic(), found)
    return found
