"""How good the sheet of a service is: the ten criteria of data·inclusion, and what is missing in words.

The same reckoning as `data_inclusion.schema.v1.score_qualite`, of a record and a day (the package asks the clock and
says nothing of what to do). Being checked here makes a sheet as fresh as its producer would.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

FRESH, STALE = 180, 730  # days: as good as new until the first, worth nothing from the second
DATELESS = ("agefiph", "france-travail")  # their dates say nothing
Said = Mapping[str, Any]
Criterion = Callable[[Said, int], float | None]


@dataclass(frozen=True)
class Quality:
    """A score from 0 to 1, and what would better it, the most telling first."""

    score: float
    missing: tuple[str, ...]

    @property
    def percent(self) -> int:
        """« 80 %»."""
        return round(100 * self.score)


def quality_of(record: Said, *, today: date, checked_on: date | None = None) -> Quality:
    """Of a record of a service, as it is today; a criterion that does not apply counts for nothing."""
    said_on = date.fromisoformat(record["date_maj"])
    age = (today - max(said_on, checked_on or said_on)).days
    found = [(score, words) for criterion, words in CRITERIA if (score := criterion(record, age)) is not None]
    total = sum(round(score, 2) for score, _ in found) / len(found)
    missing = sorted((pair for pair in found if pair[0] < 1), key=lambda pair: pair[0])
    return Quality(round(total, 2), tuple(words for _, words in missing))


def _address(record: Said, age: int) -> float | None:
    modes, ways = record.get("modes_accueil") or (), record.get("modes_mobilisation") or ()
    applies = "en-presentiel" in modes or "se-presenter" in ways
    return float(bool(record.get("adresse"))) if applies else None


def _ways(record: Said, age: int) -> float:
    return sum(record.get(name) is not None for name in ("modes_mobilisation", "mobilisable_par")) / 2


def _contact(record: Said, age: int) -> float:
    return float(any(record.get(name) for name in ("courriel", "lien_mobilisation", "telephone")))


def _where_asked(way: str, field: str) -> Criterion:
    """The field counts when the service says that one comes to it so."""

    def criterion(record: Said, age: int) -> float | None:
        asked = way in (record.get("modes_mobilisation") or ())
        return float(bool(record.get(field))) if asked else None

    return criterion


def _freshness(record: Said, age: int) -> float | None:
    if record.get("source") in DATELESS:
        return None
    return 1.0 if age < FRESH else max(0.0, (STALE - age) / (STALE - FRESH))


def _fees(record: Said, age: int) -> float:
    if record.get("frais") == "payant" and not record.get("frais_precisions"):
        return 0.5
    return float(bool(record.get("frais")))


def _description(record: Said, age: int) -> float:
    length = len(record.get("description") or "")
    if length < 50:
        return 0.0
    return 1.0 if 200 <= length < 2_000 else 0.5


def _some(field: str) -> Criterion:
    return lambda record, age: float(bool(record.get(field)))


CRITERIA: tuple[tuple[Criterion, str], ...] = (
    (_address, "l’adresse où l’on est reçu"),
    (_ways, "comment y venir, et qui peut le demander"),
    (_some("publics"), "pour qui c’est"),
    (_some("thematiques"), "à quoi cela aide (les thèmes)"),
    (_contact, "un moyen de joindre : téléphone, courriel ou lien"),
    (_where_asked("envoyer-un-courriel", "courriel"), "le courriel, puisqu’on y vient en écrivant"),
    (_freshness, "une vérification récente : la fiche date de plus de six mois"),
    (_fees, "si c’est gratuit, ou ce que cela coûte"),
    (_description, "une description de quelques phrases (200 à 2 000 caractères)"),
    (_where_asked("telephoner", "telephone"), "le téléphone, puisqu’on y vient en appelant"),
)
