"""What follows a visit to the desk, added by rooms above: a first welcome to note, an appointment to make.

None of it is asked for: someone may come, be helped, and leave without a name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.http import HttpRequest


@dataclass(frozen=True)
class NextStep:
    """A button, and what it is for."""

    label: str
    url: str
    icon: str = "arrow-right"
    text: str = ""
    order: int = 50


Provider = Callable[[HttpRequest, str], Iterable[NextStep]]
_steps: list[Provider] = []


def register_next_steps(provider: Provider) -> None:
    """Let a room add steps, given the request and the need in words; called from its `AppConfig.ready`.

    The words may tell of someone: in an address, they are sealed (`accounts.searching`).
    """
    if provider not in _steps:
        _steps.append(provider)


def next_steps(request: HttpRequest, need: str) -> list[NextStep]:
    """All of them, in order."""
    found = (step for provider in _steps for step in provider(request, need))
    return sorted(found, key=lambda step: step.order)
