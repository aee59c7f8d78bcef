"""Structures and services written for others: JSON, CSV or Parquet of data·inclusion, schema v1."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from tisserand.directory.exchange.fields import LISTS, NUMBERS, WHOLE_NUMBERS, Record

FORMATS = ("json", "csv", "parquet")
PERSONAL = (
    "contact_nom_prenom",
)  # the name of someone: not for an open file (schema v1, `contact_nom_prenom`)


def without_names(records: Iterable[Record]) -> Iterable[Record]:
    """The same records, naming nobody."""
    for record in records:
        yield {name: None if name in PERSONAL else value for name, value in record.items()}


def write(records: Iterable[Record], fields: Sequence[str], path: Path, form: str) -> int:
    """Write them in one of `FORMATS`, one after the other; how many there were."""
    count = 0

    def counted() -> Iterator[Record]:
        nonlocal count
        for count, each in enumerate(records, 1):  # noqa: B007
            yield each

    if form == "json":
        write_json(counted(), path)
    else:
        (write_csv if form == "csv" else write_parquet)(counted(), fields, path)
    return count


def write_json(records: Iterable[Record], path: Path) -> None:
    """One list."""
    with path.open("w", encoding="utf-8") as out:
        mark = "["
        for record in records:
            out.write(f"{mark}\n {json.dumps(record, ensure_ascii=False)}")
            mark = ","
        out.write("[]\n" if mark == "[" else "\n]\n")


def write_csv(records: Iterable[Record], fields: Sequence[str], path: Path) -> None:
    """Separated by commas, lists as JSON: to be read by machines. Nothing is put before a cell that begins by « = »."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, fields, lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: _cell(record.get(name)) for name in fields} for record in records)


def _cell(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list) else value


def write_parquet(records: Iterable[Record], fields: Sequence[str], path: Path) -> None:
    """Columns with their types, whatever this file happens to hold."""
    types = {name: _type(name) for name in fields}
    with TemporaryDirectory() as folder, duckdb.connect() as base:
        lines = Path(folder) / "lines.json"
        with lines.open("w", encoding="utf-8") as out:
            for record in records:
                out.write(json.dumps({name: record.get(name) for name in fields}, ensure_ascii=False) + "\n")
        base.execute(
            "CREATE TABLE kept AS SELECT * FROM read_json($1, format = 'newline_delimited', columns = $2)",
            [str(lines), types],
        )
        written = str(path).replace("'", "''")
        base.execute(f"COPY kept TO '{written}' (FORMAT parquet)")


def _type(name: str) -> str:
    if name in LISTS:
        return "VARCHAR[]"
    if name in NUMBERS:
        return "DOUBLE"
    return "INTEGER" if name in WHOLE_NUMBERS else "DATE" if name == "date_maj" else "VARCHAR"
