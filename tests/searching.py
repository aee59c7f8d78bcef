"""A search as a browser sends it: by POST, then where the answer leads."""

from __future__ import annotations

from typing import Any

from django.test import Client


def searched(client: Client, address: str, **said: str) -> str:
    """The address that shows what was looked for; nothing typed is left in it."""
    answer: Any = client.post(address, said)
    assert answer.status_code == 303, answer.status_code
    return str(answer.url)
