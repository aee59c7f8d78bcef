"""A search of the directory: what answers, in what order, what is left out and what would find more."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import BooleanField, Count, Expression, F, Func, Q, QuerySet, TextField, Value

from tisserand.accounts.actors import Actor
from tisserand.common.folding import fold
from tisserand.directory.asked import RADII, REMOTE, Asked
from tisserand.directory.geometry import km_from, within_box
from tisserand.directory.models import Service
from tisserand.directory.needs import SMALL
from tisserand.directory.opening import open_among
from tisserand.directory.queries import for_publics, near, open_to_inhabitants, services_visible_to
from tisserand.directory.upkeep import has_room
from tisserand.directory.vocabulary import BETWEEN, TOPICS, category_of, labels_of
from tisserand.ui.pages import COUNTED

CONFIG = "directory_words"
NO_BREAK = "\u00a0"
RANKED = 200  # of those that say the very words, the first are put in order; the rest follow by name
WORDS = {
    "public": "le public",
    "kind": "le type d’aide",
    "fees": "les frais",
    "mode": "l’accueil",
    "language": "la langue",
    "is_accessible": "l’accessibilité",
    "open_at": "l’heure d’ouverture",
    "has_room": "la place disponible",
}


@dataclass(frozen=True)
class Wider:
    """What would find more: words, the choices to change in the address, how many it would find."""

    words: str
    changes: dict[str, Any]
    count: int


class Search:
    """What one asked, asked of the database. `is_strict`: words that nothing explains must be in the text."""

    def __init__(self, actor: Actor, asked: Asked, at: datetime, *, is_strict: bool = True) -> None:
        self.actor, self.asked, self.at, self.is_strict = actor, asked, at, is_strict
        self._open: list[str] | None = None
        self._counts: dict[int, int] = {}

    @cached_property
    def subject(self) -> QuerySet[Service]:
        """What is published and answers the need, wherever it is."""
        return services_visible_to(self.actor).filter(self._about, is_listed=True)

    @property
    def around(self) -> QuerySet[Service]:
        """The same, near the place."""
        asked = self.asked
        if asked.commune and asked.is_remote:
            return self.subject.filter(open_to_inhabitants(asked.commune.code)).order_by("name", "pk")
        if asked.spot:
            return near(self.subject, asked.spot, asked.radius_km)
        return self.subject.order_by("name", "pk")

    @cached_property
    def rows(self) -> QuerySet[Service]:
        """The same, narrowed."""
        return self.around.filter(*(self._narrowed(name) for name in self.asked.narrowing))

    # What it is about

    @property
    def _about(self) -> Q:
        asked = self.asked
        condition = Q()
        if asked.topic:
            condition &= Q(topics__overlap=_topics_under(asked.topic))
        if asked.doorway or asked.text:
            condition &= self._answers
        return condition

    @property
    def _answers(self) -> Q:
        asked = self.asked
        said = self._words(fold(asked.text).split())
        if not asked.topics:
            return Q(words=said) if said is not None else Q()
        answers = Q(topics__overlap=asked.topics)
        unknown = self._words(list(asked.need.unknown))
        if self.is_strict and unknown is not None:
            answers &= Q(words=unknown)
        return answers | Q(words=said) if said is not None else answers

    @staticmethod
    def _words(words: list[str]) -> SearchQuery | None:
        """All of them, the last one perhaps not finished; they are folded, so nothing in them is a sign."""
        kept = [word for word in words if word not in SMALL and len(word) > 1]
        if not kept:
            return None
        return SearchQuery(" & ".join([*kept[:-1], f"{kept[-1]}:*"]), config=CONFIG, search_type="raw")

    # What narrows it

    def _narrowed(self, name: str) -> Q | Expression:
        said = getattr(self.asked, name)
        if name == "open_at":
            return _one_of(F("hours"), self._open_hours(said))
        if name == "has_room":
            return has_room(self.at)
        if name == "public":
            return for_publics([said])
        if name == "mode":
            return Q(reception_modes__contains=[said])
        if name == "is_accessible":
            return Q(structure__accessibility_url__gt="")
        if name == "language":
            return Q(words=SearchQuery(fold(said), config=CONFIG))
        return Q(**{name: said})

    def _open_hours(self, at: datetime) -> list[str]:
        if self._open is None:
            others = [name for name in self.asked.narrowing if name != "open_at"]
            self._open = _open_in(self.around.filter(*(self._narrowed(name) for name in others)), at)
        return self._open

    # Page by page

    def __getitem__(self, part: slice) -> list[Service]:
        """The services of one page: with words and no place, those that say them come first."""
        said = self._words(fold(self.asked.text).split())
        # Of thousands that answer, putting those that say the word in order would take seconds and help nobody.
        if said is None or self.asked.spot or self.count_to(COUNTED + 1) > COUNTED:
            return list(self.rows[part])
        first = self._first_ids(said)
        kept = first[part]
        found = {row.pk: row for row in self.rows.filter(pk__in=kept)}
        page = [found[pk] for pk in kept if pk in found]
        if part.stop > len(first):
            rest = self.rows.exclude(pk__in=first)
            page += rest[max(part.start - len(first), 0) : part.stop - len(first)]
        return page

    def _first_ids(self, said: SearchQuery) -> list[Any]:
        rows = self.rows.filter(words=said).order_by(SearchRank(F("words"), said).desc(), "name", "pk")
        return list(rows.values_list("pk", flat=True)[:RANKED])

    def count_to(self, most: int) -> int:
        """How many answer, or `most`."""
        if most not in self._counts:
            self._counts[most] = self.rows.order_by()[:most].count()
        return self._counts[most]

    # What is left out

    def count_around(self, most: int) -> int:
        """How many there would be without what narrows the search, or `most`."""
        return self.around.order_by()[:most].count()

    def count_remote(self, most: int) -> int:
        """How many of the same could be had without going there, or `most`."""
        if not self.asked.commune:
            return 0
        # Neither the door nor its hours matter then.
        asked = replace(self.asked, mode=REMOTE, open_at=None, is_accessible=False)
        remote = Search(self.actor, asked, self.at, is_strict=self.is_strict)
        return remote.rows.order_by()[:most].count()

    def wider(self) -> list[Wider]:
        """What would find something when this finds nothing; one question."""
        asked, spot = self.asked, self.asked.spot
        is_around = bool(spot) and not asked.is_remote
        rows = self.subject
        if spot and is_around:
            rows = rows.filter(within_box(spot, RADII[-1])).annotate(km=km_from(spot))
        if asked.open_at:
            self._open = _open_in(rows, asked.open_at)
        narrowed = {name: self._narrowed(name) for name in asked.narrowing}
        ways: list[tuple[str, dict[str, Any], list[Any], float]] = [
            (
                f"Sans {WORDS[name]}",
                {PARAMETERS[name]: None, "jour": None, "heure": None}
                if name == "open_at"
                else {PARAMETERS[name]: None},
                [condition for other, condition in narrowed.items() if other != name],
                asked.radius_km,
            )
            for name in narrowed
        ]
        if is_around:
            ways += [
                (f"Jusqu’à {km}{NO_BREAK}km", {"distance": km}, list(narrowed.values()), km)
                for km in RADII
                if km > asked.radius_km
            ]
        if not ways:
            return []
        counts = {}
        for rank, (_, _, conditions, km) in enumerate(ways):
            kept = Q(*conditions)
            if is_around:
                kept &= Q(km__lte=km)
            counts[f"way_{rank}"] = Count("pk", filter=kept)
        found = rows.order_by().aggregate(**counts)
        told = [Wider(words, changes, found[f"way_{rank}"]) for rank, (words, changes, *_) in enumerate(ways)]
        return [way for way in told if way.count]


PARAMETERS = {
    "public": "public",
    "kind": "type",
    "fees": "frais",
    "mode": "accueil",
    "language": "langue",
    "is_accessible": "acces",
    "open_at": "ouvert",
    "has_room": "place",
}


def _open_in(rows: QuerySet[Service], at: datetime) -> list[str]:
    """The hours that say « open » then. Many places keep the same: each way of writing them is read once."""
    texts = rows.order_by().exclude(hours="").values_list("hours", flat=True).distinct()
    return open_among(texts, at)


def _topics_under(code: str) -> list[str]:
    """A topic alone, or all those of a category."""
    if BETWEEN in code:
        return [code]
    return [topic for topic in labels_of(TOPICS) if category_of(topic) == code]


def _one_of(column: F, values: list[str]) -> Expression:
    """The column is one of thousands of texts, sent as one value."""
    array = Value(values, output_field=ArrayField(TextField()))
    return Func(
        column, array, template="(%(expressions)s))", arg_joiner=" = ANY(", output_field=BooleanField()
    )
