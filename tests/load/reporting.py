"""What the bench found: a table to read, the same as JSON to compare."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from django.db import connection

from tests.load.measuring import Measure, Times
from tests.load.processor import Cost
from tisserand.common.clock import today


@dataclass
class Found:
    """The measures of one size: by number of connections, by page; the queries of each page."""

    size: int
    measures: dict[int, dict[str, Measure]] = field(default_factory=dict)
    queries: dict[str, int] = field(default_factory=dict)
    weights: dict[str, int] = field(default_factory=dict)  # octets of each page, before compression


def write(found: list[Found], folder: Path) -> Path:
    """Write `bench.json` and `bench.md`; return the table's path."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "bench.json").write_text(json.dumps(_plain(found), ensure_ascii=False, indent=2) + "\n")
    table = folder / "bench.md"
    table.write_text(as_table(found))
    return table


def _plain(found: list[Found]) -> dict[str, Any]:
    return {
        "machine": _machine(),
        "sizes": {
            each.size: {
                "queries": each.queries,
                "octets": each.weights,
                "connections": {
                    count: {
                        name: {
                            "p50": round(m.p50, 2),
                            "p95": round(m.p95, 2),
                            "floor_p50": round(m.floor_p50, 2),
                            "ratio": round(m.ratio, 2),
                        }
                        for name, m in measures.items()
                    }
                    for count, measures in each.measures.items()
                },
            }
            for each in found
        },
    }


def _machine() -> dict[str, Any]:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        server = cursor.fetchone()[0]
    return {
        "day": today().isoformat(),
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        "postgresql": server,
    }


def as_table(found: list[Found]) -> str:
    """Markdown: for each size the median, the slowest in twenty and the ratio to the floor; then what it grew by."""
    machine = _machine()
    lines = [
        f"{machine['day']}, {machine['processors']} processeurs, Python {machine['python']}, "
        f"PostgreSQL {machine['postgresql']}. Millisecondes : médiane / 95 %, puis médiane en nombre de planchers.",
    ]
    for count in found[0].measures:
        lines += ["", f"### {count} connexion{'s' if count > 1 else ''}", "", *_rows(found, count)]
    return "\n".join(lines) + "\n"


def as_wall_table(measures: dict[str, tuple[Times, Times]]) -> str:
    """Markdown: for each page the median behind the second wall, without it, and how much more; all together."""
    lines = ["Millisecondes, médianes.", "", _row(["Page", "Derrière le mur", "Sans lui", "Coût"])]
    lines.append(_row(["---", "---:", "---:", "---:"]))
    medians = {name: (median(behind), median(without)) for name, (behind, without) in measures.items()}
    medians["*Toutes ensemble*"] = (
        sum(behind for behind, _ in medians.values()),
        sum(without for _, without in medians.values()),
    )
    for name, (behind, without) in medians.items():
        lines.append(
            _row([name, _ms(behind), _ms(without), f"{behind / without - 1:+.0%}".replace("%", "\u00a0%")])
        )
    return "\n".join(lines) + "\n"


def _rows(found: list[Found], count: int) -> list[str]:
    sizes = [f"{each.size:,} personnes".replace(",", "\u202f") for each in found]
    yield_growth = len(found) > 1
    head = ["Page", *sizes, "Requêtes", *(["Croissance"] if yield_growth else [])]
    rows = [_row(head), _row(["---"] + ["---:"] * (len(head) - 1))]
    floors = [
        f"{_ms(sorted(m.floor_p50 for m in each.measures[count].values())[len(each.queries) // 2])}"
        for each in found
    ]
    rows.append(_row(["*Plancher*", *floors, "", *([""] if yield_growth else [])]))
    for name in found[0].measures[count]:
        measures = [each.measures[count][name] for each in found]
        cells = [f"{_ms(m.p50)} / {_ms(m.p95)} · **{_ms(m.ratio)}×**" for m in measures]
        growth = [f"{_ms(measures[-1].ratio / measures[0].ratio)}×"] if yield_growth else []
        rows.append(_row([name, *cells, str(found[-1].queries[name]), *growth]))
    return rows


def costs_as_table(costs: dict[str, Cost]) -> str:
    """Markdown: what a page costs the processor, and how much of the base it looks at."""
    rows = [
        _row([name, *(_ms(1000 * part) for part in (cost.ours, cost.theirs, cost.total)), str(cost.pages)])
        for name, cost in costs.items()
    ]
    head = [_row(["Page", "Python", "Base", "Ensemble", "Pages de la base"]), _row(["---"] + ["---:"] * 4)]
    return "Au processeur, en millisecondes par visite.\n\n" + "\n".join([*head, *rows, ""])


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _ms(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")
