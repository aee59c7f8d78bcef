"""A search of the directory: what answers, in what order, what is left out and what would find more."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from itertools import count
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import (
    BooleanField,
    Case,
    Count,
    Expression,
    F,
    Func,
    Q,
    QuerySet,
    TextField,
    Value,
    When,
)

from tisserand.accounts.actors import Actor
from tisserand.common.folding import fold
from tisserand.directory.asked import RADII, REMOTE, Asked
from tisserand.directory.geometry import km_from, within_box
from tisserand.directory.models import Service
from tisserand.directory.needs import SMALL
from tisserand.directory.opening import open_among
from tisserand.directory.queries import (
    for_publics,
    in_territory,
    near,
    open_to_inhabitants,
    services_visible_to,
)
from tisserand.directory.upkeep import has_room
from tisserand.directory.vocabulary import BETWEEN, TOPICS, category_of, labels_of
from tisserand.ui.pages import COUNTED

CONFIG = "directory_words"
NO_BREAK = "\u00a0"
RANKED = 200  # of those that say the very words, the first are put in order; the rest follow by name
SORTED = 2_000  # of those around a place, so many are read at once to see which are open: more than one ever counts
Found = tuple[float, Any]  # how far (km), which one
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
        if asked.commune:
            return self.subject.filter(in_territory(asked.commune.code)).order_by("name", "pk")
        return self.subject.order_by("name", "pk")

    @cached_property
    def rows(self) -> QuerySet[Service]:
        """The same, narrowed."""
        rows = self.around.filter(*self._narrowing)
        return rows.filter(_open_in(rows, self.asked.open_at)) if self.asked.open_at else rows

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

    @property
    def _narrowing(self) -> list[Q]:
        """What narrows it, but for the hours, of which the database can tell nothing."""
        return [self._narrowed(name) for name in self.asked.narrowing if name != "open_at"]

    def _narrowed(self, name: str) -> Q:
        said = getattr(self.asked, name)
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

    # Around a place: how far and which, before anything else is read of them

    @property
    def _is_around(self) -> bool:
        return bool(self.asked.spot) and not self.asked.is_remote

    @cached_property
    def _nearest(self) -> list[Found]:
        """Those that answer, the nearest first: all of them, or more than one counts.

        Where each stands is in an index; its name, its structure and the rest are read of those that a page shows.
        """
        rows = self.around.filter(*self._narrowing)
        if not self.asked.open_at:
            return list(rows.values_list("km", "pk")[: COUNTED + 1])
        found: list[Found] = []
        for start in count(0, SORTED):
            read = list(rows.values_list("km", "pk", "hours")[start : start + SORTED])
            opened = set(open_among({hours for *_, hours in read}, self.asked.open_at))
            found += [(km, pk) for km, pk, hours in read if hours in opened]
            if len(read) < SORTED or len(found) > COUNTED:
                return found
        return found

    def _page_around(self, part: slice) -> list[Service]:
        if part.stop > len(self._nearest) > COUNTED:  # far past what anyone leafs through
            return list(self.rows[part])
        kept = self._nearest[part]
        rows = services_visible_to(self.actor).in_bulk([pk for _, pk in kept]) if kept else {}
        for km, pk in kept:
            rows[pk].km = km  # type: ignore[attr-defined]  # as `near` annotates it
        return [rows[pk] for _, pk in kept]

    # Page by page

    def __getitem__(self, part: slice) -> list[Service]:
        """The services of one page: with words and no place, those that say them come first."""
        if self._is_around:
            return self._page_around(part)
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
        if self._is_around:
            return min(len(self._nearest), most)
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
        ways = self._ways()
        if not ways:
            return []
        rows, spot = self.subject, self.asked.spot
        if spot and self._is_around:
            rows = rows.filter(within_box(spot, RADII[-1])).annotate(km=km_from(spot))
        elif not self.asked.is_remote and self.asked.commune:
            rows = rows.filter(in_territory(self.asked.commune.code))
        # How many there are of each sort: what they answer of what narrows, how far, at what hours.
        narrowed = {name: self._narrowed(name) for name in self.asked.narrowing if name != "open_at"}
        sorts = [f"is_{name}" for name in narrowed]
        met = {f"is_{name}": _whether(condition) for name, condition in narrowed.items()}
        rows = rows.filter(self._of_one(ways, narrowed)).annotate(**met)
        if self._is_around:
            rings = [When(km__lte=km, then=Value(km)) for km in RADII]
            rows = rows.annotate(ring=Case(*rings, default=Value(RADII[-1] + 1)))
            sorts.append("ring")
        if self.asked.open_at:
            sorts.append("hours")
        found = list(rows.order_by().values(*sorts).annotate(many=Count("pk")))
        opened = set()
        if self.asked.open_at:
            opened = set(open_among({sort["hours"] for sort in found}, self.asked.open_at))
        told = [
            Wider(way.words, way.changes, sum(sort["many"] for sort in found if way.finds(sort, opened)))
            for way in ways
        ]
        return [each for each in told if each.count]

    def _ways(self) -> list[_Way]:
        """Each without one of the choices, or farther."""
        asked = self.asked
        ways = []
        for name in asked.narrowing:
            changes: dict[str, Any] = {PARAMETERS[name]: None}
            if name == "open_at":
                changes |= {"jour": None, "heure": None}
            others = tuple(other for other in asked.narrowing if other != name)
            ways.append(_Way(f"Sans {WORDS[name]}", changes, others, asked.radius_km))
        if self._is_around:
            ways += [
                _Way(f"Jusqu’à {km}{NO_BREAK}km", {"distance": km}, tuple(asked.narrowing), km)
                for km in RADII
                if km > asked.radius_km
            ]
        return ways

    def _of_one(self, ways: list[_Way], narrowed: dict[str, Q]) -> Q:
        """What one of them may find."""
        found = Q()
        for way in ways:
            kept = Q(*(narrowed[name] for name in way.kept if name in narrowed))
            found |= kept & Q(km__lte=way.km) if self._is_around else kept
        return found


@dataclass(frozen=True)
class _Way:
    """A wider search: what it changes, what still narrows it (`kept`), how far it goes."""

    words: str
    changes: dict[str, Any]
    kept: tuple[str, ...]
    km: int

    def finds(self, sort: dict[str, Any], opened: set[str]) -> bool:
        """Whether it finds those of this sort."""
        if "open_at" in self.kept and sort["hours"] not in opened:
            return False
        is_kept = all(sort[f"is_{name}"] for name in self.kept if name != "open_at")
        return is_kept and sort.get("ring", 0) <= self.km


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


def _open_in(rows: QuerySet[Service], at: datetime) -> Expression:
    """Whether the hours say « open » then. Many places keep the same: each way of writing them is read once."""
    texts = rows.order_by().exclude(hours="").values_list("hours", flat=True).distinct()
    return _one_of(F("hours"), open_among(texts, at))


def _whether(condition: Q) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False), output_field=BooleanField())


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
