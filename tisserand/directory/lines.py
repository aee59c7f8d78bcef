"""A service as a list tells it: where, how far, open or not, and why it is there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from tisserand.common.folding import fold
from tisserand.directory import vocabulary as words
from tisserand.directory.asked import Asked
from tisserand.directory.models import Service
from tisserand.directory.opening import Now, now_words
from tisserand.directory.service_words import ServiceWords
from tisserand.directory.upkeep import Life

NO_BREAK = "\u00a0"
A_FEW = 2
NOTHING_SAID = Life()


@dataclass(frozen=True)
class Line:
    """One service of a list; `rank` is its number, the same on the map."""

    rank: int
    service: Service
    asked: Asked
    at: datetime
    life: Life = NOTHING_SAID
    is_namesake: bool = False  # others of the list bear the same name: its structure then tells them apart

    @cached_property
    def words(self) -> ServiceWords:
        """Its codes in words."""
        return ServiceWords(self.service)

    @property
    def now(self) -> Now | None:
        """Open or not, at the moment asked about, or now."""
        return now_words(self.service.hours, self.asked.open_at or self.at)

    @property
    def distance(self) -> str:
        """« à 1,2 km », « à environ 12 km »."""
        km = getattr(self.service, "km", None)
        return "" if km is None else distance_words(km, is_rough=self.service.is_roughly_at)

    @property
    def topics(self) -> list[str]:
        """A few of its topics, those that were asked for first."""
        asked = set(self.asked.topics)
        own = sorted(self.service.topics or [], key=lambda topic: topic not in asked)
        return [words.label(words.TOPICS, topic) for topic in own[:A_FEW]]

    @property
    def more_topics(self) -> int:
        """How many others it has."""
        return max(len(self.service.topics or []) - A_FEW, 0)

    @property
    def has_point(self) -> bool:
        """Whether it stands on the map."""
        return self.service.at_latitude is not None

    @property
    def point(self) -> dict[str, object]:
        """What the map needs to know of it."""
        return {
            "rank": self.rank,
            "name": self.service.name,
            "structure": self.words.structure.name,
            "lat": self.service.at_latitude,
            "lon": self.service.at_longitude,
            "rough": self.service.is_roughly_at,
        }


def lines_of(
    services: Sequence[Service], asked: Asked, at: datetime, lives: Mapping[UUID, Life], first: int = 1
) -> list[Line]:
    """The lines of a list, numbered from `first`."""
    names = [fold(service.name) for service in services]
    named = Counter(names)
    return [
        Line(
            rank,
            service,
            asked,
            at,
            lives[service.pk],
            named[name] > 1 and fold(service.structure.name) != name,
        )
        for rank, (service, name) in enumerate(zip(services, names, strict=True), first)
    ]


def distance_words(km: float, *, is_rough: bool = False) -> str:
    """How far, no more precisely than one knows."""
    if is_rough and km < 1:
        return "dans les environs"
    about = "environ " if is_rough else ""
    if is_rough or km >= 10:
        return f"à {about}{max(round(km), 1)}{NO_BREAK}km"
    if km < 1:
        return f"à {max(round(km * 20) * 50, 50)}{NO_BREAK}m"
    return f"à {km:.1f}{NO_BREAK}km".replace(".", ",")
