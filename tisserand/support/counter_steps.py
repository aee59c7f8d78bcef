"""After the desk: what was asked may be noted as a first welcome, its words brought along."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from tisserand.accounts.searching import WORDS, sealed_search
from tisserand.directory.counter import NextStep
from tisserand.support.policies import may_welcome


def next_steps(request: HttpRequest, need: str) -> Iterator[NextStep]:
    """Note it, with or without a name; an appointment or an urgency is asked for there."""
    if not may_welcome(request.actor):  # type: ignore[attr-defined]
        return
    address = reverse("support:welcome_create")
    if need:
        address = f"{address}?{urlencode({WORDS: sealed_search(request, need)})}"
    yield NextStep(
        label="Noter un premier accueil",
        url=address,
        icon="door-open",
        text="Pour fixer un rendez-vous, transmettre à l’équipe ou garder une trace : avec ou sans nom.",
        order=10,
    )
