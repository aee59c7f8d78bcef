"""What the blocks of an essential account said before, as the database keeps it: to put one back, or a day."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from tisserand.accounts.actors import Actor
from tisserand.audit.choices import Verb
from tisserand.audit.queries import events_about
from tisserand.people.models import Person
from tisserand.sharing.models import AccountBlock


def last_words(block_id: UUID) -> QuerySet[Any]:
    """What one block of an account said over time, latest first, as the database keeps it."""
    return _history().filter(pgh_obj_id=block_id).order_by("-pgh_id")


def removed_blocks(actor: Actor, person: Person, *, since: datetime) -> list[AccountBlock]:
    """The blocks taken off someone's account since then, as they last read; the caller has asked the policy."""
    trail = events_about(person.pk, organisation_id=actor.organisation_id)
    removed = trail.filter(verb=Verb.DELETE, part="sharing.account", at__gte=since).values("object_id")
    rows = _history().filter(pgh_obj_id__in=removed, person=person, organisation_id=actor.organisation_id)
    rows = rows.exclude(pgh_obj_id__in=AccountBlock.objects.filter(person=person).values("pk"))
    return [_as_it_read(row) for row in rows.order_by("pgh_obj_id", "-pgh_id").distinct("pgh_obj_id")]


def _history() -> QuerySet[Any]:
    return AccountBlock.pgh_event_model._default_manager.all()  # type: ignore[attr-defined]


def _as_it_read(row: Any) -> AccountBlock:
    fields = (field.attname for field in AccountBlock._meta.concrete_fields)
    return AccountBlock(**{name: getattr(row, name) for name in fields})
