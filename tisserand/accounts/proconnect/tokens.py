"""The signed tokens of the provider: who signed, for whom, when, in answer to what. Anything unsure is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jwt
from django.utils.crypto import constant_time_compare

from tisserand.accounts.proconnect.troubles import ProviderTrouble, Reason

Keys = Callable[[bool], list[dict[str, Any]]]  # the published keys; True: fetched anew
LEEWAY = 60  # seconds by which two well-kept clocks may differ
KEY_TYPES = {"RS256": "RSA", "ES256": "EC"}


@dataclass(frozen=True)
class Signer:
    """How the provider signs for us."""

    issuer: str
    client_id: str
    algorithm: str  # agreed with the provider: what a token says of it is not believed
    secret: str
    keys: Keys

    def read_id_token(self, token: str, *, nonce: str) -> dict[str, Any]:
        """Its claims; it answers our own request. Raises ProviderTrouble."""
        claims = self._read(token, require=["iss", "aud", "exp", "iat", "sub"])
        if not nonce or not constant_time_compare(str(claims.get("nonce", "")), nonce):
            raise ProviderTrouble(Reason.UNTRUSTED)
        return claims

    def read_userinfo(self, token: str, *, subject: str) -> dict[str, Any]:
        """Its claims; it speaks of the same person as the id token. Raises ProviderTrouble."""
        claims = self._read(token, require=["iss", "aud", "sub"])
        if not constant_time_compare(str(claims["sub"]), subject):
            raise ProviderTrouble(Reason.UNTRUSTED)
        return claims

    def _read(self, token: str, *, require: list[str]) -> dict[str, Any]:
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                key=self._key_of(token),
                algorithms=[self.algorithm],
                issuer=self.issuer,
                audience=self.client_id,
                leeway=LEEWAY,
                options={"require": require},
            )
        except (jwt.ExpiredSignatureError, jwt.ImmatureSignatureError) as error:
            raise ProviderTrouble(Reason.CLOCK) from error  # it was made a moment ago
        except (jwt.PyJWTError, ValueError, TypeError) as error:
            raise ProviderTrouble(Reason.UNTRUSTED) from error
        audience = claims["aud"]
        if isinstance(audience, list) and len(audience) > 1 and claims.get("azp") != self.client_id:
            raise ProviderTrouble(Reason.UNTRUSTED)
        return claims

    def _key_of(self, token: str) -> Any:
        header = jwt.get_unverified_header(token)
        if header.get("alg") != self.algorithm:
            raise ProviderTrouble(Reason.UNTRUSTED)
        if self.algorithm == "HS256":
            return self.secret
        # The provider changes its keys now and then: one unknown is looked for once more.
        found = self._published(header, anew=False) or self._published(header, anew=True)
        if found is None:
            raise ProviderTrouble(Reason.UNTRUSTED)
        return jwt.get_algorithm_by_name(self.algorithm).from_jwk(json.dumps(found))

    def _published(self, header: dict[str, Any], *, anew: bool) -> dict[str, Any] | None:
        fit = [key for key in self.keys(anew) if self._fits(key)]
        if "kid" in header:
            fit = [key for key in fit if key.get("kid") == header["kid"]]
        return fit[0] if len(fit) == 1 else None

    def _fits(self, key: dict[str, Any]) -> bool:
        return (
            key.get("kty") == KEY_TYPES[self.algorithm]
            and key.get("use", "sig") == "sig"
            and key.get("alg", self.algorithm) == self.algorithm
        )
