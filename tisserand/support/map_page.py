"""What the page of the map shows: read once, drawn twice (wide and narrow), told in sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from tisserand.support import referential
from tisserand.support.choices import ItemKind, Topic
from tisserand.support.models import Dossier, Goal, MapItem, MapLink, MapSnapshot
from tisserand.support.queries.situation import goals_answering, items_of, links_of, map_of, snapshots_of
from tisserand.support.services.situation import UNDO_FOR
from tisserand.support.services.snapshots import map_content
from tisserand.support.situation.chart import ChartRow, chart_of
from tisserand.support.situation.comparison import Comparison, compare
from tisserand.support.situation.drawing import FORMATS, Drawing, draw_map
from tisserand.support.situation.kept import KeptMap, read_map
from tisserand.support.situation.words import pronoun, quoted, scale_of

TOPIC_ORDER = {topic.value: number for number, topic in enumerate(Topic)}
KIND_ORDER = {kind.value: number for number, kind in enumerate(ItemKind)}

# By the name said in ?tri=; what nobody weighed comes last.
SORTS: dict[str, Callable[[MapItem], Any]] = {
    "theme": lambda item: (TOPIC_ORDER[item.topic], KIND_ORDER[item.kind], item.title.lower()),
    "titre": lambda item: item.title.lower(),
    "nature": lambda item: (KIND_ORDER[item.kind], item.title.lower()),
    "personne": lambda item: -1 if item.weight_person is None else item.weight_person,
    "nous": lambda item: -1 if item.weight_worker is None else item.weight_worker,
}


@dataclass(frozen=True)
class Sentence:
    """A link, said."""

    link: MapLink

    @property
    def source(self) -> str:
        """What acts."""
        return quoted(self.link.source.title)

    @property
    def act(self) -> str:
        """What it does: « aggrave « Santé non soignée » »."""
        return f"{self.link.get_kind_display()} {quoted(self.link.target.title)}"

    @property
    def words(self) -> str:
        """The whole sentence."""
        return f"{self.source} {self.act}"


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    item: MapItem
    links: list[Sentence]


@dataclass(frozen=True)
class Weighing:
    """One view of the weight of an item, and the words of the scale."""

    view: str
    label: str
    value: int | None
    steps: list[tuple[int, str]]

    @property
    def said(self) -> str:
        """The word of the weight."""
        return dict(self.steps).get(self.value, "") if self.value is not None else ""


@dataclass(frozen=True)
class Story:
    """One thing on the map: what acts on it, what it acts on, what the plan answers, where one could begin."""

    item: MapItem
    who: str
    comes_in: list[MapLink]
    goes_out: list[MapLink]
    goals: list[Goal]

    @property
    def weighings(self) -> list[Weighing]:
        """Both views, each with its scale."""
        steps = list(scale_of(self.item.kind).items())
        return [
            Weighing("person", f"Selon {self.who}", self.item.weight_person, steps),
            Weighing("worker", "Selon nous", self.item.weight_worker, steps),
        ]

    @property
    def differs(self) -> bool:
        """Whether the two views are known and differ."""
        views = (self.item.weight_person, self.item.weight_worker)
        return None not in views and views[0] != views[1]

    @property
    def objectives(self) -> list[referential.Suggestion]:
        """Goals one could begin from."""
        return referential.objectives_for(self.item.topic)

    @property
    def actions(self) -> list[referential.Suggestion]:
        """Steps one could begin with."""
        return referential.actions_for(self.item.topic)


@dataclass(frozen=True)
class Since:
    """What moved since a dated map."""

    snapshot: MapSnapshot
    comparison: Comparison
    moved: list[ChartRow]


class MapPage:
    """The map of one dossier as its page draws it."""

    def __init__(self, dossier: Dossier, *, today: date, now: datetime, sort: str = "") -> None:
        self.dossier, self.today, self.now, self.sort = dossier, today, now, sort
        self.who = pronoun(dossier.person)

    @cached_property
    def map(self) -> Any:
        """The map itself (its revision, its date of assessment)."""
        return map_of(self.dossier)

    @cached_property
    def all_items(self) -> list[MapItem]:
        """Everything, what was taken off included."""
        return list(items_of(self.dossier))

    @cached_property
    def items(self) -> list[MapItem]:
        """What stands on the map."""
        return [item for item in self.all_items if not item.removed_at and not item.resolved_on]

    @property
    def resolved(self) -> list[MapItem]:
        """What came untied, latest first."""
        ended = [item for item in self.all_items if item.resolved_on and not item.removed_at]
        return sorted(ended, key=lambda item: item.resolved_on or self.today, reverse=True)

    @property
    def removed(self) -> list[MapItem]:
        """What was taken off and can still come back."""
        since = self.now - UNDO_FOR
        gone = [item for item in self.all_items if item.removed_at and item.removed_at > since]
        return sorted(gone, key=lambda item: item.removed_at or self.now, reverse=True)

    @cached_property
    def links(self) -> list[MapLink]:
        """The links between what stands on the map."""
        standing = {item.pk for item in self.items}
        return [link for link in links_of(self.dossier) if {link.source_id, link.target_id} <= standing]

    @cached_property
    def drawings(self) -> list[Drawing]:
        """The wide picture and the narrow one."""
        return [draw_map(self.items, self.links, form, who=self.who) for form in FORMATS.values()]  # type: ignore[arg-type]

    @property
    def rows(self) -> list[Row]:
        """The table, sorted as asked."""
        field = self.sort.removeprefix("-")
        items = sorted(self.items, key=SORTS.get(field, SORTS["theme"]), reverse=self.sort.startswith("-"))
        return [
            Row(item, sentences(link for link in self.links if item.pk == link.source_id)) for item in items
        ]

    @cached_property
    def snapshots(self) -> list[MapSnapshot]:
        """The dated maps, latest first."""
        return list(snapshots_of(self.dossier))

    @cached_property
    def kept(self) -> KeptMap:
        """The map of today as a dated map would keep it."""
        return read_map(map_content(self.items, self.links))

    @cached_property
    def since(self) -> Since | None:
        """What moved since the latest dated map that is not today's."""
        earlier = [snapshot for snapshot in self.snapshots if snapshot.taken_on < self.today]
        if not earlier:
            return None
        comparison = self.compared_to(read_map(earlier[0].content))
        return Since(earlier[0], comparison, chart_of(comparison.moved, self.who))

    def compared_to(self, then: KeptMap) -> Comparison:
        """What moved from `then` to today."""
        return compare(then, self.kept, untied={str(item.pk) for item in self.resolved})

    def chosen(self, pk: str) -> MapItem | None:
        """The item asked for, or the one that weighs most."""
        asked = next((item for item in self.items if str(item.pk) == pk), None)
        return asked or max(self.items, key=self._pull, default=None)

    def _pull(self, item: MapItem) -> tuple[float, str]:
        tied = sum(item.pk in (link.source_id, link.target_id) for link in self.links)
        heaviest = max(item.weight_person or 0, item.weight_worker or 0)
        return item.is_urgent * 2 + heaviest / 2 + tied, str(item.pk)

    def story(self, item: MapItem) -> Story:
        """The story of one item."""
        return Story(
            item,
            self.who,
            [link for link in self.links if link.target_id == item.pk],
            [link for link in self.links if link.source_id == item.pk],
            list(goals_answering(item)),
        )


def sentences(links: Iterable[MapLink]) -> list[Sentence]:
    """Links, said in full."""
    return [Sentence(link) for link in links]
