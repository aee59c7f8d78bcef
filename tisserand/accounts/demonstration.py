"""Who one may enter the demonstration as; the room that invents these people says a word of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby

from tisserand.accounts.models import Membership, Organisation, User

Lines = Callable[[], dict[str, str]]
_told: list[Lines] = []


@dataclass(frozen=True)
class Character:
    """One invented person in one organisation, whatever the number of their roles there."""

    user: User
    organisation: Organisation
    roles: str
    line: str
    place: str  # the membership that entering as them names


def describe_cast(lines: Lines) -> None:
    """Say a word of each, by e-mail; called from `AppConfig.ready`."""
    _told.append(lines)


def characters(cast: Iterable[Membership]) -> list[Character]:
    """Those who may be entered, organisation by organisation."""
    lines = {email: line for told in _told for email, line in told().items()}
    together = groupby(cast, key=lambda membership: (membership.organisation, membership.user))
    return [
        Character(
            user, organisation, _roles(held := list(places)), lines.get(user.email, ""), str(held[0].pk)
        )
        for (organisation, user), places in together
    ]


def _roles(places: list[Membership]) -> str:
    words = [f"{p.get_role_display()} ({p.team})" if p.team else p.get_role_display() for p in places]
    return ", ".join(words)
