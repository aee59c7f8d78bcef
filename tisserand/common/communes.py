"""The communes of France: the official list, searched by name or postcode as one types.

The list is `data/communes.tsv.gz`, one line a commune: Insee code, name, postcodes, population. It is made by
`manage.py refresh_communes` from the npm package @etalab/decoupage-administratif, itself made from the official
geographic code of Insee and the postcodes of La Poste (Licence Ouverte 2.0): see `data/SOURCE.md`.
"""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from rapidfuzz import process
from rapidfuzz.distance import JaroWinkler

from tisserand.common.folding import fold

DATA = Path(__file__).parent / "data" / "communes.tsv.gz"
_SHORTENED = {"st": "saint", "ste": "sainte", "ss": "sous", "s": "sur"}
NEAR_ENOUGH = 0.88


@dataclass(frozen=True)
class Commune:
    """A commune, a municipal arrondissement, or a former commune (`name` then says what it has become)."""

    code: str
    name: str
    postcodes: tuple[str, ...]
    population: int
    folded: str

    def __str__(self) -> str:
        department = self.code[: 3 if self.code.startswith("97") else 2]
        return f"{self.name} ({self.postcodes[0] if len(self.postcodes) == 1 else department})"


@lru_cache(maxsize=1)
def _communes() -> tuple[Commune, ...]:
    with gzip.open(DATA, "rt", encoding="utf-8") as lines:
        rows = (line.rstrip("\n").split("\t") for line in lines)
        return tuple(
            Commune(code, name, tuple(postcodes.split()), int(population), fold(name))
            for code, name, postcodes, population in rows
        )


@lru_cache(maxsize=1)
def _by_code() -> dict[str, Commune]:
    # A former commune carries the code of the one it has become, which comes first in the file.
    return {commune.code: commune for commune in reversed(_communes())}


def all_communes() -> list[Commune]:
    """Each commune and municipal arrondissement of today once, under its own name."""
    return list(reversed(_by_code().values()))


def commune_of(code: str) -> Commune | None:
    """The commune of an Insee code."""
    return _by_code().get(code)


def communes_of_department(department: str) -> list[Commune]:
    """The communes of a département (« 88 », « 2A », « 974 ») that have a postcode, in the order of their codes."""
    return [c for c in _communes() if c.code.startswith(department) and c.postcodes]


def named_commune(text: str) -> Commune | None:
    """The one commune that `text` names whole: « Metz (57) », « st etienne (42) », « 57000 Metz »; None if in doubt."""
    name, _ = _read(text)
    named = [commune for commune in find_communes(text, limit=3) if commune.folded == name]
    return named[0] if len(named) == 1 else None


def find_communes(text: str, limit: int = 8) -> list[Commune]:
    """The communes that `text` may mean (« st etienne », « 69003 », « 33 bordeaux »), the most peopled first."""
    name, digits = _read(text)
    if not digits and len(name) < 2:
        return []
    found = _matching(name, digits) or (_resembling(name) if not digits and len(name) > 3 else [])
    return found[:limit]


def _read(text: str) -> tuple[str, str]:
    """The name, and the figures of a postcode or of a département."""
    words = [_SHORTENED.get(word, word) for word in fold(text).split()]
    figures = [word for word in words if re.fullmatch(r"\d{2,5}", word)]
    digits = "" if _is_arrondissement(words) else "".join(figures[:1])
    return " ".join(word for word in words if word != digits), digits


def _is_arrondissement(words: list[str]) -> bool:
    """« Paris 12 »: the figure is part of the name."""
    return (
        len(words) == 2
        and words[0] in {"paris", "lyon", "marseille"}
        and words[1].isdigit()
        and len(words[1]) < 3
    )


def _matching(name: str, digits: str) -> list[Commune]:
    ranked = []
    for commune in _communes():
        if digits and not any(postcode.startswith(digits) for postcode in commune.postcodes):
            continue
        if not name or commune.folded.startswith(name):
            # A whole postcode means the arrondissement rather than the city.
            vague = (len(digits) == 5 and len(commune.postcodes) > 5) or (
                bool(name) and commune.folded != name
            )
            ranked.append((int(vague), -commune.population, commune.name, commune))
        elif f" {name}" in commune.folded:
            ranked.append((2, -commune.population, commune.name, commune))
    return [row[-1] for row in sorted(ranked, key=lambda row: row[:-1])]


def _resembling(name: str) -> list[Commune]:
    near = process.extract(
        name,
        [c.folded for c in _communes()],
        scorer=JaroWinkler.similarity,
        score_cutoff=NEAR_ENOUGH,
        limit=20,
    )
    return [_communes()[index] for _, _, index in near]
