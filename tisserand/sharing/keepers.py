"""Who holds the accompaniment of someone for an organisation: the room above knows, and says so here.

Only those around a dossier may share what it holds; this room lies below dossiers and cannot ask them by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q

from tisserand.accounts.actors import Actor
from tisserand.common.access import NEVER, Predicate, predicate

People = Callable[[UUID, UUID, date], list[Actor]]
_registered: list[Predicate] = []
_people: list[People] = []


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


def register_people_who_keep(people: People) -> None:
    """Say by name who keeps it, of a person and an organisation, on a day: the same rule, asked the other way round."""
    _people.append(people)


def who_keeps(person_id: UUID, organisation_id: UUID, *, on: date) -> list[Actor]:
    """Those who accompany someone in an organisation on a day, by name; a few questions whatever their number."""
    found = {one.user_id: one for people in _people for one in people(person_id, organisation_id, on)}
    return sorted(found.values(), key=lambda one: one.name)
