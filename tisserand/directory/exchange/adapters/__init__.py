"""Which reader suits a file: the data·inclusion schema, or one of the sources that write otherwise."""

from __future__ import annotations

from pathlib import Path

from tisserand.directory.exchange.adapters import digital_advisers, france_services
from tisserand.directory.exchange.reading import Given, given_of, rows_of


def given_by(path: Path) -> list[Given]:
    """The records of a file, whichever of these it is; the file is read once."""
    rows = rows_of(path)
    first = rows[0] if isinstance(rows[0], dict) else {}
    if france_services.recognises(set(first)):
        return list(france_services.read(rows, france_services.published_on(path)))
    if digital_advisers.recognises(first):
        return list(digital_advisers.read(rows))
    return given_of(rows)
