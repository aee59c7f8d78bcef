"""What moved, as a picture: for each topic, from the weight of then to the weight of now, by both views."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tisserand.support.situation.comparison import TopicChange, View
from tisserand.support.situation.words import topic_label, topic_sentence, topic_words

LEFT, STEP = 12, 49
PERSON_LINE, WORKER_LINE = 12, 30
TICKS = tuple(LEFT + STEP * weight for weight in range(5))


@dataclass(frozen=True)
class Dumbbell:
    """One view: where it was, where it is, on its own line."""

    view: View
    whose: str  # "person" is drawn as a disc, "worker" as a square
    y: int

    then = property(lambda self: None if self.view.then is None else LEFT + STEP * self.view.then)
    now = property(lambda self: None if self.view.now is None else LEFT + STEP * self.view.now)
    moves = property(lambda self: None not in (self.then, self.now) and self.then != self.now)
    top = property(lambda self: self.y - 6)
    then_left = property(lambda self: self.then - 6)
    now_left = property(lambda self: self.now - 6)


@dataclass(frozen=True)
class ChartRow:
    """One topic."""

    change: TopicChange
    label: str
    sentence: str
    words: str
    marks: tuple[Dumbbell, ...]

    @property
    def tone(self) -> str:
        """Teal for what is better, terracotta for what is worse; words and direction say it too."""
        if not self.change.moved:
            return "still"
        return "better" if self.change.is_better else "worse"

    @property
    def ticks(self) -> tuple[int, ...]:
        """The five weights."""
        return TICKS


def chart_of(changes: Iterable[TopicChange], who: str) -> list[ChartRow]:
    """A row for each topic, those that moved most first."""
    rows = sorted(changes, key=lambda change: (change.is_strength, -abs(change.delta)))
    return [_row(change, who) for change in rows]


def _row(change: TopicChange, who: str) -> ChartRow:
    marks = (
        Dumbbell(change.person, "person", PERSON_LINE),
        Dumbbell(change.worker, "worker", WORKER_LINE),
    )
    known = tuple(mark for mark in marks if mark.view.is_known)
    return ChartRow(change, topic_label(change), topic_sentence(change, who), topic_words(change, who), known)
