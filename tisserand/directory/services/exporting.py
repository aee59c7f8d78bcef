"""Giving the directory to others as a file: who may, what it says, and a line in the trail."""

from __future__ import annotations

from pathlib import Path

from django.core.exceptions import PermissionDenied

from tisserand.accounts.actors import Actor
from tisserand.audit.choices import Verb
from tisserand.audit.services import record
from tisserand.directory.exchange.fields import SERVICE_FIELDS, STRUCTURE_FIELDS
from tisserand.directory.exchange.writing import without_names, write
from tisserand.directory.policies import may_export_directory
from tisserand.directory.queries import service_records, structure_records

PARTS = {
    "structures": (structure_records, STRUCTURE_FIELDS),
    "services": (service_records, SERVICE_FIELDS),
}


def export_directory(
    *, actor: Actor, what: str, form: str, path: str | Path, as_received: bool = False
) -> int:
    """Write structures or services; how many. Our corrections are in it, unless `as_received`. See docs/adr/0016."""
    if not may_export_directory(actor):
        raise PermissionDenied
    records, fields = PARTS[what]
    count = write(without_names(records(as_received=as_received)), fields, Path(path), form)
    record(actor=actor, verb=Verb.EXPORT, part="directory.export")
    return count
