"""Two dates of one map: what grew heavier or lighter, what appeared, what came untied, topic by topic."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from tisserand.support.choices import ItemKind, Topic
from tisserand.support.situation.kept import KeptItem, KeptLink, KeptMap

Weight = int | None


@dataclass(frozen=True)
class View:
    """One view of one weight, then and now; None: nothing said, or not on the map."""

    then: Weight
    now: Weight

    @property
    def delta(self) -> int:
        """By how much it grew."""
        return (self.now or 0) - (self.then or 0)

    @property
    def is_known(self) -> bool:
        """Whether anything was said at either date."""
        return self.then is not None or self.now is not None


@dataclass(frozen=True)
class TopicChange:
    """The heaviest thing of a topic, by both views; what weighs and what holds are counted apart."""

    topic: Topic
    is_strength: bool
    person: View
    worker: View

    @property
    def moved(self) -> bool:
        """Whether one of the views changed."""
        return bool(self.person.delta or self.worker.delta)

    @property
    def delta(self) -> int:
        """The change of the person's view, or of the worker's when the person's did not move."""
        return self.person.delta or self.worker.delta

    @property
    def leading(self) -> View:
        """The view to show first: the person's, or the worker's when the person's did not move."""
        return self.person if self.person.delta else self.worker

    @property
    def is_better(self) -> bool:
        """Less weight, or more to lean on."""
        return self.delta > 0 if self.is_strength else self.delta < 0


@dataclass(frozen=True)
class ItemChange:
    """One item at both dates."""

    then: KeptItem
    now: KeptItem

    @property
    def person(self) -> View:
        """The person's view."""
        return View(self.then.weight_person, self.now.weight_person)

    @property
    def worker(self) -> View:
        """The worker's view."""
        return View(self.then.weight_worker, self.now.weight_worker)


@dataclass(frozen=True)
class Comparison:
    """Everything that differs between two dates."""

    topics: tuple[TopicChange, ...] = ()
    appeared: tuple[KeptItem, ...] = ()
    untied: tuple[KeptItem, ...] = ()
    taken_off: tuple[KeptItem, ...] = ()
    changed: tuple[ItemChange, ...] = ()
    links_appeared: tuple[KeptLink, ...] = ()
    links_gone: tuple[KeptLink, ...] = ()

    @property
    def moved(self) -> tuple[TopicChange, ...]:
        """The topics that moved."""
        return tuple(topic for topic in self.topics if topic.moved)

    @property
    def gone(self) -> frozenset[str]:
        """Ids of what is no longer there."""
        return frozenset(item.id for item in (*self.untied, *self.taken_off))

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        return not (
            self.moved or self.appeared or self.gone or self.changed or self.links_appeared or self.links_gone
        )


def compare(then: KeptMap, now: KeptMap, *, untied: Collection[str] = ()) -> Comparison:
    """What differs from `then` to `now`; `untied`: ids known to have been resolved rather than taken off."""
    before, after = {item.id: item for item in then.items}, {item.id: item for item in now.items}
    gone = [item for item in then.items if item.id not in after]
    both = [ItemChange(before[key], after[key]) for key in before if key in after]
    return Comparison(
        topics=_topics(then, now),
        appeared=tuple(item for item in now.items if item.id not in before),
        untied=tuple(item for item in gone if item.id in untied),
        taken_off=tuple(item for item in gone if item.id not in untied),
        changed=tuple(change for change in both if _differs(change)),
        links_appeared=tuple(link for link in now.links if link not in set(then.links)),
        links_gone=tuple(link for link in then.links if link not in set(now.links)),
    )


def _differs(change: ItemChange) -> bool:
    """The weights, the urgency and the kind count; a reworded title does not."""
    then, now = change.then, change.now
    seen = (then.weight_person, then.weight_worker, then.is_urgent, then.kind)
    return seen != (now.weight_person, now.weight_worker, now.is_urgent, now.kind)


def _topics(then: KeptMap, now: KeptMap) -> tuple[TopicChange, ...]:
    changes = (_topic(then, now, topic, strength) for strength in (False, True) for topic in Topic)
    return tuple(change for change in changes if change.person.is_known or change.worker.is_known)


def _topic(then: KeptMap, now: KeptMap, topic: Topic, is_strength: bool) -> TopicChange:
    before, after = (
        [
            item
            for item in side.items
            if item.topic == topic and (item.kind == ItemKind.STRENGTH) == is_strength
        ]
        for side in (then, now)
    )
    return TopicChange(
        topic,
        is_strength,
        View(
            _heaviest(item.weight_person for item in before), _heaviest(item.weight_person for item in after)
        ),
        View(
            _heaviest(item.weight_worker for item in before), _heaviest(item.weight_worker for item in after)
        ),
    )


def _heaviest(weights: Iterable[Weight]) -> Weight:
    return max((weight for weight in weights if weight is not None), default=None)
