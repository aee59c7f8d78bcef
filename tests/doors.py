"""The door table: for every address, what each member of the cast gets when they knock.

Rows live beside the pages they guard, in `tisserand/<room>/tests/doors/<noun>.py` (`DOORS`, `OPEN_TO_ALL`).
One row: URL name → (how to build its arguments from the world, method, expected statuses). Groups below keep
rows short: `inside` is everybody who may know of the dossier, and so on. An address missing here fails the suite.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.cast import World

# Whoever is not named in a row gets `otherwise` (404 by default); nobody signed in is sent to sign in (302).
Statuses = Mapping[str, int]

THOSE_AROUND = ("referent", "colleague", "coordinator", "head")  # read the dossier
ACCOMPANYING = (*THOSE_AROUND, "neighbour")  # accompany people in the CCAS (two_hats has not chosen yet)
KNOWING = (*ACCOMPANYING, "reception")  # may know of a person of the CCAS
MEMBERS = (*KNOWING, "administrator", "peer", "partner")  # belong to one organisation today
SIGNED_IN = (*MEMBERS, "two_hats", "former", "stranger")


@dataclass(frozen=True)
class Door:
    """One address and who passes: `allowed` maps names of the cast to a status; the rest get `otherwise`.

    A guest gets `guest`; where nothing is said, what nobody gets.
    """

    args: Callable[[World], dict[str, Any]] = field(default=lambda world: {})
    method: str = "get"
    allowed: Statuses = field(default_factory=dict)
    otherwise: int = 404
    nobody: int = 302
    # Someone without an account, let in by a link: nobody, but under the addresses of guests.
    guest: int | None = None
    data: Callable[[World], dict[str, Any]] = field(default=lambda world: {})


def to(names: tuple[str, ...], status: int = 200) -> dict[str, int]:
    """`status` for each of `names`."""
    return dict.fromkeys(names, status)


def with_person(world: World) -> dict[str, Any]:
    """Arguments of an address about the person of the open dossier."""
    return {"person_id": world.person.pk}


def with_dossier(world: World) -> dict[str, Any]:
    """Arguments of an address about the open dossier."""
    return {"dossier_id": world.dossier.pk}
