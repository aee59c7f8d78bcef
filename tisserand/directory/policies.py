"""Who may read the directory, change what it holds, and take it away as a whole."""

from __future__ import annotations

from tisserand.accounts.actors import Actor
from tisserand.accounts.choices import Role


def may_read_directory(actor: Actor) -> bool:
    """Look for help: whoever works in an organisation. It holds no person's data; guests have their own pages."""
    return actor.is_member


def may_load_directory(actor: Actor) -> bool:
    """Bring a file of structures and services in: whoever administers, or a command of the machine."""
    return bool(actor.system) or actor.has_role(Role.ADMINISTRATOR)


def may_export_directory(actor: Actor) -> bool:
    """Give it to others as a file: whoever administers or leads answers for what leaves; or a command."""
    return bool(actor.system) or actor.has_role(Role.ADMINISTRATOR, Role.HEAD_OF_SERVICE)
