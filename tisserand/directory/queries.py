"""Finding structures and services."""

from __future__ import annotations

from collections.abc import Iterator

from tisserand.directory.exchange.fields import (
    SERVICE,
    SERVICE_FIELDS,
    STRUCTURE,
    STRUCTURE_FIELDS,
    Record,
    record_of,
)
from tisserand.directory.models import Service, Structure

AT_ONCE = 1_000


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
