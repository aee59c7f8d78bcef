"""Finding structures and services."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from tisserand.accounts.actors import Actor
from tisserand.directory.choices import LineOutcome
from tisserand.directory.exchange.fields import (
    SERVICE,
    SERVICE_FIELDS,
    STRUCTURE,
    STRUCTURE_FIELDS,
    Record,
    record_of,
)
from tisserand.directory.models import Loading, Service, Structure
from tisserand.directory.policies import may_load_directory, may_read_directory

AT_ONCE = 1_000
HEAVY = ("given", "words", "structure__given")  # what no page shows


def services_visible_to(actor: Actor) -> QuerySet[Service]:
    """The services that one may read of: all, those that are gone included, or none."""
    rows = Service.objects.select_related("source", "structure", "structure__source").defer(*HEAVY)
    return rows if may_read_directory(actor) else rows.none()


def structures_visible_to(actor: Actor) -> QuerySet[Structure]:
    """The same of structures."""
    rows = Structure.objects.select_related("source")
    return rows if may_read_directory(actor) else rows.none()


def services_of(structure: Structure) -> QuerySet[Service]:
    """What is offered there, what is still published first."""
    return structure.services.order_by("gone_on", "name", "pk")


def structure_records(*, as_received: bool = False) -> Iterator[Record]:
    """Every structure that is still published, as data·inclusion says it, in the order of its fields.

    With what was corrected here, or `as_received` from its producer.
    """
    rows = Structure.objects.filter(gone_on=None).select_related("source").order_by("key")
    for row in rows.iterator(AT_ONCE):
        said = {"source": row.source.slug} | record_of(row, STRUCTURE)
        yield _in_order(row.given if as_received else said, STRUCTURE_FIELDS)


def service_records(*, as_received: bool = False) -> Iterator[Record]:
    """The same of services; those of a structure that is gone are gone with it."""
    rows = Service.objects.filter(gone_on=None, structure__gone_on=None)
    for row in rows.select_related("source", "structure").order_by("key").iterator(AT_ONCE):
        apart = {"source": row.source.slug, "structure_id": row.structure.key}
        said = apart | record_of(row, SERVICE)
        yield _in_order(row.given if as_received else said, SERVICE_FIELDS)


def _in_order(record: Record, fields: tuple[str, ...]) -> Record:
    return {name: record.get(name) for name in fields}


def loadings_visible_to(actor: Actor) -> QuerySet[Loading]:
    """What was brought in, for those who may do so; latest first."""
    return Loading.objects.all() if may_load_directory(actor) else Loading.objects.none()


def lines_to_mend(loading: Loading) -> tuple[list[str], Iterator[list[Any]]]:
    """Headings and rows of what was refused or remarked: where, why, then every field as it came."""
    rows = loading.lines.filter(outcome__in=[LineOutcome.REFUSED, LineOutcome.REMARKED])
    fields = list(dict.fromkeys((*STRUCTURE_FIELDS, *SERVICE_FIELDS)))
    return ["ligne", "sort", "raisons", *fields], (
        [row.number, row.get_outcome_display(), " ; ".join(row.reasons)]
        + [_cell((row.record or {}).get(name)) for name in fields]
        for row in rows.iterator(AT_ONCE)
    )


def _cell(value: Any) -> Any:
    return "|".join(str(each) for each in value) if isinstance(value, list) else value
