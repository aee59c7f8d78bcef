"""Keeping a search: under a name, for oneself or one's team; renamed, removed, given back."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError

from tisserand.accounts.actors import Actor
from tisserand.common.access import Action
from tisserand.directory.models import SavedSearch
from tisserand.directory.policies import SAVED, may_read_directory, teams_of

MOST = 100  # of one person


def keep_search(
    *, actor: Actor, name: str, asked: dict[str, str], team_id: UUID | None, now: datetime
) -> SavedSearch:
    """Keep what is `asked`. Raises PermissionDenied, ValidationError."""
    if not may_read_directory(actor):
        raise PermissionDenied
    _check_team(actor, team_id)
    own = SavedSearch.objects.filter(author_id=actor.user_id, organisation_id=actor.organisation_id)
    if own.filter(removed_at=None).count() >= MOST:
        raise ValidationError(f"Vous gardez déjà {MOST} recherches\u00a0: retirez-en une d’abord.")
    return SavedSearch.objects.create(
        organisation_id=actor.organisation_id,
        author_id=actor.user_id,
        team_id=team_id,
        name=name,
        asked=asked,
        created_at=now,
    )


def rename_search(
    *, actor: Actor, search: SavedSearch, name: str, team_id: UUID | None, expected: int
) -> SavedSearch:
    """Another name, or for others; raises StaleRevision if it was changed since `expected`."""
    SAVED.check(actor, Action.EDIT, search)
    _check_team(actor, team_id)
    search.name, search.team_id = name, team_id
    return search.save_revision(expected=expected)


def remove_search(*, actor: Actor, search: SavedSearch, now: datetime) -> None:
    """Nobody sees it any more; its author may take it back. Twice changes nothing."""
    SAVED.check(actor, Action.EDIT, search)
    if search.removed_at is None:
        search.removed_at = now
        search.save_gesture("removed_at")


def restore_search(*, actor: Actor, search: SavedSearch) -> None:
    """It was removed by mistake."""
    SAVED.check(actor, Action.EDIT, search)
    search.removed_at = None
    search.save_gesture("removed_at")


def _check_team(actor: Actor, team_id: Any) -> None:
    if team_id is not None and team_id not in teams_of(actor):
        raise PermissionDenied
