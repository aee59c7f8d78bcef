"""Who holds the accompaniment of someone for an organisation: the room above knows, and says so here.

Only those around a dossier may share what it holds; this room lies below dossiers and cannot ask them by itself.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from tisserand.accounts.actors import Actor
from tisserand.common.access import NEVER, Predicate, predicate

_registered: list[Predicate] = []


def register_keepers(rule: Predicate) -> None:
    """Say who keeps what an organisation holds about someone; asked of rows with `person_id` and `organisation_id`.

    Called from the `AppConfig.ready` of the room that accompanies.
    """
    _registered.append(rule)


def _any_of(actor: Actor) -> Q:
    said = Q(*(rule.where(actor) for rule in _registered), _connector=Q.OR)
    return said if _registered else NEVER


@predicate(where=_any_of)
def keeps(actor: Actor, thing: Any) -> bool:
    """The actor is one of those who accompany this person in this organisation."""
    return any(rule.holds(actor, thing) for rule in _registered)
