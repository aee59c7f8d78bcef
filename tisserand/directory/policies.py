"""Who may change what the directory holds."""

from __future__ import annotations

from tisserand.accounts.actors import Actor
from tisserand.accounts.choices import Role


def may_load_directory(actor: Actor) -> bool:
    """Bring a file of structures and services in: whoever administers, or a command of the machine."""
    return bool(actor.system) or actor.has_role(Role.ADMINISTRATOR)
