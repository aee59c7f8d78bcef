"""What one asks of the directory: a need, a place, and what narrows them; in words for whoever reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from tisserand.common.communes import Commune
from tisserand.directory import vocabulary as words
from tisserand.directory.doorways import DOORWAYS
from tisserand.directory.needs import Need, understood
from tisserand.directory.spots import Spot, spot_of

RADII = (2, 5, 10, 20, 50, 100)
USUAL_RADIUS = 20
REMOTE = "a-distance"
# Where no point is known of any commune, or of some.
TERRITORIES = {
    "975": "à Saint-Pierre-et-Miquelon",
    "977": "à Saint-Barthélemy",
    "978": "à Saint-Martin",
    "984": "dans les Terres australes et antarctiques françaises",
    "986": "à Wallis-et-Futuna",
    "987": "en Polynésie française",
    "988": "en Nouvelle-Calédonie",
    "989": "à Clipperton",
}


@dataclass(frozen=True)
class Asked:
    """All of it may be empty: then nothing is asked."""

    text: str = ""
    doorway: str = ""  # the key of one of `DOORWAYS`
    commune: Commune | None = None
    radius_km: int = USUAL_RADIUS
    topic: str = ""  # a topic, or a category of topics
    public: str = ""
    kind: str = ""
    fees: str = ""
    mode: str = ""
    language: str = ""  # as it is named
    is_accessible: bool = False
    open_at: datetime | None = None
    has_room: bool = False

    @property
    def is_anything(self) -> bool:
        """Whether something is looked for."""
        return bool(self.text or self.doorway or self.topic or self.commune or self.narrowing)

    @property
    def narrowing(self) -> list[str]:
        """The names of what narrows the search beyond the need and the place."""
        names = ("public", "kind", "fees", "mode", "language", "is_accessible", "open_at", "has_room")
        return [name for name in names if getattr(self, name)]

    @cached_property
    def need(self) -> Need:
        """What the words mean."""
        return understood(self.text) if self.text else Need()

    @property
    def topics(self) -> list[str]:
        """The topics that answer the need."""
        doorway = DOORWAYS.get(self.doorway)
        return [*(doorway.topics if doorway else ()), *self.need.topics]

    @property
    def is_remote(self) -> bool:
        """Whether one need not go there: distances then say nothing."""
        return self.mode == REMOTE

    @property
    def spot(self) -> Spot | None:
        """From where distances are counted."""
        return spot_of(self.commune.code) if self.commune else None

    @property
    def territory(self) -> str:
        """« en Polynésie française », near a commune that we cannot place: the distance is not counted."""
        is_lost = self.commune and not self.spot
        return (
            TERRITORIES.get(self.commune.code[:3], "dans ce territoire") if is_lost and self.commune else ""
        )

    @property
    def doorway_label(self) -> str:
        """The need of every day that was pressed."""
        doorway = DOORWAYS.get(self.doorway)
        return doorway.label if doorway else ""

    @property
    def title(self) -> str:
        """« manger, près de Grenoble », to name what is kept."""
        what = self.text or self.doorway_label or self.topic_label or "tous les services"
        return f"{what}, près de {self.commune.name}" if self.commune else what

    @property
    def topic_label(self) -> str:
        """The topic or the category, in words."""
        codes = words.TOPICS if words.BETWEEN in self.topic else words.CATEGORIES
        return words.label(codes, self.topic) if self.topic else ""
