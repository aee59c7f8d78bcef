"""Make the packaged list of communes again from a newer @etalab/decoupage-administratif."""

from __future__ import annotations

import gzip
import json
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from tisserand.common.communes import DATA

Row = dict[str, Any]


class Command(BaseCommand):
    help = "Refait la liste des communes à partir du paquet npm @etalab/decoupage-administratif."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where the package was unpacked."""
        parser.add_argument(
            "package", type=Path, help="dossier du paquet (celui qui contient data/communes.json)"
        )

    def handle(self, *, package: Path, **options: Any) -> None:
        """Read, sort, compress without a date, so that the same list makes the same file."""
        rows = json.loads((package / "data" / "communes.json").read_text())
        lines = ["\t".join(fields) for fields in _fields(rows)]
        DATA.write_bytes(gzip.compress("".join(f"{line}\n" for line in lines).encode(), 9, mtime=0))
        self.stdout.write(f"{len(lines)} communes")


def _fields(rows: list[Row]) -> Iterator[tuple[str, str, str, str]]:
    """Today's communes first, then arrondissements, then the former ones under the name of what they became."""
    kinds = ("commune-actuelle", "arrondissement-municipal", "commune-deleguee", "commune-associee")
    today = {row["code"]: row for row in rows if row["type"] == "commune-actuelle"}
    for row in sorted(rows, key=lambda row: (kinds.index(row["type"]), row["code"])):
        name, home = row["nom"], row
        if "chefLieu" in row:
            home = today[row["chefLieu"]]
            if home["nom"] == name:
                continue
            name = f"{name} ({home['nom']})"
        # A former commune weighs nothing in the ranking: its name is enough to find it.
        population = 0 if home is not row else row.get("population", 0)
        yield home["code"], name, " ".join(home.get("codesPostaux", [])), str(population)
