"""A real OpenID Connect provider on loopback, and someone who walks through it as a browser does."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from django.test import Client
from django.urls import reverse

from config.oidc import DISCOVERY
from config.running import pages

CLIENT_ID, SECRET = "tisserand", "un-secret-partage-assez-long-pour-signer-avec-HS256"
SCRIPT = Path(__file__).with_name("provider.mjs")


@dataclass(frozen=True)
class Provider:
    """One of the two that run."""

    issuer: str
    algorithm: str

    def setting(self, **more: Any) -> dict[str, Any]:
        """What `config.oidc` would make of it."""
        said = {"scope": ["openid", "given_name", "usual_name", "email", "siret", "idp_id"], "acr": []}
        app = {
            "provider_id": self.issuer,
            "name": "ProConnect",
            "client_id": CLIENT_ID,
            "secret": SECRET,
            "settings": {"server_url": self.issuer + DISCOVERY, "algorithm": self.algorithm} | said | more,
        }
        return {"openid_connect": {"APPS": [app]}}

    def has(self, people: dict[str, dict[str, Any]], *, fault: str = "", **how: Any) -> None:
        """Who exists there, what they are; how they authenticate (`acr`, `amr`, `minutes_ago`); what goes wrong."""
        body = {"people": people, "how": how, "fault": fault}
        requests.put(self.issuer + "/trial", data=json.dumps(body), timeout=5).raise_for_status()


@contextmanager
def running(*sites: str) -> Iterator[dict[str, Provider]]:
    """Both providers, for clients visited at `sites`."""
    trial = {
        "client": {"id": CLIENT_ID, "secret": SECRET},
        "redirects": [site + reverse("proconnect_callback") for site in sites],
        "farewells": [site + reverse("proconnect_goodbye") for site in sites],
    }
    process = subprocess.Popen(
        [pages.node(), str(SCRIPT)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={"TRIAL": json.dumps(trial)},
    )
    assert process.stdin
    assert process.stdout
    try:
        said = process.stdout.readline()
        assert said, "the provider did not start"
        yield {name: Provider(issuer, name) for name, issuer in json.loads(said).items()}
    finally:
        process.stdin.close()
        process.wait(timeout=10)


class Visitor:
    """A browser at the provider: it keeps its cookies there, and comes back to ours with what it is given."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.http = requests.Session()

    def leave(self, address: str, **said: Any) -> str:
        """Press the button that leads to the provider; return where it leads."""
        answer = self.client.post(address, said)
        assert answer.status_code == 200, answer.status_code
        return str(answer.context["address"])

    def walk(self, address: str, who: str = "", *, refuse: bool = False) -> str:
        """Answer the provider until it sends back; return the address it sends to, which is ours."""
        for _ in range(12):
            answer = self.http.get(address, allow_redirects=False, timeout=10)
            if answer.status_code == 200 and 'name="who"' in answer.text:
                data = {"who": who} | ({"refuse": "1"} if refuse else {})
                answer = self.http.post(address, data=data, allow_redirects=False, timeout=10)
            elif answer.status_code == 200 and "op.logoutForm" in answer.text:
                answer = self._confirm_logout(answer)
            assert answer.is_redirect, f"{address}: {answer.status_code} {answer.text[:300]}"
            address = urljoin(address, answer.headers["Location"])
            if reverse("proconnect_login") in address:
                parts = urlsplit(address)
                return f"{parts.path}?{parts.query}"
        raise AssertionError("the provider turns in circles")

    def sign_in(self, who: str, **said: Any) -> Any:
        """All the way, from the sign-in page and back."""
        return self.sign_in_at("proconnect_login", who, **said)

    def sign_in_at(self, name: str, who: str, **said: Any) -> Any:
        """All the way, from another of our pages."""
        return self.client.get(self.walk(self.leave(reverse(name), **said), who))

    def _confirm_logout(self, page: requests.Response) -> requests.Response:
        fields = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', page.text))
        action = unescape(re.search(r'action="([^"]+)"', page.text)[1])  # type: ignore[index]
        return self.http.post(action, data=fields | {"logout": "yes"}, allow_redirects=False, timeout=10)
