"""How fast a file enters the directory: the real places, many times over, each row held against the schema."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter

from config.env import ROOT
from tests.load.processor import counted_cost
from tisserand.accounts.actors import system_actor
from tisserand.common.clock import now
from tisserand.directory.exchange.adapters import given_by
from tisserand.directory.exchange.reading import Given
from tisserand.directory.services.loading import load_directory

REAL = ROOT / "tisserand" / "demo" / "data" / "conseillers_numeriques_2022.json.gz"
AIM = 2_000  # rows a second, validated
SOURCE = "mesure"  # of its own: as one of the bench’s, its file would say that fifty thousand other places are gone


@dataclass(frozen=True)
class Brought:
    """One file: what it was, how many rows, in how many seconds, and how many of the processor."""

    what: str
    rows: int
    seconds: float
    processor: float

    @property
    def speed(self) -> int:
        """Rows a second."""
        return round(self.rows / self.seconds)

    @property
    def worth(self) -> int:
        """Rows a second of processor, the database's included: what a machine that does nothing else would do."""
        return round(self.rows / self.processor)


def measure(times: int = 4) -> list[Brought]:
    """A file of new places, the same again, then one of which every row has changed."""
    rows = multiplied(given_by(REAL), times)
    later = [Given(each.number, each.kind, each.record | {"date_maj": "2023-06-01"}) for each in rows]
    files = {"tout est nouveau": rows, "rien n’a changé": rows, "tout a changé": later}
    return [_brought(what, given) for what, given in files.items()]


def multiplied(given: list[Given], times: int) -> list[Given]:
    """The same places again and again, each under a key of its own."""
    return [
        Given(each.number, each.kind, _as_another(each.record, copy))
        for copy in range(times)
        for each in given
        if each.record.get("id")
    ]


def _as_another(record: dict[str, object], copy: int) -> dict[str, object]:
    keys = {name: f"{SOURCE}--{record[name]}-{copy}" for name in ("id", "structure_id") if record.get(name)}
    return record | keys | {"source": SOURCE}


def _brought(what: str, given: list[Given]) -> Brought:
    started = perf_counter()
    with counted_cost() as cost:
        load_directory(actor=system_actor("Mesure"), given=given, file_name="mesure.json", now=now())
    return Brought(what, len(given), perf_counter() - started, cost.total)


def as_table(found: list[Brought]) -> str:
    """In Markdown."""
    lines = [
        f"| {each.what} | {each.rows} | {each.seconds:.1f} s | {each.speed} | {each.worth} |"
        for each in found
    ]
    head = f"Un fichier entre dans l’annuaire (visé : {AIM} lignes vérifiées par seconde).\n\n"
    return head + "\n".join(
        [
            "| fichier | lignes | durée | lignes par seconde | par seconde de processeur |",
            "|---|---|---|---|---|",
            *lines,
            "",
        ]
    )
