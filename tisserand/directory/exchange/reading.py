"""Files of structures and services as they come: JSON, CSV or Parquet of data·inclusion, or a source with its adapter.

Reading says nothing of what is right: it gives each record with where it stands in the file, and whether it is a
structure or a service. `checking` does the rest.
"""

from __future__ import annotations

import csv
import gzip
import json
import math
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb
from charset_normalizer import from_bytes

from tisserand.directory.exchange.fields import LISTS, NUMBERS, WHOLE_NUMBERS, Record

MOST_OCTETS = 300 * 2**20
MOST_ROWS = 1_000_000  # however small they are packed
PACKED = ".gz"
_FORMS = (".json", ".csv", ".parquet")
TOO_BIG = "Ce fichier dépasse 300 Mo : coupez-le en plusieurs fichiers."


class UnreadableFile(Exception):
    """The file is not one of structures and services; the message says why, in French."""


@dataclass(frozen=True)
class Given:
    """One record as it came: its place in the file (1 for the first), what it is, what it says.

    `remarks`: what its adapter left out, because it could not be said in the schema.
    """

    number: int
    kind: str
    record: Record
    remarks: tuple[str, ...] = ()


def read_file(path: Path) -> list[Given]:
    """The records of a data·inclusion file."""
    return given_of(rows_of(path))


def given_of(rows: Iterable[Any]) -> list[Given]:
    """The records of the rows of a data·inclusion file."""
    return [given for number, row in enumerate(rows, 1) for given in _given(number, row)]


def refuse_unknown_form(name: str) -> str:
    """The form of a file by its name: « .json », « .csv » or « .parquet ». Raises UnreadableFile for any other."""
    path = Path(name)
    is_packed = path.suffix.lower() == PACKED
    form = (Path(path.stem).suffix if is_packed else path.suffix).lower()
    if form not in _FORMS or (is_packed and form == ".parquet"):
        raise UnreadableFile("Ce fichier n’est ni en JSON, ni en CSV, ni en Parquet.")
    return form


def rows_of(path: Path) -> list[Record]:
    """The rows of a file, whatever they are: one object each."""
    form = refuse_unknown_form(path.name)
    if path.stat().st_size > MOST_OCTETS:
        raise UnreadableFile(TOO_BIG)
    found = {".json": _json_rows, ".csv": _csv_rows, ".parquet": _parquet_rows}[form](path)
    rows = list(islice(found, MOST_ROWS + 1))
    if len(rows) > MOST_ROWS:
        raise UnreadableFile("Ce fichier dépasse un million de lignes : coupez-le en plusieurs fichiers.")
    if not rows:
        raise UnreadableFile("Ce fichier ne contient aucune ligne.")
    return rows


def octets_of(path: Path) -> bytes:
    """What a file holds, unpacked; no more than one may read at once, however small it is packed."""
    if path.suffix.lower() != PACKED:
        return path.read_bytes()
    try:
        with gzip.open(path) as packed:
            content = packed.read(MOST_OCTETS + 1)
    except (OSError, EOFError, zlib.error):
        raise UnreadableFile("Ce fichier .gz n’est pas lisible : il est peut-être incomplet.") from None
    if len(content) > MOST_OCTETS:
        raise UnreadableFile(TOO_BIG)
    return content


def _given(number: int, row: Any) -> Iterator[Given]:
    if not isinstance(row, dict):
        yield Given(number, "structure", {"id": None})
        return
    kind = "service" if "structure_id" in row else "structure"
    yield Given(number, kind, row)


def _json_rows(path: Path) -> Iterator[Any]:
    try:
        content = json.loads(octets_of(path))
    except (ValueError, RecursionError):
        raise UnreadableFile("Ce fichier n’est pas du JSON lisible : il est peut-être incomplet.") from None
    if isinstance(content, dict):
        # Structures first: services lean on them.
        parts = [content.get(name) for name in ("structures", "services")]
        if not any(isinstance(part, list) for part in parts):
            raise UnreadableFile("Ce JSON ne contient ni liste « structures » ni liste « services ».")
        yield from (row for part in parts if isinstance(part, list) for row in part)
    elif isinstance(content, list):
        yield from content
    else:
        raise UnreadableFile("Ce JSON n’est pas une liste de structures ou de services.")


def text_of(path: Path) -> str:
    """The text of a file, whatever its encoding."""
    content = octets_of(path)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        found = from_bytes(content[: 2**20], cp_isolation=["cp1252", "latin_1"]).best()
        return content.decode(found.encoding if found else "cp1252", errors="replace")


def table_of(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV by the names of its columns; separated by what its first line uses most."""
    text = text_of(path)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    rows = csv.DictReader(StringIO(text, newline=""), delimiter=delimiter, restkey="", restval="")
    try:
        yield from ({name: value for name, value in row.items() if name} for row in rows)
    except csv.Error:
        raise UnreadableFile("Ce fichier n’est pas du CSV lisible.") from None


def _csv_rows(path: Path) -> Iterator[Record]:
    for row in table_of(path):
        yield {name: _cell(name, value) for name, value in row.items()}


def _cell(name: str, value: str) -> Any:
    """What a cell says: nothing when it is empty, a list or a number where the schema wants one and it can be read."""
    value = value.strip()
    if not value:
        return None
    if name in LISTS:
        return _listed(value)
    try:
        if name in NUMBERS:
            return float(value.replace(",", "."))
        return int(value) if name in WHOLE_NUMBERS else value
    except ValueError:
        return value


def _listed(value: str) -> list[str]:
    """« ["a", "b"] », « {a,b} » or « a|b » or « a,b »: the ways in which lists travel in a CSV."""
    if value.startswith("["):
        try:
            read = json.loads(value)
        except ValueError:
            read = None
        if isinstance(read, list):
            return [str(each) for each in read]
    separator = "|" if "|" in value else ";" if ";" in value else ","
    return [part.strip(" \"'[]{}") for part in value.split(separator) if part.strip(" \"'[]{}")]


def _parquet_rows(path: Path) -> Iterator[Record]:
    try:
        with duckdb.connect() as base:
            found = base.execute("SELECT * FROM read_parquet($1)", [str(path)])
            names = [column[0] for column in found.description or ()]
            while rows := found.fetchmany(10_000):
                yield from (_plain(dict(zip(names, row, strict=True))) for row in rows)
    except duckdb.Error:
        raise UnreadableFile("Ce fichier n’est pas du Parquet lisible.") from None


def _plain(row: Mapping[str, Any]) -> Record:
    return {name: _value(name, value) for name, value in row.items()}


def _value(name: str, value: Any) -> Any:
    if isinstance(value, float) and math.isnan(value):
        return None
    if isinstance(value, str) and name in LISTS:
        return _listed(value) or None
    return value.isoformat() if hasattr(value, "isoformat") else value


def structures_first(given: Iterable[Given]) -> list[Given]:
    """The same, structures before services, which lean on them."""
    return sorted(given, key=lambda each: each.kind == "service")
