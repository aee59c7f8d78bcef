"""Make again the file that says where each commune is: from GeoNames, then from the real places that are known."""

from __future__ import annotations

import csv
import gzip
import json
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from statistics import fmean

from django.core.management.base import BaseCommand

from tisserand.common import communes
from tisserand.common.folding import fold
from tisserand.directory.exchange.reading import octets_of
from tisserand.directory.spots import DATA, Sureness

Point = tuple[float, float]
FRANCE = {"FR", "GP", "MQ", "GF", "RE", "YT", "PM", "BL", "MF", "NC", "PF", "WF"}


class Command(BaseCommand):
    help = "Refait les points des communes à partir de GeoNames (cities500.txt) et de listes de lieux réels."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where the files are."""
        parser.add_argument("geonames", type=Path, help="cities500.txt, de GeoNames")
        parser.add_argument("france_services", type=Path, help="liste des France services (CSV)")
        parser.add_argument("digital_advisers", type=Path, help="lieux des conseillers numériques (JSON)")

    def handle(
        self, *, geonames: Path, france_services: Path, digital_advisers: Path, **options: object
    ) -> None:
        """The surest point of each commune, in the order of `Sureness`."""
        known = {c.code: c for c in communes.all_communes()}
        towns = _towns(geonames, known)
        by_code, by_postcode = _places(france_services, digital_advisers)
        for code, commune in known.items():
            if code not in towns and (found := _of_commune(commune, by_code, by_postcode, known)):
                towns[code] = (found, Sureness.PLACES)
        sure = {code: point for code, (point, _) in towns.items()}
        around = _middles((postcode, sure[code]) for code in sure for postcode in known[code].postcodes)
        wide = _middles((_department(code), point) for code, point in sure.items())
        for code, commune in known.items():
            if code in towns:
                continue
            near = [around[postcode] for postcode in commune.postcodes if postcode in around]
            if near:
                towns[code] = (_middle(near), Sureness.POSTCODE)
            elif _department(code) in wide:
                towns[code] = (wide[_department(code)], Sureness.DEPARTMENT)
        lines = (f"{code}\t{p[0]:.4f}\t{p[1]:.4f}\t{how.value}\n" for code, (p, how) in sorted(towns.items()))
        DATA.write_bytes(gzip.compress("".join(lines).encode(), 9, mtime=0))
        counts = {how.name: sum(each == how for _, each in towns.values()) for how in Sureness}
        self.stdout.write(f"{len(towns)} communes : {counts}")


def _towns(path: Path, known: dict[str, communes.Commune]) -> dict[str, tuple[Point, Sureness]]:
    """GeoNames says the Insee code; else the name and the département; of two, the most peopled."""
    named = {(commune.folded, _department(code)): code for code, commune in reversed(known.items())}
    found: dict[str, tuple[int, Point]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = line.split("\t")
        if row[8] not in FRANCE:
            continue
        named_code = named.get((fold(row[1]), row[11]))
        code = row[13] if row[13] in known else named_code
        # The town that bears the name of the commune rather than a hamlet of it.
        weight = int(row[14] or 0) + (10_000_000 if code and fold(row[1]) == known[code].folded else 0)
        if code and weight >= found.get(code, (0,))[0]:
            found[code] = (weight, (float(row[4]), float(row[5])))
    return {code: (point, Sureness.CENTRE) for code, (_, point) in found.items()}


def _places(
    france_services: Path, digital_advisers: Path
) -> tuple[dict[str, list[Point]], dict[tuple[str, str], list[Point]]]:
    """The points of real places, by Insee code, and by postcode and name of the commune."""
    by_code: dict[str, list[Point]] = defaultdict(list)
    by_postcode: dict[tuple[str, str], list[Point]] = defaultdict(list)
    for row in csv.DictReader(octets_of(france_services).decode("utf-8-sig").splitlines()):
        if row["latitude"] and row["longitude"]:
            by_code[row["insee_com"]].append(
                (float(row["latitude"].replace(",", ".")), float(row["longitude"].replace(",", ".")))
            )
    for each in json.loads(octets_of(digital_advisers)):
        if each.get("latitude") and each.get("longitude"):
            key = (str(each["code_postal"]), fold(str(each["commune"])))
            by_postcode[key].append((float(each["latitude"]), float(each["longitude"])))
    return by_code, by_postcode


def _of_commune(
    commune: communes.Commune,
    by_code: dict[str, list[Point]],
    by_postcode: dict[tuple[str, str], list[Point]],
    known: dict[str, communes.Commune],
) -> Point | None:
    points = list(by_code.get(commune.code, ()))
    for postcode in commune.postcodes:
        points += by_postcode.get((postcode, commune.folded), ())
        if commune.folded.endswith("arrondissement"):
            points += by_postcode.get((postcode, commune.folded.split()[0]), ())
    return _middle(points) if points else None


def _middles(pairs: Iterable[tuple[str, Point]]) -> dict[str, Point]:
    grouped: dict[str, list[Point]] = defaultdict(list)
    for key, point in pairs:
        grouped[key].append(point)
    return {key: _middle(points) for key, points in grouped.items()}


def _middle(points: Iterable[Point]) -> Point:
    points = list(points)
    return fmean(lat for lat, _ in points), fmean(lon for _, lon in points)


def _department(code: str) -> str:
    return code[: 3 if code.startswith(("97", "98")) else 2]
