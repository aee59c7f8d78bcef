"""Finding structures and services."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet

from tisserand.accounts.actors import Actor
from tisserand.directory.exchange.fields import (
    SERVICE,
    SERVICE_FIELDS,
    STRUCTURE,
    STRUCTURE_FIELDS,
    Record,
    record_of,
)
from tisserand.directory.models import Service, Structure
from tisserand.directory.policies import may_read_directory

AT_ONCE = 1_000


def services_visible_to(actor: Actor) -> QuerySet[Service]:
    """The services that one may read of: all, those that are gone included, or none."""
    rows = Service.objects.select_related("source", "structure", "structure__source")
    return rows if may_read_directory(actor) else rows.none()


def structures_visible_to(actor: Actor) -> QuerySet[Structure]:
    """The same of structures."""
    rows = Structure.objects.select_related("source")
    return rows if may_read_directory(actor) else rows.none()


def services_of(structure: Structure) -> QuerySet[Service]:
    """What is offered there, what is still published first."""
    return structure.services.order_by("gone_on", "name", "pk")


def structure_records() -> Iterator[Record]:
    """Every structure that is still published, as data·inclusion says it, in the order of its fields."""
    rows = Structure.objects.filter(gone_on=None).select_related("source").order_by("key")
    for row in rows.iterator(AT_ONCE):
        yield _in_order({"source": row.source.slug} | record_of(row, STRUCTURE), STRUCTURE_FIELDS)


def service_records() -> Iterator[Record]:
    """The same of services; those of a structure that is gone are gone with it."""
    rows = Service.objects.filter(gone_on=None, structure__gone_on=None)
    for row in rows.select_related("source", "structure").order_by("key").iterator(AT_ONCE):
        apart = {"source": row.source.slug, "structure_id": row.structure.key}
        yield _in_order(apart | record_of(row, SERVICE), SERVICE_FIELDS)


def _in_order(record: Record, fields: tuple[str, ...]) -> Record:
    return {name: record[name] for name in fields}
