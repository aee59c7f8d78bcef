"""Proofs of identity given in this session: a password, a code, a passkey, or a new authentication at the provider."""

from __future__ import annotations

from time import time

from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest


def last_proof_at(request: HttpRequest) -> float:
    """When the last one was given (seconds); 0 when there is none.

    Passing through the provider proves nothing by itself: it may have answered from a session of this morning.
    """
    records = get_authentication_records(request, request.user)
    proofs = [one["at"] for one in records if one["method"] != "socialaccount" or one.get("reauthenticated")]
    return max(proofs, default=0.0)


def has_recent_proof(request: HttpRequest) -> bool:
    """Whether it is fresh enough for what matters."""
    return time() - last_proof_at(request) < REAUTHENTICATION_TIMEOUT
