"""Row history learns in whose name rows are written: in a request, in the background, at the command line."""

from __future__ import annotations

import pghistory

from tisserand.accounts.actors import Actor


def written_by(actor: Actor) -> pghistory.context:
    """Everything written inside `with written_by(actor):` is theirs in every row's history (ids only)."""
    return pghistory.context(user=str(actor.user_id or ""), organisation=str(actor.organisation_id or ""))
