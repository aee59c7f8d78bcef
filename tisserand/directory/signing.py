"""Who says something of a sheet, as it is kept: the account while it is there, the names as they were that day."""

from __future__ import annotations

from typing import Any

from tisserand.accounts.actors import Actor


def signed(actor: Actor) -> dict[str, Any]:
    """The author of a row about a sheet."""
    return {
        "author_id": actor.user_id,
        "author_name": actor.name[:160],
        "author_organisation": actor.organisation_name[:200],
    }
