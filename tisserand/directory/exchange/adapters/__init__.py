"""Which reader suits a file: the data·inclusion schema, or one of the sources that write otherwise."""

from __future__ import annotations

from pathlib import Path

from tisserand.directory.exchange.adapters import digital_advisers, france_services
from tisserand.directory.exchange.reading import Given, read_file, rows_of


def given_by(path: Path) -> list[Given]:
    """The records of a file, whichever of these it is."""
    rows = rows_of(path)
    columns = set(rows[0]) if isinstance(rows[0], dict) else set()
    if france_services.recognises(columns):
        return list(france_services.read(path))
    if digital_advisers.recognises(rows[0]):
        return list(digital_advisers.read(path))
    return read_file(path)
