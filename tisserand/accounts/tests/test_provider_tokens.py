"""The signed tokens of a provider: whatever is unsure of who signed, for whom and when is refused."""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64encode
from time import time
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.core.exceptions import ImproperlyConfigured

from config import oidc
from config.env import env
from tisserand.accounts.identity import read_identity
from tisserand.accounts.proconnect.tokens import KEY_TYPES, Signer
from tisserand.accounts.proconnect.troubles import WORDS, ProviderTrouble, Reason

ISSUER, CLIENT, SECRET, NONCE = "https://ailleurs.test", "tisserand", "s" * 40, "n" * 40
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
EC = ec.generate_private_key(ec.SECP256R1())
PRIVATE: dict[str, Any] = {"RS256": RSA, "ES256": EC, "HS256": SECRET}


def public(key: Any, algorithm: str, kid: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(jwt.get_algorithm_by_name(algorithm).to_jwk(key.public_key()))
    return found | {"kid": kid, "use": "sig", "alg": algorithm}


KEYS = [public(RSA, "RS256", "one"), public(EC, "ES256", "two")]
KIDS = {"RS256": "one", "ES256": "two"}


def signer(algorithm: str = "RS256", keys: Any = lambda anew: KEYS) -> Signer:
    return Signer(issuer=ISSUER, client_id=CLIENT, algorithm=algorithm, secret=SECRET, keys=keys)


def claims(**said: Any) -> dict[str, Any]:
    now = int(time())
    whole = {"iss": ISSUER, "aud": CLIENT, "sub": "nadia", "iat": now, "exp": now + 60, "nonce": NONCE}
    return {name: value for name, value in (whole | said).items() if value is not None}


def signed(algorithm: str = "RS256", key: Any = None, headers: Any = None, **said: Any) -> str:
    headers = headers if headers is not None else {"kid": KIDS.get(algorithm, "")}
    return jwt.encode(claims(**said), key or PRIVATE[algorithm], algorithm, headers)


def refused(token: str, algorithm: str = "RS256", **more: Any) -> Reason:
    with pytest.raises(ProviderTrouble) as caught:
        signer(algorithm, **more).read_id_token(token, nonce=NONCE)
    return caught.value.reason


@pytest.mark.parametrize("algorithm", oidc.ALGORITHMS)
def test_a_token_signed_as_agreed_is_read(algorithm: str) -> None:
    assert signer(algorithm).read_id_token(signed(algorithm), nonce=NONCE)["sub"] == "nadia"


@pytest.mark.parametrize("agreed", oidc.ALGORITHMS)
@pytest.mark.parametrize("used", [*oidc.ALGORITHMS, "none"])
def test_any_other_algorithm_is_refused(agreed: str, used: str) -> None:
    if used != agreed:
        token = jwt.encode(claims(), None, "none") if used == "none" else signed(used)
        assert refused(token, agreed) == Reason.UNTRUSTED


def test_the_public_key_is_no_shared_secret() -> None:
    """The old confusion: a public key taken for the secret of HS256."""
    unsigned = ".".join(signed("HS256", headers={"kid": "one"}).split(".")[:2])
    seal = hmac.new(json.dumps(KEYS[0]).encode(), unsigned.encode(), "sha256").digest()
    token = f"{unsigned}.{urlsafe_b64encode(seal).rstrip(b'=').decode()}"
    assert refused(token, "RS256") == Reason.UNTRUSTED
    assert refused(token, "HS256") == Reason.UNTRUSTED


@pytest.mark.parametrize(
    "said",
    [
        {"iss": "https://autre.test"},
        {"aud": "autre"},
        {"aud": [CLIENT, "autre"]},
        {"aud": [CLIENT, "autre"], "azp": "autre"},
        {"nonce": "autre"},
        {"nonce": None},
        {"sub": None},
        {"exp": None},
        {"iat": None},
        {"aud": None},
    ],
)
def test_what_is_not_for_us_is_refused(said: dict[str, Any]) -> None:
    assert refused(signed(**said)) == Reason.UNTRUSTED


def test_several_audiences_pass_when_we_are_the_one_it_was_made_for() -> None:
    token = signed(aud=[CLIENT, "autre"], azp=CLIENT)
    assert signer().read_id_token(token, nonce=NONCE)["sub"] == "nadia"


@pytest.mark.parametrize(("claim", "apart"), [("exp", -300), ("iat", 300)])
def test_clocks_that_disagree_are_named(claim: str, apart: int) -> None:
    assert refused(signed(**{claim: int(time()) + apart})) == Reason.CLOCK


def test_a_minute_apart_is_no_matter() -> None:
    late = int(time()) - 30
    assert signer().read_id_token(signed(exp=late), nonce=NONCE)


@pytest.mark.parametrize("text", ["", "a.b.c", "eyJ.eyJ.", "é" * 40])
def test_what_is_no_token_is_refused(text: str) -> None:
    assert refused(text) == Reason.UNTRUSTED


def test_a_key_changed_meanwhile_is_fetched_once_more() -> None:
    asked = []

    def keys(anew: bool) -> list[dict[str, Any]]:
        asked.append(anew)
        return KEYS if anew else []

    assert signer(keys=keys).read_id_token(signed(), nonce=NONCE)
    assert asked == [False, True]
    assert refused(signed(headers={"kid": "inconnue"}), keys=keys) == Reason.UNTRUSTED


def test_another_key_of_the_same_name_is_refused() -> None:
    assert refused(signed(key=OTHER_RSA)) == Reason.UNTRUSTED


def test_without_a_name_a_key_must_be_the_only_one() -> None:
    assert signer().read_id_token(signed(headers={}), nonce=NONCE)
    several = [*KEYS, public(OTHER_RSA, "RS256", "three")]
    assert refused(signed(headers={}), keys=lambda anew: several) == Reason.UNTRUSTED


def test_userinfo_speaks_of_the_same_person() -> None:
    assert signer().read_userinfo(signed(exp=None, nonce=None), subject="nadia")
    with pytest.raises(ProviderTrouble):
        signer().read_userinfo(signed(), subject="malik")


def test_every_asymmetric_algorithm_has_its_kind_of_key() -> None:
    assert set(KEY_TYPES) == set(oidc.ALGORITHMS) - {"HS256"}


def test_every_trouble_has_its_words() -> None:
    assert set(WORDS) == set(Reason)
    for words in WORDS.values():
        assert "{" not in words.title.format(label="X") + words.text.format(label="X")


@pytest.mark.parametrize(
    ("siret", "kept"),
    [("21690123100011", "21690123100011"), ("216 901 231 00011", "21690123100011"), ("12", ""), (None, "")],
)
def test_a_siret_has_fourteen_digits_or_is_nothing(siret: Any, kept: str) -> None:
    assert read_identity("", claims(), {"siret": siret}).siret == kept


def test_only_a_plain_yes_verifies_an_address() -> None:
    for said in ("true", 1, None, "oui"):
        assert not read_identity("", claims(), {"email_verified": said}).is_email_verified
    assert read_identity("", claims(), {"email_verified": True}).is_email_verified


def test_an_identity_does_not_print_its_token() -> None:
    assert "secret" not in repr(read_identity("secret", claims(), {}))


# --- what the environment says


def said(monkeypatch: Any, **values: str) -> Any:
    whole = {"ISSUER": ISSUER + "/api/v2", "CLIENT_ID": CLIENT, "CLIENT_SECRET": SECRET} | values
    for name, value in whole.items():
        monkeypatch.setenv(f"TISSERAND_OIDC_{name}", value)
    return oidc.providers(env)["openid_connect"]["APPS"]


def test_nothing_is_set_up_by_default() -> None:
    assert oidc.providers(env)["openid_connect"]["APPS"] == []


def test_an_issuer_sets_it_up_even_by_its_discovery_address(monkeypatch: Any) -> None:
    (app,) = said(monkeypatch, ISSUER=f"{ISSUER}/api/v2{oidc.DISCOVERY}", ACR="eidas1,eidas2")
    assert app["provider_id"] == f"{ISSUER}/api/v2"
    assert app["settings"]["server_url"] == f"{ISSUER}/api/v2{oidc.DISCOVERY}"
    assert app["settings"]["acr"] == ["eidas1", "eidas2"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"ISSUER": "http://ailleurs.test"},
        {"ISSUER": "https://" + "x" * 200},
        {"CLIENT_ID": ""},
        {"CLIENT_SECRET": ""},
        {"ALGORITHM": "none"},
        {"ALGORITHM": "HS256", "CLIENT_SECRET": "court"},
    ],
)
def test_a_wrong_setting_stops_the_start(monkeypatch: Any, wrong: dict[str, str]) -> None:
    with pytest.raises(ImproperlyConfigured):
        said(monkeypatch, **wrong)
